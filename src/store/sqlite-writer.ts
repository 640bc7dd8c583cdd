import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Uri } from '../protocol/vocabulary.ts';
import { groupsOf, type Group } from './batch.ts';
import type { Operation } from './operation.ts';
import type { Connection } from './sqlite-connection.ts';
import { applyGroups, isOneStatement } from './sqlite-effects.ts';
import { isFault } from './sqlite-faults.ts';
import { StoreUnavailable } from './store.ts';
import { WaitingLine, type Entry } from './waiting-line.ts';

/** Where the writer has its connection from, and where it tells how it fared. */
export interface WriterSource {
  /** Throws StoreUnavailable while there is none. */
  readonly writer: Connection;
  /** After each commit. Throws StoreUnavailable when it went to a file that nobody will find. */
  succeeded(connection: Connection): void;
  /** After each failure; gives the error that those who waited are told. */
  failed(error: unknown, connection: Connection | undefined): unknown;
}

/** What became of each entry of a batch, and the conversations that changed. */
interface Written {
  readonly outcomes: readonly PromiseSettledResult<unknown>[];
  readonly changed: ReadonlySet<Uri>;
}

type Waiting = Entry & PromiseWithResolvers<unknown>;

/**
 * The one writer of a SQLite file in this process. An fsync costs milliseconds, so all who wait share one (group commit):
 * while a commit runs, the next batch gathers.
 */
export class Writer {
  readonly #source: WriterSource;
  readonly #onChange: (objectIds: readonly Uri[]) => void;
  readonly #line = new WaitingLine<Waiting>();
  #running: Promise<void> | undefined;
  #closed = false;

  /** `onChange` hears after each commit which conversations it changed, before those who wait for it. */
  constructor(source: WriterSource, onChange: (objectIds: readonly Uri[]) => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  /**
   * Applies `operations`, then does `work` on the same connection, and resolves with its result when both are on disk.
   * Rejects, with nothing of it written, when either fails; at once, when as many wait already as memory is set aside for.
   */
  write<T>(operations: readonly Operation[], work?: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreUnavailable('the store is closed'));
    const settled = Promise.withResolvers<unknown>();
    if (!this.#line.join({ operations, work, ...settled }))
      return Promise.reject(
        new StoreUnavailable('more wait for the database than it can take at the moment'),
      );
    this.#running ??= this.#run();
    return settled.promise as Promise<T>;
  }

  /** Takes nothing more, and resolves when all that was taken is settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#line.length > 0) {
      await nextTurn(); // Whatever else this turn of the event loop brings shares the commit.
      await this.#commit(this.#line.next());
    }
    this.#running = undefined;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    let connection: Connection | undefined;
    try {
      connection = this.#source.writer;
      const { outcomes, changed } = await write(connection, batch);
      this.#source.succeeded(connection);
      if (changed.size > 0) this.#onChange([...changed]);
      for (const [index, outcome] of outcomes.entries()) settle(batch[index], outcome);
    } catch (error) {
      const told = this.#source.failed(error, connection);
      for (const waiting of [...batch, ...this.#alsoRefused(told)]) waiting.reject(told);
    }
  }

  /** Who came while a fault was found out has waited for as long as a sender waits: the fault is theirs too. */
  #alsoRefused(told: unknown): readonly Waiting[] {
    return told instanceof StoreUnavailable ? this.#line.all() : [];
  }
}

/** Writes the batch as one; if something in it can't be written, each entry by itself, so that only the guilty fail. */
async function write(connection: Connection, batch: readonly Entry[]): Promise<Written> {
  try {
    return await writeTogether(connection, batch);
  } catch (error) {
    if (batch.length === 1 || isFault(error)) throw error;
    return connection.transaction(() => separately(connection, batch));
  }
}

/** A lone statement is a transaction by itself: BEGIN and COMMIT would be two more trips to the driver's thread. */
function writeTogether(connection: Connection, batch: readonly Entry[]): Promise<Written> {
  const groups = groupsOfAll(batch);
  const written = (): Promise<Written> => together(connection, groups, batch);
  const isLone = isOneStatement(groups) && batch.every(({ work }) => work === undefined);
  return isLone ? written() : connection.transaction(written);
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
    if (isFault(error)) throw error;
    await connection.all('ROLLBACK TO entry');
    await connection.all('RELEASE entry');
    return { outcomes: [{ status: 'rejected', reason: error }], changed: new Set() };
  }
}

function settle(waiting: Waiting | undefined, outcome: PromiseSettledResult<unknown>): void {
  if (outcome.status === 'fulfilled') waiting?.resolve(outcome.value);
  else waiting?.reject(outcome.reason);
}
