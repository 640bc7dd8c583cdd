import { setTimeout as sleep } from 'node:timers/promises';
import sqlite3 from 'sqlite3';

/** A value that a statement takes or gives. */
export type SqlValue = string | number | Uint8Array | null;

/** A row as the driver gives it: null where a value of ours is undefined. */
export type Nullable<T> = {
  readonly [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K];
};

/** What reads need of a Connection. */
export type Reader = Pick<Connection, 'all' | 'get'>;

/**
 * One connection to a SQLite file: promises over the driver, each statement prepared once. Nobody waits in a thread of
 * Node's small pool, where whoever holds the lock may need one: statements run one at a time, and those that find the file
 * locked by another connection are tried again for as long as `busyTimeoutMs`.
 */
export class Connection {
  readonly path: string;
  readonly #database: sqlite3.Database;
  readonly #statements = new Map<string, Promise<sqlite3.Statement>>();
  readonly #busyTimeoutMs: number;
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(path: string, database: sqlite3.Database, busyTimeoutMs: number) {
    this.path = path;
    this.#database = database;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /** Opens an existing file. One that is 'read only' does not even write the log back when it is closed. */
  static async open(path: string, busyTimeoutMs: number, access?: 'read only'): Promise<Connection> {
    const mode = access === undefined ? sqlite3.OPEN_READWRITE : sqlite3.OPEN_READONLY;
    const database = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened: sqlite3.Database = new sqlite3.Database(path, mode, (error) =>
        error ? reject(error) : resolve(opened),
      );
    });
    database.configure('busyTimeout', 0); // The driver's own second of waiting would be spent in a thread of the pool.
    return new Connection(path, database, busyTimeoutMs);
  }

  /** Runs one statement to its end and gives its rows. Rejects with the driver's error (see `codeOf`). */
  all<Row>(sql: string, ...values: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.#whileBusy(async () => {
      const statement = await this.#prepare(sql);
      return new Promise((resolve, reject) => {
        statement.all<Row>(values, (error, rows) => {
          if (error === null) resolve(rows);
          // One that found the file locked stands where it was, and no transaction ends while it does.
          else statement.reset(() => reject(error));
        });
      });
    });
  }

  /** The first row of a statement. */
  async get<Row>(sql: string, ...values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all<Row>(sql, ...values))[0];
  }

  /** Runs statements that neither take nor give values; all of them again when one finds the file locked. */
  execute(script: string): Promise<void> {
    return this.#whileBusy(
      () =>
        new Promise((resolve, reject) => {
          this.#database.exec(script, (error) => (error ? reject(error) : resolve()));
        }),
    );
  }

  /**
   * Runs `work` in a transaction that holds the write lock from its start, and commits it: on disk when it resolves. When
   * `work` rejects nothing is written, and this rejects likewise; as a misuse where the connection is of no more use. Not to be
   * nested.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.all('BEGIN IMMEDIATE');
    try {
      const result = await work();
      await this.all('COMMIT');
      return result;
    } catch (error) {
      await this.#rollback();
      throw error;
    }
  }

  /** Closes when all that was asked for before has run; what is asked for later is a misuse. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#isClosed = true;
      const statements = await Promise.allSettled(this.#statements.values());
      for (const statement of statements) if (statement.status === 'fulfilled') statement.value.finalize();
      this.#statements.clear();
      await new Promise<void>((resolve, reject) => {
        this.#database.close((error) => (error ? reject(error) : resolve()));
      });
    });
  }

  #whileBusy<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const deadline = performance.now() + this.#busyTimeoutMs;
      for (;;) {
        if (this.#isClosed) throw misuse('the connection is closed');
        try {
          return await work();
        } catch (error) {
          if (codeOf(error) !== 'SQLITE_BUSY' || performance.now() >= deadline) throw error;
          await sleep(busyPauseMs);
        }
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined); // Whoever asked hears of the failure; the next one's turn comes regardless.
    return result;
  }

  #prepare(sql: string): Promise<sqlite3.Statement> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = new Promise<sqlite3.Statement>((resolve, reject) => {
        const prepared = this.#database.prepare(sql, (error) => (error ? reject(error) : resolve(prepared)));
      });
      this.#statements.set(sql, statement);
      statement.catch(() => this.#statements.delete(sql));
    }
    return statement;
  }

  async #rollback(): Promise<void> {
    try {
      await this.execute('ROLLBACK');
    } catch (error) {
      // SQLite itself has rolled back after some faults, a full disk among them.
      if (error instanceof Error && error.message.includes('no transaction is active')) return;
      throw misuse('a transaction could neither be ended nor taken back', error);
    }
  }
}

const busyPauseMs = 3;

function misuse(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: 'SQLITE_MISUSE' });
}

/** `SQLITE_FULL`, `SQLITE_CONSTRAINT` and so on; undefined for what is no error of SQLite. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** `values` as one parameter that a statement takes apart with `jsonb_each`. */
export function jsonOf(values: readonly unknown[]): string {
  const json = JSON.stringify(values);
  // Half a surrogate pair, which strangers may send, has no UTF-8: what SQLite gives back would differ from what it got.
  return json.includes('\\ud') ? JSON.stringify(values, wellFormed) : json;
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
