import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from './files.ts';

/** The last webhook that a forge sent and signed. */
export interface WebhookArrival {
  /** Milliseconds. */
  readonly arrivedAt: number;
  readonly forge: string;
  /** `push to refs/heads/main`, `ping`: in the words of who sent it. */
  readonly about: string;
}

/** What came of fetching the branch from the forge: 'failed' is tried again, all else is final until something new is pushed there. */
export interface FetchOutcome {
  readonly kind: 'accepted' | 'unchanged' | 'refused' | 'failed';
  /** The commit that the forge has, whole name; undefined where it could not be asked. */
  readonly commit: string | undefined;
  /** What git and the blog said, or why: lines. */
  readonly words: readonly string[];
}

export interface ForgeState {
  readonly arrival: WebhookArrival | undefined;
  readonly outcome: (FetchOutcome & { readonly endedAt: number }) | undefined;
  /** Whether a fetch is asked for or under way, or will be tried again. */
  readonly isPending: boolean;
}

const names = { arrival: 'arrival.json', outcome: 'outcome.json', wanted: 'wanted', taken: 'taken' } as const;

function placeOf(dataDir: string, what: keyof typeof names): string {
  return join(dataDir, 'forge', names[what]);
}

/** Remembers for who asks how things stand that a webhook arrived; of two at once, one of them. */
export async function noteArrival(dataDir: string, arrival: WebhookArrival): Promise<void> {
  await mkdir(join(dataDir, 'forge'), { recursive: true, mode: 0o700 });
  const making = `${placeOf(dataDir, 'arrival')}.${randomUUID()}`;
  await writeFile(making, JSON.stringify(arrival));
  await rename(making, placeOf(dataDir, 'arrival'));
}

/** Asks that the branch be fetched: by a process that runs or, if the machine stops, by the next. May be repeated. */
export async function wantFetch(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'forge'), { recursive: true, mode: 0o700 });
  await writeFile(placeOf(dataDir, 'wanted'), '', { flush: true });
}

/** 'new': asked for since the last fetch began. 'again': that one was killed, or failed. */
export async function fetchWanted(dataDir: string): Promise<'new' | 'again' | undefined> {
  if (await isThere(placeOf(dataDir, 'wanted'))) return 'new';
  return (await isThere(placeOf(dataDir, 'taken'))) ? 'again' : undefined;
}

/** To be called before the forge is asked: what is pushed there from then on is for the next fetch. */
export async function beginFetch(dataDir: string): Promise<void> {
  await rename(placeOf(dataDir, 'wanted'), placeOf(dataDir, 'taken')).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
}

/** Nothing is left to do, unless it was asked for again meanwhile. May be repeated. */
export function endFetch(dataDir: string): Promise<void> {
  return rm(placeOf(dataDir, 'taken'), { force: true });
}

export async function writeOutcome(dataDir: string, outcome: FetchOutcome, endedAt: number): Promise<void> {
  await mkdir(join(dataDir, 'forge'), { recursive: true, mode: 0o700 });
  await writeFileAtomic(placeOf(dataDir, 'outcome'), JSON.stringify({ ...outcome, endedAt }));
}

/** Undefined where no webhook ever came. */
export async function readForgeState(dataDir: string): Promise<ForgeState | undefined> {
  const [arrival, outcome, wanted] = await Promise.all([
    readState<ForgeState['arrival']>(placeOf(dataDir, 'arrival')),
    readState<ForgeState['outcome']>(placeOf(dataDir, 'outcome')),
    fetchWanted(dataDir),
  ]);
  if (arrival === undefined && outcome === undefined && wanted === undefined) return undefined;
  return { arrival, outcome, isPending: wanted !== undefined };
}

async function readState<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
