import { setTimeout as pause } from 'node:timers/promises';
import { assert } from '../assert.ts';
import type { Connection, Reader } from './sqlite-connection.ts';
import { faultOf, type Fault } from './sqlite-faults.ts';
import {
  hasMoved,
  isWhole,
  marksOf,
  refuseForeignLog,
  refuseMissing,
  stateOf,
  type Marks,
} from './sqlite-file.ts';
import { actorIn, closeAll, openAll, type Opened } from './sqlite-open.ts';
import type { WriterSource } from './sqlite-writer.ts';
import { StoreLost, StoreUnavailable } from './store.ts';

/** That the store went away, and that it is back: one event each, however many ask for it meanwhile. */
export type StoreEvent =
  | { readonly event: 'store.unavailable'; readonly reason: string }
  | { readonly event: 'store.available'; readonly afterMs: number };

export interface ConnectionsOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
  readonly log: (event: StoreEvent) => void;
  /** Commits something by way of the writer: only that shows that all is well again. */
  readonly probe: () => Promise<unknown>;
}

/** Before each attempt to get the store back. */
const pausesMs = [0, 1_000, 2_000, 5_000] as const;
const longestPauseMs = 10_000;
/** When it goes away again sooner than this, the pauses begin with a longer one: a store that comes and goes is told of less. */
const calmMs = 60_000;

/**
 * The connections of a store to its file: one that writes, and some that read. After a fault that they would not get over they
 * are opened anew, for as long as it takes, and without them everything is refused at once. A file that was damaged is not
 * opened before SQLite finds it whole, one that is gone is never made anew, and what was committed to one that nobody will
 * find again is not called committed.
 */
export class Connections implements WriterSource {
  readonly #options: ConnectionsOptions;
  readonly #closing = new AbortController();
  #opened: Opened | undefined;
  #marks: Marks;
  #generation = 1;
  #turn = 0;
  #trouble: { readonly told: StoreUnavailable; readonly since: number } | undefined;
  readonly #lost: Opened[] = [];
  #recovery: Promise<void> | undefined;
  #attempts = 0;
  #backAt = -Infinity;
  /** What the damaged file looked like when it was found to be. */
  #damaged: string | undefined;
  #isSuspect = false;
  /** Whose it is, as far as it was read. */
  #actor: string | undefined;

  private constructor(options: ConnectionsOptions, opened: Opened, actor: string | undefined) {
    this.#options = options;
    this.#opened = opened;
    this.#actor = actor;
    this.#marks = marksOf(options.path);
  }

  /** Rejects, with StoreUnavailable where the fault is the machine's, when the file can't be opened. */
  static async open(options: ConnectionsOptions): Promise<Connections> {
    try {
      const opened = await openAll(options.path, options.busyTimeoutMs);
      return new Connections(options, opened, await actorIn(opened.writer));
    } catch (error) {
      throw faultOf(error, options.path)?.told ?? error;
    }
  }

  get writer(): Connection {
    return this.#current().writer;
  }

  /** How often they were opened: the file may be another one each time. */
  get generation(): number {
    return this.#generation;
  }

  /** Each statement by the next of the connections that read. */
  readonly reader: Reader = {
    all: async (sql, ...values) => this.#guarded(this.#nextReader(), (reader) => reader.all(sql, ...values)),
    get: async (sql, ...values) => this.#guarded(this.#nextReader(), (reader) => reader.get(sql, ...values)),
  };

