import { link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Connection } from './sqlite-connection.ts';
import { createFile, isWhole } from './sqlite-file.ts';

/** A file kept beside the store: `posts/kettle.md`, and its bytes. */
export interface KeptFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a backup says of itself. */
export interface BackupLabel {
  readonly origin: string;
  /** Of the actor whose store it is; undefined where nothing was published yet. */
  readonly actor: string | undefined;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}

/** A file that is no backup, or not whole: said for people. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

const busyTimeoutMs = 60_000;

const backupSchema = `
  CREATE TABLE backup_label (origin TEXT NOT NULL, made_at INTEGER NOT NULL) STRICT;
  CREATE TABLE backup_files (path TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;`;

/**
 * Copies the store in the file `path` into the new file `to`, as it is at one moment, whoever writes meanwhile; and `files`
 * beside it. On disk, under its name, only when it is whole. Readable by its owner alone: it holds private keys. Rejects with
 * EEXIST when there is such a file.
 */
export async function backUp(
  path: string,
  to: string,
  { madeAt, origin }: Pick<BackupLabel, 'origin' | 'madeAt'>,
  files: AsyncIterable<KeptFile>,
): Promise<void> {
  await whileUnfinished(to, async (unfinished) => {
    const source = await Connection.open(path, busyTimeoutMs, 'read only');
    await source.all('VACUUM INTO ?1', unfinished).finally(() => source.close());
    const copy = await Connection.open(unfinished, busyTimeoutMs);
    try {
      await copy.transaction(async () => {
        await copy.execute(backupSchema);
        await copy.all('INSERT INTO backup_label VALUES (?1, ?2)', origin, madeAt);
        for await (const file of files) {
          await copy.all('INSERT INTO backup_files VALUES (?1, ?2)', file.path, file.bytes);
        }
      });
    } finally {
      await copy.close();
    }
  });
}

/** Throws a BackupError unless `path` is a whole backup. */
export async function readBackup(path: string): Promise<BackupLabel> {
  return reading(path, async (backup) => {
    const label = await backup.get<{ readonly origin: string; readonly madeAt: number }>(
      'SELECT origin, made_at AS madeAt FROM backup_label',
    );
    if (label === undefined || !(await isWhole(path, busyTimeoutMs)))
      throw new BackupError(`${path} is damaged.`);
    const actor = await backup.get<{ readonly value: string }>(
      `SELECT value FROM settings WHERE name = 'actor'`,
    );
    return { ...label, actor: actor?.value };
  });
}

/** The files that were kept, in the order of their paths. */
export async function* filesIn(path: string): AsyncIterable<KeptFile> {
  const paths = await reading(path, (backup) =>
    backup.all<{ readonly path: string }>('SELECT path FROM backup_files ORDER BY path'),
  );
  for (const one of paths) {
    const row = await reading(path, (backup) =>
      backup.get<Pick<KeptFile, 'bytes'>>('SELECT bytes FROM backup_files WHERE path = ?1', one.path),
    );
    if (row !== undefined) yield { path: one.path, bytes: row.bytes };
  }
}

/**
 * Makes the store `to` of the backup `path`. What waited in its grace window is planned again by the next publication; other
 * servers are told no follower lists, which may have grown since (FEP-8fcf). Rejects with EEXIST when there is a store.
 */
export async function restoreStore(path: string, to: string): Promise<void> {
  await whileUnfinished(to, async (unfinished) => {
    const source = await Connection.open(path, busyTimeoutMs, 'read only');
    await source.all('VACUUM INTO ?1', unfinished).finally(() => source.close());
    const copy = await Connection.open(unfinished, busyTimeoutMs);
    try {
      await copy.execute(`
        DROP TABLE backup_label;
        DROP TABLE backup_files;
        DELETE FROM waiting_publication;
        INSERT INTO settings (name, value) VALUES ('followersWhole', 'no')
          ON CONFLICT (name) DO UPDATE SET value = excluded.value;
        VACUUM;`);
    } finally {
      await copy.close();
    }
  });
}

async function reading<T>(path: string, work: (backup: Connection) => Promise<T>): Promise<T> {
  const backup = await Connection.open(path, busyTimeoutMs, 'read only').catch((error: unknown) => {
    throw new BackupError(`${path} cannot be read (${(error as Error).message}).`);
  });
  try {
    return await work(backup);
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError(`${path} is no backup of Outward, or is damaged (${(error as Error).message}).`);
  } finally {
    await backup.close();
  }
}

/** Gives `work` a name beside `to` to write to, which becomes `to` when all is on disk. */
async function whileUnfinished(to: string, work: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${to}.${process.pid}.new`;
  await rm(unfinished, { force: true });
  try {
    createFile(unfinished);
    await work(unfinished);
    await sync(unfinished);
    await link(unfinished, to); // Unlike a rename, never over a file that is there.
    await sync(dirname(to));
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
