import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../config.ts';
import { currentRelease, timeOf } from '../../release/current.ts';

/** What this machine says of itself, in milliseconds: no database is opened, and nothing is read as a whole. */
export interface Machine {
  readonly settings: Pick<Settings, 'dataDir' | 'origin' | 'privatePeers'>;
  /** `24.21.0` */
  readonly node: string;
  readonly now: number;
  /** Of the disk that DATA_DIR lies on; undefined where there is no such folder. */
  readonly disk: Disk | undefined;
  /** Undefined where there is no such folder. */
  readonly dataDir: Access | undefined;
  /** Files with private keys. */
  readonly secrets: readonly FileMode[];
  /** When the release that is shown was built, by its name; undefined where there is none. */
  readonly releaseAt: number | undefined;
}

export interface Disk {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface FileMode {
  readonly path: string;
  /** Permission bits, as in `0o600`. */
  readonly mode: number;
}

interface Access extends FileMode {
  readonly isWritable: boolean;
}

export async function observeMachine(settings: Settings, now: number): Promise<Machine> {
  const { dataDir } = settings;
  const [disk, access, secrets, release] = await Promise.all([
    diskOf(dataDir),
    accessTo(dataDir),
    secretsIn(dataDir),
    currentRelease(dataDir),
  ]);
  const releaseAt = release === undefined ? undefined : timeOf(release);
  return { settings, node: process.versions.node, now, disk, dataDir: access, secrets, releaseAt };
}

async function diskOf(dir: string): Promise<Disk | undefined> {
  const found = await statfs(dir).catch(() => undefined);
  return found && { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
}

async function accessTo(path: string): Promise<Access | undefined> {
  const found = await modeOf(path);
  if (found === undefined) return undefined;
  const isWritable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  return { ...found, isWritable };
}

/** The database and what SQLite keeps beside it. */
async function secretsIn(dataDir: string): Promise<readonly FileMode[]> {
  const names = await readdir(dataDir).catch(() => []);
  const databases = names.filter((name) => name.startsWith('outward.sqlite')).sort();
  const found = await Promise.all(databases.map((name) => modeOf(join(dataDir, name))));
  return found.filter((file) => file !== undefined);
}

async function modeOf(path: string): Promise<FileMode | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && { path, mode: found.mode & 0o777 };
}