  /** A number that differs from the last one when another process has committed since, or the file may be another one. */
  async dataVersion(): Promise<number> {
    if (hasMoved(this.#marks, this.#options.path)) await this.#options.probe().catch(() => undefined);
    const { writer } = this.#current();
    // SQLite counts for each connection what the others commit; on the writer's, those are the other processes.
    const row = await this.#guarded(writer, (connection) =>
      connection.get<{ readonly data_version: number }>('PRAGMA data_version'),
    );
    return this.#generation * 2 ** 32 + (row?.data_version ?? 0);
  }

  succeeded(connection: Connection): void {
    if (connection !== this.#current().writer)
      throw new StoreUnavailable('the database was opened anew meanwhile');
    this.#refuseMoved();
    if (this.#trouble === undefined) return;
    this.#options.log({
      event: 'store.available',
      afterMs: Math.round(performance.now() - this.#trouble.since),
    });
    this.#trouble = undefined;
    this.#backAt = performance.now();
  }

  failed(error: unknown, connection: Connection | undefined): unknown {
    if (error instanceof StoreUnavailable) return error;
    const fault = faultOf(error, this.#options.path);
    if (fault === undefined) return error;
    // What is left of connections that were given up says nothing of those that took their place.
    if (connection !== undefined && isOf(connection, this.#opened)) this.#goAway(fault);
    return fault.told;
  }

  /** When all that was asked for has been answered. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#recovery;
    const left = [...this.#lost.splice(0), ...(this.#opened === undefined ? [] : [this.#opened])];
    this.#opened = undefined;
    for (const opened of left) await closeAll(opened);
  }

  #current(): Opened {
    if (this.#opened !== undefined) return this.#opened;
    throw this.#trouble?.told ?? new StoreUnavailable('the store is closed');
  }

  async #guarded<T>(connection: Connection, work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await work(connection);
    } catch (error) {
      throw this.failed(error, connection);
    }
  }

  #nextReader(): Connection {
    const { readers } = this.#current();
    this.#turn = (this.#turn + 1) % readers.length;
    const reader = readers[this.#turn];
    assert(reader, 'a store has a reader');
    return reader;
  }

  #refuseMoved(): void {
    if (!hasMoved(this.#marks, this.#options.path)) return;
    const told = new StoreLost(
      `The database ${this.#options.path}, or the file beside it that ends in -wal, was moved, deleted or replaced while it ` +
        `was in use. Put it back, or a copy of it. What was deleted can be copied from /proc/${process.pid}/fd until this ends.`,
    );
    this.#goAway({ told, remedy: 'reopen' });
    throw told;
  }

  #goAway({ remedy, told }: Fault): void {
    if (remedy !== 'wait' && this.#opened !== undefined) {
      this.#lost.push(this.#opened);
      this.#opened = undefined;
    }
    this.#isSuspect ||= remedy === 'check';
    const before = this.#trouble;
    if (before === undefined || (told instanceof StoreLost && !(before.told instanceof StoreLost)))
      this.#options.log({ event: 'store.unavailable', reason: told.message });
    this.#trouble = { told, since: before?.since ?? performance.now() };
    this.#recovery ??= this.#recover();
  }

  async #recover(): Promise<void> {
    this.#attempts = performance.now() - this.#backAt > calmMs ? 0 : Math.min(this.#attempts, 2);
    while (this.#trouble !== undefined) {
      const ms = pausesMs[this.#attempts] ?? longestPauseMs;
      this.#attempts += 1;
      await pause(ms, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
      if (this.#closing.signal.aborted) return;
      await this.#attempt();
    }
    this.#recovery = undefined;
  }

  async #attempt(): Promise<void> {
    try {
      for (const lost of this.#lost) await this.#seal(lost);
      if (this.#opened === undefined) refuseMissing(this.#options.path);
      for (const lost of this.#lost.splice(0)) await closeAll(lost);
      this.#opened ??= await this.#reopen();
    } catch (error) {
      return this.#goAway(faultOf(error, this.#options.path) ?? unforeseen(error));
    }
    await this.#options.probe().catch(() => undefined); // What fails has said so, to `failed`.
  }

  /** A file that was taken away gets all that its log holds: so it is complete wherever it is, and the log fits no other. */
  async #seal(lost: Opened): Promise<void> {
    this.#actor = await actorIn(lost.writer).catch(() => this.#actor);
    if (!hasMoved(this.#marks, this.#options.path)) return;
    await lost.writer.execute('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
  }

  async #reopen(): Promise<Opened> {
    const { busyTimeoutMs, path } = this.#options;
    refuseForeignLog(this.#marks, path);
    if (this.#isSuspect) await this.#refuseDamaged();
    const opened = await openAll(path, busyTimeoutMs);
    const actor = await actorIn(opened.writer);
    if (this.#actor !== undefined && actor !== this.#actor) {
      await closeAll(opened);
      throw new StoreLost(
        `The database ${path} was that of ${this.#actor}, and is another one now. Put it back.`,
      );
    }
    this.#isSuspect = false;
    this.#marks = marksOf(path);
    this.#generation += 1;
    return opened;
  }

  /** The file is read as a whole, and so only when it is not the one that was found damaged before. */
  async #refuseDamaged(): Promise<void> {
    const { busyTimeoutMs, path } = this.#options;
    const state = stateOf(path);
    if (state !== this.#damaged && (await isWhole(path, busyTimeoutMs))) return;
    this.#damaged = state;
    throw Object.assign(new Error('quick_check found damage'), { code: 'SQLITE_CORRUPT' });
  }
}

/** A file of a newer version, for example. */
function unforeseen(error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  return { remedy: 'reopen', told: new StoreLost(reason, { cause: error }) };
}

function isOf(connection: Connection, opened: Opened | undefined): boolean {
  return opened !== undefined && (opened.writer === connection || opened.readers.includes(connection));
}
