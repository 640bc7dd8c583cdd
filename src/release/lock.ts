import { readFileSync } from 'node:fs';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from './files.ts';

/** Whether a process of this machine with that number runs. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // It runs, as somebody else.
  }
}

/**
 * When the process began, as its system counts; the empty text where it does not say. It tells a process from a later one with
 * the same number, of which a restarted machine or container has many.
 */
function beginningOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? '';
  } catch {
    return '';
  }
}

function isStillRunning(pid: number, began: string): boolean {
  return isRunning(pid) && (began === '' || beginningOf(pid) === began);
}

/** Names a running process so that others can ask for it later, when its number may be another's. */
export function processMark(pid: number): string {
  return `${pid} ${beginningOf(pid)}`;
}

/** Whether the process that `processMark` named runs still. */
export function isMarkRunning(mark: string): boolean {
  const [pid, began = ''] = mark.split(' ');
  return Number(pid) > 0 && isStillRunning(Number(pid), began);
}

/** Another process publishes, and has for as long as could be waited. */
export class PublishingBusy extends Error {
  override readonly name = 'PublishingBusy';
}

const attemptMs = 200;

/**
 * Runs `work` while no other process publishes from this data folder; waits for one that does, up to `waitMs`. What a killed
 * process left is taken over.
 */
export async function whilePublishing<T>(
  dataDir: string,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(dataDir, 'publishing');
  for (let waited = 0; !(await take(path)); waited += attemptMs) {
    if (waited >= waitMs)
      throw new PublishingBusy(
        `another process has been publishing for ${waitMs / 1000} seconds; try again later`,
      );
    await new Promise((resolve) => setTimeout(resolve, attemptMs));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(`${process.pid} ${beginningOf(process.pid)}`);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (await isLeftBehind(path)) await rm(path, { force: true });
    return false;
  }
}

/** Whether its owner runs no more; an empty one has none, unless it was made just now and the name is yet to come. */
async function isLeftBehind(path: string): Promise<boolean> {
  const [pid, began = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  const owner = Number(pid);
  if (owner > 0) return owner === process.pid || !isStillRunning(owner, began);
  const made = await stat(path).catch(() => undefined);
  return made !== undefined && Math.abs(Date.now() - made.mtimeMs) > namelessMs;
}

const namelessMs = 5_000;

/** What a running server says of itself, so that publishing knows when the new release is being served. */
export interface ServerMark {
  readonly pid: number;
  readonly release: string;
}

const markName = 'server.json';

export function writeServerMark(dataDir: string, mark: ServerMark): Promise<void> {
  return writeFileAtomic(join(dataDir, markName), JSON.stringify({ ...mark, began: beginningOf(mark.pid) }));
}

export function removeServerMark(dataDir: string): Promise<void> {
  return rm(join(dataDir, markName), { force: true });
}

/** The mark of a server that runs; undefined when none does. */
export async function readServerMark(dataDir: string): Promise<ServerMark | undefined> {
  const text = await readFile(join(dataDir, markName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { began = '', ...mark } = JSON.parse(text) as ServerMark & { readonly began?: string };
  return isStillRunning(mark.pid, began) ? mark : undefined;
}

/** Whether a server of this data folder runs on this machine: only one delivers, and takes in what others send. */
export async function isServerRunning(dataDir: string): Promise<boolean> {
  return (await readServerMark(dataDir)) !== undefined;
}

const serveWaitMs = 15_000;

/** Resolves when the running server answers from `release`, at once when none runs. Rejects when it does not take it up. */
export async function untilServed(dataDir: string, release: string): Promise<void> {
  for (let waited = 0; waited < serveWaitMs; waited += 50) {
    const mark = await readServerMark(dataDir);
    if (mark === undefined || mark.release === release) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(
    'the running server did not take up the new release; nothing was sent. Do it again when it answers.',
  );
}
