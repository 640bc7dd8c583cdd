import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Uri } from '../protocol/vocabulary.ts';
import { groupsOf, type Group } from './batch.ts';
import type { Operation } from './operation.ts';
import type { Connection } from './sqlite-connection.ts';
import { codeOf } from './sqlite-connection.ts';
import { applyGroups, isOneStatement } from './sqlite-effects.ts';
import { StoreUnavailable } from './store.ts';

/** A recorded transaction, and what is to be done after it in the same commit (its result goes to the caller). */
interface Entry {
  readonly operations: readonly Operation[];
  readonly work: ((connection: Connection) => Promise<unknown>) | undefined;
}
type Waiting = Entry & PromiseWithResolvers<unknown>;

/** What became of each entry of a batch, and the conversations that changed. */
interface Written {
  readonly outcomes: readonly PromiseSettledResult<unknown>[];
  readonly changed: ReadonlySet<Uri>;
}

/**
 * The one writer of a SQLite file in this process. An fsync costs milliseconds, so all who wait share one (group commit):
 * while a commit runs, the next batch gathers.
 */
export class Writer {
  readonly #connection: Connection;
  readonly #onChange: (objectIds: readonly Uri[]) => void;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  /** `onChange` hears after each commit which conversations it changed, before those who wait for it. */
  constructor(connection: Connection, onChange: (objectIds: readonly Uri[]) => void) {
    this.#connection = connection;
    this.#onChange = onChange;
  }

  /**
   * Applies `operations`, then does `work` on the same connection, and resolves with its result when both are on disk.
   * Rejects, with nothing of it written, when either fails.
   */
  write<T>(operations: readonly Operation[], work?: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreUnavailable('the store is closed'));
    const settled = Promise.withResolvers<unknown>();
    this.#waiting.push({ operations, work, ...settled });
    this.#running ??= this.#run();
    return settled.promise as Promise<T>;
  }

  /** Takes nothing more, and resolves when all that was taken is settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await nextTurn(); // Whatever else this turn of the event loop brings shares the commit.
      await this.#commit(this.#waiting.splice(0));
    }
    this.#running = undefined;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const { outcomes, changed } = await this.#write(batch);
      if (changed.size > 0) this.#onChange([...changed]);
      for (const [index, outcome] of outcomes.entries()) settle(batch[index], outcome);
    } catch (error) {
      for (const waiting of batch) waiting.reject(explained(error));
    }
  }

  /** Writes the batch as one; if something in it can't be written, each entry by itself, so that only the guilty fail. */
  async #write(batch: readonly Entry[]): Promise<Written> {
    try {
      return await this.#writeTogether(batch);
    } catch (error) {
      if (batch.length === 1 || isUnavailable(error)) throw error;
      return this.#connection.transaction(() => separately(this.#connection, batch));
    }
  }

  /** A lone statement is a transaction by itself: BEGIN and COMMIT would be two more trips to the driver's thread. */
  #writeTogether(batch: readonly Entry[]): Promise<Written> {
    const groups = groupsOfAll(batch);
    const write = (): Promise<Written> => together(this.#connection, groups, batch);
    const isLone = isOneStatement(groups) && batch.every(({ work }) => work === undefined);
    return isLone ? write() : this.#connection.transaction(write);
  }
}

function groupsOfAll(batch: readonly Entry[]): readonly Group[] {
  return groupsOf(batch.flatMap(({ operations }) => operations));
}

async function together(
  connection: Connection,
  groups: readonly Group[],
  batch: readonly Entry[],
): Promise<Written> {
  const changed = await applyGroups(connection, groups);
  const outcomes: PromiseSettledResult<unknown>[] = [];
  for (const { work } of batch) outcomes.push({ status: 'fulfilled', value: await work?.(connection) });
  return { outcomes, changed };
}

async function separately(connection: Connection, batch: readonly Entry[]): Promise<Written> {
  const written: Written[] = [];
  for (const entry of batch) written.push(await alone(connection, entry));
  return {
    outcomes: written.flatMap(({ outcomes }) => outcomes),
    changed: new Set(written.flatMap(({ changed }) => [...changed])),
  };
}

async function alone(connection: Connection, entry: Entry): Promise<Written> {
  await connection.all('SAVEPOINT entry');
  try {
    const written = await together(connection, groupsOfAll([entry]), [entry]);
    await connection.all('RELEASE entry');
    return written;
  } catch (error) {
    if (isUnavailable(error)) throw error;
    await connection.all('ROLLBACK TO entry');
    await connection.all('RELEASE entry');
    return { outcomes: [{ status: 'rejected', reason: error }], changed: new Set() };
  }
}

function settle(waiting: Waiting | undefined, outcome: PromiseSettledResult<unknown>): void {
  if (outcome.status === 'fulfilled') waiting?.resolve(outcome.value);
  else waiting?.reject(outcome.reason);
}

/** Faults of the machine, not of what was to be written: repeating it in smaller parts would not help. */
const unavailable: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'another process holds its write lock',
  SQLITE_LOCKED: 'it is locked',
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR: 'reading or writing the disk failed',
  SQLITE_READONLY: 'it may not be written to',
  SQLITE_CANTOPEN: 'a file of it cannot be opened',
  SQLITE_NOMEM: 'memory is short',
  SQLITE_PROTOCOL: 'its locks could not be taken',
  SQLITE_CORRUPT: 'its file is damaged',
  SQLITE_NOTADB: 'its file is no SQLite database',
};

function isUnavailable(error: unknown): boolean {
  return (codeOf(error) ?? '') in unavailable;
}

function explained(error: unknown): unknown {
  const why = unavailable[codeOf(error) ?? ''];
  return why === undefined
    ? error
    : new StoreUnavailable(`the database cannot be written: ${why}`, { cause: error });
}
