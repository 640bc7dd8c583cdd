import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, Connection } from './sqlite-connection.ts';
import { StoreLost } from './store.ts';

/** Makes an empty file where there is none, for its owner only; SQLite gives the files beside it (`-wal`, `-shm`) the same mode. */
export function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // Never opened when it exists: closing it would drop the locks that other connections of this process hold on it.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Throws StoreLost when there is no file, or nothing in it. */
export function refuseMissing(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size !== undefined && size > 0) return;
  throw new StoreLost(
    `The database ${path} is ${size === undefined ? 'missing' : 'empty'}, though this blog had one: followers, replies, and the ` +
      'keys by which others know it. Put it back, or a backup of it (README, Backups).',
  );
}

/** Which files these are: the database, and the log that it cannot be read without. */
export interface Marks {
  readonly file: string;
  readonly log: string;
}

export function marksOf(path: string): Marks {
  return { file: markOf(path), log: markOf(`${path}-wal`) };
}

/**
 * Whether a file that was opened as `marks` was deleted, moved or replaced since: SQLite notices nothing, and goes on with what
 * nobody will find again.
 */
export function hasMoved(marks: Marks, path: string): boolean {
  const found = marksOf(path);
  return found.file !== marks.file || found.log !== marks.log;
}

/** Throws StoreLost when the file took the place of the one that was `marks`, and would be given what that one's log holds. */
export function refuseForeignLog(marks: Marks, path: string): void {
  const { file, log } = marksOf(path);
  const bytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (file === marks.file || log !== marks.log || bytes === 0) return;
  throw new StoreLost(`${path}-wal belongs to the database that stood there before. Remove it.`);
}

function markOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? '-' : `${found.dev}:${found.ino}`;
  } catch (error) {
    return codeOf(error) ?? '-';
  }
}

/** A text that changes when the file is replaced or written to. */
export function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '-' : `${found.dev}:${found.ino} ${found.size} ${found.mtimeMs}`;
}

/** Whether SQLite finds nothing wrong with the file, which it reads as a whole and does not write to. */
export async function isWhole(path: string, busyTimeoutMs: number): Promise<boolean> {
  const connection = await Connection.open(path, busyTimeoutMs, 'read only');
  try {
    const found = await connection.get<{ readonly quick_check: string }>('PRAGMA quick_check(1)');
    return found?.quick_check === 'ok';
  } finally {
    await connection.close();
  }
}
