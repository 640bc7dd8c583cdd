import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../config.ts';
import { nothingIfAbsent } from '../posts/source.ts';
import { filesBelow, syncBelow } from '../release/files.ts';
import { readServerMark } from '../release/lock.ts';
import {
  backUp,
  BackupError,
  filesIn,
  readBackup,
  restoreStore,
  type BackupLabel,
  type KeptFile,
} from '../store/sqlite-backup.ts';
import { CommandError, printable } from './blog.ts';
import { settings } from './environment.ts';
import { onTerminal } from './progress.ts';
import { amount, jsonText, stamp } from './words.ts';

interface Json {
  readonly json?: boolean;
}

/** `outward backup [file]`: store, keys and content in one file, while the blog runs or not. */
export async function backup(file: string | undefined, { json }: Json): Promise<number> {
  const { contentDir, dataDir, origin } = settings();
  const store = storeOf(dataDir);
  if (!existsSync(store)) throw new CommandError(`There is nothing to back up: ${store} does not exist.`);
  const madeAt = Date.now();
  const to = resolve(file ?? `outward-${stamp(madeAt).replaceAll(':', '')}.backup`);
  await mkdir(dirname(to), { recursive: true });
  try {
    await onTerminal('Copying', () => backUp(store, to, { origin, madeAt }, contentOf(contentDir)));
  } catch (error) {
    throw explained(error, `${to} is there already: write another name.`);
  }
  const note =
    'Keep it as secret as a password: the private keys are in it. What is in git besides content/ is not.';
  console.log(json === true ? jsonText({ file: to, madeAt }) : `Wrote ${to}\n${note}`);
  return 0;
}

export interface RestoreVerbOptions extends Json {
  /** What to do with the content that is there. */
  readonly content?: 'keep' | 'replace';
}

/** `outward restore <file>`: makes the blog of a backup where there is none. Repeated after a crash, it goes on. */
export async function restore(file: string, { content, json }: RestoreVerbOptions): Promise<number> {
  const { contentDir, dataDir, origin } = settings();
  await refuseRunning(dataDir);
  const from = resolve(file);
  const label = await readBackup(from).catch((error: unknown) => {
    throw explained(error, '');
  });
  if (existsSync(storeOf(dataDir))) {
    throw new CommandError(
      `${storeOf(dataDir)} is there already, and nothing is written over it. Move it away, or set DATA_DIR to a new folder.`,
    );
  }
  const files = content === 'keep' ? 0 : await restoreContent(from, contentDir, content === 'replace');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await onTerminal('Copying', () => restoreStore(from, storeOf(dataDir)));
  if (json === true) console.log(jsonText({ ...label, files, dataDir, contentDir }));
  else printRestored(label, files, { contentDir, dataDir, origin });
  return 0;
}

function printRestored(
  label: BackupLabel,
  files: number,
  { contentDir, dataDir, origin }: Pick<Settings, 'contentDir' | 'dataDir' | 'origin'>,
): void {
  console.log(`Restored the backup of ${stamp(label.madeAt)} into ${dataDir}.`);
  if (files > 0) console.log(`Wrote ${amount(files, 'file', 'files')} into ${contentDir}.`);
  if (label.origin !== origin)
    console.log(`It is the blog at ${label.origin}: start it with ORIGIN=${label.origin}`);
  console.log(
    'Never run it beside the one it was made of. Look at the plan, then start: npm run outward -- plan',
  );
}

function storeOf(dataDir: string): string {
  return join(dataDir, 'outward.sqlite');
}

async function* contentOf(contentDir: string): AsyncIterable<KeptFile> {
  for (const path of await contentFiles(contentDir)) {
    yield { path, bytes: await readFile(join(contentDir, path)) };
  }
}

/** What git keeps of its own there is no content. */
async function contentFiles(contentDir: string): Promise<readonly string[]> {
  const paths = await filesBelow(contentDir);
  return paths.map((path) => path.replaceAll('\\', '/')).filter((path) => !path.split('/').includes('.git'));
}

async function refuseRunning(dataDir: string): Promise<void> {
  if ((await readServerMark(dataDir)) !== undefined)
    throw new CommandError('The server is running on this data folder. Stop it first.');
}

/** Writes the content of the backup where there is none. Gives the number of files. */
async function restoreContent(from: string, contentDir: string, replace: boolean): Promise<number> {
  const there = await readdir(contentDir).catch(nothingIfAbsent);
  if (there !== undefined && there.length > 0) {
    if (await isSame(from, contentDir)) return 0;
    if (!replace) {
      throw new CommandError(
        `${contentDir} holds other content than the backup. To put that of the backup in its place (the other is kept ` +
          'beside it): --content replace. To leave it as it is, because git has the newest: --content keep.',
      );
    }
  }
  return writeContent(from, contentDir);
}

async function isSame(from: string, contentDir: string): Promise<boolean> {
  const there = new Set(await contentFiles(contentDir));
  for await (const { bytes, path } of filesIn(from)) {
    if (!there.delete(path)) return false;
    if (!(await readFile(join(contentDir, path))).equals(bytes)) return false;
  }
  return there.size === 0;
}

/** Into a folder beside it, which then takes the name, so that half of it is never taken for the whole. */
async function writeContent(from: string, contentDir: string): Promise<number> {
  const unfinished = `${contentDir}.restoring`;
  await rm(unfinished, { recursive: true, force: true });
  let count = 0;
  for await (const { bytes, path } of filesIn(from)) {
    if (path.split('/').some((part) => part === '..' || part === ''))
      throw new CommandError(`The backup holds a file "${printable(path)}", which is no content.`);
    const to = join(unfinished, path);
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, bytes);
    count += 1;
  }
  if (count === 0) return 0;
  await syncBelow(unfinished);
  await rename(contentDir, `${contentDir}.before-${stamp(Date.now()).replaceAll(':', '')}`).catch(
    nothingIfAbsent,
  );
  await rename(unfinished, contentDir);
  return count;
}

function explained(error: unknown, ifThere: string): unknown {
  if (error instanceof BackupError) return new CommandError(error.message);
  return (error as NodeJS.ErrnoException).code === 'EEXIST' ? new CommandError(ifThere) : error;
}
