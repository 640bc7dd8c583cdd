import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { syncBelow, writeInto } from './files.ts';
import { git, HistoryUnreadable } from './history.ts';
import { isRunning } from './lock.ts';

/** Where a commit is read from, and its content laid out. */
export interface CheckoutPlace {
  readonly dataDir: string;
  /** The bare repository, absolute. */
  readonly repository: string;
  /** While git decides about a push: the folder in which it keeps what was pushed apart (git-receive-pack, quarantine). */
  readonly quarantine?: string | undefined;
}

/** How many are kept beside the one in use: of one just published, the next start would make it anew. */
const kept = 3;

/**
 * The content folder of `commit`, in a clean folder of its own; made unless it is there. It is a small repository that borrows
 * the objects of the bare one, so that history is read in it as in any clone. Links in it are plain files, and no hook or setting of
 * the pushed tree has a say. Killed midway it leaves nothing that could be taken for a whole one. Without `content/` in the
 * commit the folder is not there. Rejects with HistoryUnreadable when git fails.
 */
export async function checkOut(commit: string, place: CheckoutPlace): Promise<string> {
  const folder = checkoutFolder(place.dataDir, commit);
  if (await isThere(folder)) {
    await borrow(folder, place);
    return join(folder, 'content');
  }
  const making = `${folder}.${process.pid}`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  try {
    await layOut(commit, making, place);
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!(await isThere(folder))) throw error; // Else another process has made it meanwhile.
  }
  return join(folder, 'content');
}

async function layOut(commit: string, folder: string, place: CheckoutPlace): Promise<void> {
  await git(folder, ['init', '--quiet', '--template=']);
  for (const [name, value] of settings) await git(folder, ['config', name, value]);
  await writeInto(join(folder, '.git/info/attributes'), attributes);
  await borrow(folder, place);
  await git(folder, ['update-ref', '--no-deref', 'HEAD', commit]);
  await refuseTooMuch(folder, commit);
  if ((await git(folder, ['ls-tree', 'HEAD', 'content'])).includes(' tree '))
    await git(folder, ['checkout', '--quiet', 'HEAD', '--', 'content']);
  await syncBelow(folder);
}

const settings = [
  ['core.symlinks', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.autocrlf', 'false'],
] as const;

/**
 * Before all that a pushed `.gitattributes` says (gitattributes(5)), which could have filters run that the user's settings name, as
 * those of git-lfs do, and so have the server fetch from wherever a pushed `.lfsconfig` says; and files be other than committed.
 */
const attributes = '* -text -filter -ident !working-tree-encoding\n';

/** Of the names of all files: some hundred thousand. */
const namesBytesMax = 32 * 1024 * 1024;

/**
 * A folder that holds another ten times, and that one another, is a few hundred bytes to git, and as many files as one likes when it is
 * laid out. Names are listed without holding them; everything else that git does with a commit holds all.
 */
async function refuseTooMuch(folder: string, commit: string): Promise<void> {
  try {
    await git(folder, ['ls-tree', '-r', '-z', '--name-only', 'HEAD'], undefined, namesBytesMax);
  } catch (error) {
    throw new HistoryUnreadable(
      `The files of ${commit} cannot be listed, or they are more than a blog has (their names take more than ` +
        `${namesBytesMax / 1024 / 1024} MB).`,
      { cause: error },
    );
  }
}

/** Objects are looked for in the quarantine for as long as there is one. */
function borrow(folder: string, { quarantine, repository }: CheckoutPlace): Promise<void> {
  const places = [join(repository, 'objects'), ...(quarantine === undefined ? [] : [quarantine])];
  return writeInto(join(folder, '.git/objects/info/alternates'), `${places.join('\n')}\n`);
}

/** May be repeated. */
export function removeCheckout(dataDir: string, commit: string): Promise<void> {
  return rm(checkoutFolder(dataDir, commit), { recursive: true, force: true });
}

/** Removes all but that of `current` and the last few, and what killed processes left. */
export async function removeOldCheckouts(dataDir: string, current: string): Promise<void> {
  const folder = checkoutsFolder(dataDir);
  const names = await readdir(folder).catch((): string[] => []);
  const found = await Promise.all(
    names.map(async (name) => ({
      name,
      made: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  const whole = found.filter(({ name }) => !name.includes('.')).sort((a, b) => b.made - a.made);
  const old = whole.slice(kept).filter(({ name }) => name !== current);
  const left = found.filter(({ name }) => name.includes('.') && !isRunning(Number(name.split('.')[1])));
  await Promise.all(
    [...old, ...left].map(({ name }) => rm(join(folder, name), { recursive: true, force: true })),
  );
}

function checkoutsFolder(dataDir: string): string {
  return join(dataDir, 'checkouts');
}

function checkoutFolder(dataDir: string, commit: string): string {
  return join(checkoutsFolder(dataDir), basename(commit));
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
