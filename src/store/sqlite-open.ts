import { Connection, type Reader } from './sqlite-connection.ts';
import { migrate } from './sqlite-migrate.ts';

/** What a store works with: one connection that writes, and those that read. */
export interface Opened {
  readonly writer: Connection;
  readonly readers: readonly Connection[];
}

/** Two, so that a long read does not keep the short ones waiting. */
const readerCount = 2;

/**
 * FULL is what makes a commit durable under WAL. 32 MB of cache; checkpoints at 16 MB, as they cost an fsync more, and a log
 * that grew while a reader held them up is cut again.
 */
const writerSetup = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -32768;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;`;
const readerSetup = 'PRAGMA query_only = ON; PRAGMA cache_size = -8192;';

/** Opens an existing file and brings it to the newest schema. Rejects, with all closed again, as SQLite does. */
export async function openAll(path: string, busyTimeoutMs: number): Promise<Opened> {
  const writer = await Connection.open(path, busyTimeoutMs);
  const readers: Connection[] = [];
  try {
    await writer.execute(writerSetup);
    await migrate(writer);
    for (let n = 0; n < readerCount; n += 1) {
      const reader = await Connection.open(path, busyTimeoutMs);
      readers.push(reader);
      await reader.execute(readerSetup);
    }
    return { writer, readers };
  } catch (error) {
    await closeAll({ writer, readers });
    throw error;
  }
}

/** The writer last: the last connection to a file writes its log back into it. One that can't be closed is left alone. */
export async function closeAll({ writer, readers }: Opened): Promise<void> {
  for (const connection of [...readers, writer]) await connection.close().catch(() => undefined);
}

/** The actor whose store it is, where one has been published from. */
export async function actorIn(reader: Reader): Promise<string | undefined> {
  const row = await reader.get<{ readonly value: string }>(`SELECT value FROM settings WHERE name = 'actor'`);
  return row?.value;
}
