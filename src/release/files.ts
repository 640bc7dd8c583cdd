import { createHash } from 'node:crypto';
import {
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes so that a reader, or a crash, sees the old content or the new and nothing between; on disk when it resolves. */
export async function writeFileAtomic(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }); // On a full disk it would be in the way.
    throw error;
  }
  await sync(dirname(path));
}

const syncedAtOnce = 4;

/** Has all files below `folder`, and their names, on disk when it resolves. What is there already costs next to nothing. */
export async function syncBelow(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))];
  const next = paths.values();
  const work = async (): Promise<void> => {
    for (const path of next) await sync(path);
  };
  await Promise.all(Array.from({ length: syncedAtOnce }, work));
}

/** Of a folder: the names in it. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file of a release, which nobody reads before its manifest stands. */
export async function writeInto(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** The same file at another place; a second name for it where the file system can, a copy where not. */
export async function carryOver(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await link(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code === 'ENOENT') throw error;
    await copyFile(from, to);
  }
}

/** Paths of all files below `folder`, relative to it, sorted; none when there is no such folder. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * One digest for files and folders: names and contents. Pictures and other large files count by size and time of change
 * instead, since a needless build costs less than reading them all at every start.
 */
export async function digestOfFiles(paths: readonly string[]): Promise<string> {
  const lines = await Promise.all(paths.map(digestLines));
  return hashOf(lines.flat().join('\n'));
}

async function digestLines(path: string): Promise<readonly string[]> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return [`${path} -`];
  if (!info.isDirectory()) return [`${path} ${await contentMark(path)}`];
  const files = await filesBelow(path);
  return Promise.all(files.map(async (file) => `${join(path, file)} ${await contentMark(join(path, file))}`));
}

const readWhole = /\.(md|ya?ml|json|ts|mjs|astro|css|svg|txt)$/;

async function contentMark(path: string): Promise<string> {
  if (readWhole.test(path)) return hashOf(await readFile(path));
  const { size, mtimeMs } = await stat(path);
  return `${size} ${mtimeMs}`;
}

/** SHA-256, hex, cut to 16 characters: names content within one blog, is no protection. */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
