import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config.ts';
import { checkOut } from './checkout.ts';
import { writeFileAtomic, writeInto } from './files.ts';
import { gitInBare, HistoryUnreadable } from './history.ts';
import { isMarkRunning, processMark } from './lock.ts';

/** Where pushes arrive, once `outward hook install` has made it. */
export interface PushTarget {
  /** The bare repository, absolute. */
  readonly repository: string;
  /** The branch that publishes: `main`. */
  readonly branch: string;
}

const targetName = 'push-target.json';

/** Undefined where the content does not come by pushes. */
export async function readPushTarget(dataDir: string): Promise<PushTarget | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, targetName), 'utf8')) as PushTarget;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function writePushTarget(dataDir: string, target: PushTarget): Promise<void> {
  return writeFileAtomic(join(dataDir, targetName), JSON.stringify(target));
}

export function removePushTarget(dataDir: string): Promise<void> {
  return rm(join(dataDir, targetName), { force: true });
}

/**
 * The last commit that git accepted, whole name; undefined before the first. Rejects with HistoryUnreadable when the repository
 * is gone: content from anywhere else would take back what was published from it.
 */
export async function acceptedCommit({ branch, repository }: PushTarget): Promise<string | undefined> {
  if ((await stat(join(repository, 'HEAD')).catch(() => undefined)) === undefined)
    throw new HistoryUnreadable(
      `Content is published from ${repository}, but no repository is there. Put it back; or make another with ` +
        '"outward hook install --bare <dir>", or go back to CONTENT_DIR with "outward hook uninstall".',
    );
  const args = ['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`];
  return (await gitInBare(repository, args)).trim() || undefined;
}

/** The settings with the content that was pushed last and accepted, where content comes by pushes; else as they are. */
export async function withAcceptedContent(settings: Settings): Promise<Settings> {
  const { dataDir } = settings;
  const target = await readPushTarget(dataDir);
  const commit = target && (await acceptedCommit(target));
  if (target === undefined || commit === undefined) return settings;
  return { ...settings, contentDir: await checkOut(commit, { dataDir, repository: target.repository }) };
}

/** Where a push is what is published: says so to who may write elsewhere. Undefined where CONTENT_DIR is. */
export async function pushedFrom({ contentDir, dataDir }: Settings): Promise<string | undefined> {
  const target = await readPushTarget(dataDir);
  if (target === undefined) return undefined;
  const commit = (await acceptedCommit(target))?.slice(0, 7) ?? 'nothing yet';
  return (
    `Read from ${target.branch} of ${target.repository} (${commit}). What is in ${contentDir} and not pushed there ` +
    'is not published.'
  );
}

/** A push that was found good, while git decides about it and until it is published. */
export interface PendingPush {
  /** Whole name. */
  readonly commit: string;
  /** Whether the process of git that received it has ended: nobody but us will finish it. */
  readonly isLeft: boolean;
}

function pendingFolder(dataDir: string): string {
  return join(dataDir, 'pushes');
}

/** Remembers that git, its process `receiver`, may accept `commit` any moment, so that a push killed after that is finished. */
export function notePush(dataDir: string, commit: string, receiver: number): Promise<void> {
  return writeInto(join(pendingFolder(dataDir), commit), processMark(receiver));
}

/** May be repeated. */
export function forgetPush(dataDir: string, commit: string): Promise<void> {
  return rm(join(pendingFolder(dataDir), commit), { force: true });
}

export async function pendingPushes(dataDir: string): Promise<readonly PendingPush[]> {
  const commits = await readdir(pendingFolder(dataDir)).catch((): string[] => []);
  return Promise.all(
    commits.map(async (commit) => {
      const mark = await readFile(join(pendingFolder(dataDir), commit), 'utf8').catch(() => '');
      return { commit, isLeft: !isMarkRunning(mark) };
    }),
  );
}
