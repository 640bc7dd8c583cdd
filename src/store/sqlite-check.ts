import { Connection } from './sqlite-connection.ts';
import { newestSchema, versionOf } from './sqlite-migrate.ts';

/** What a look at the file of a store finds, whoever else has it open. */
export interface StoreFile {
  readonly schema: number;
  /** What this program works with. */
  readonly newestSchema: number;
  /** What SQLite finds wrong with the file, the first five; none when it is whole. */
  readonly faults: readonly string[];
}

const busyTimeoutMs = 5_000;
const faultsMax = 5;

/** Reads the whole file `path` and writes nothing. Rejects as SQLite does when it cannot be read at all. */
export async function examineStoreFile(path: string): Promise<StoreFile> {
  const connection = await Connection.open(path, busyTimeoutMs, 'read only');
  try {
    const found = await connection.all<{ readonly quick_check: string }>(`PRAGMA quick_check(${faultsMax})`);
    const faults = found.map(({ quick_check: fault }) => fault).filter((fault) => fault !== 'ok');
    return { schema: await versionOf(connection), newestSchema: newestSchema(), faults };
  } finally {
    await connection.close();
  }
}
