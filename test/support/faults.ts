import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, cpSync, fstatSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Has every write of the process fail, as on a broken disk, until it is lifted: no file of its may be longer than a byte. */
export function limitFiles(pid: number, isLimited: boolean): void {
  const limit = isLimited ? '1:unlimited' : 'unlimited:unlimited';
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`]);
}

/** A disk that can be filled. */
export interface SmallDisk {
  /** See `ChildOptions.within`. */
  readonly within: readonly string[];
  fill(pid: number): void;
  free(pid: number): void;
  /** Where others find what the process calls `path`. */
  outside(pid: number, path: string): string;
}

/**
 * A file system of 32 MB in memory over `folder`, with all that is in it, that only the process sees. Where the system lets
 * nobody mount one, a limit on the length of files does instead: SQLite then tells of a failed write rather than of a full disk.
 */
export function smallDiskAt(folder: string): SmallDisk {
  const mount = ['unshare', '-Urm', 'sh', '-c'];
  const [program = '', ...rest] = mount;
  const mayMount = spawnSync(program, [...rest, `mount -t tmpfs tmpfs /mnt`]).status === 0;
  if (!mayMount)
    return {
      within: [],
      fill: (pid) => limitFiles(pid, true),
      free: (pid) => limitFiles(pid, false),
      outside: (_pid, path) => path,
    };
  const saved = `${folder}.saved`;
  cpSync(folder, saved, { recursive: true });
  const script = `mount -t tmpfs -o size=32m,mode=700 tmpfs '${folder}' && cp -a '${saved}/.' '${folder}' && exec "$@"`;
  const outside = (pid: number, path: string): string => join(`/proc/${pid}/root`, path);
  const ballast = (pid: number): string => outside(pid, join(folder, 'ballast'));
  return {
    within: [...mount, script, 'sh'],
    fill: (pid) => fill(ballast(pid)),
    free: (pid) => rmSync(ballast(pid)),
    outside,
  };
}

/** To the last byte. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 4))
      writeUntilFull(file, Buffer.alloc(size));
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, bytes: Buffer): void {
  for (let last = -1; fstatSync(file).size > last;) {
    last = fstatSync(file).size;
    try {
      writeSync(file, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}

const pageBytes = 4_096;

/** Overwrites the last pages of a database in place: what was stored last, and not the schema. */
export function damagePages(path: string, count: number): void {
  const pages = statSync(path).size / pageBytes;
  const file = openSync(path, 'r+');
  for (let page = pages - count; page < pages; page += 1)
    writeSync(file, randomBytes(pageBytes), 0, pageBytes, page * pageBytes);
  closeSync(file);
}
