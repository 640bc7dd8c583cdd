import { setTimeout as pause } from 'node:timers/promises';
import { domainOf } from '../protocol/domain.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { perishables, type CleaningSlice, type Perishable } from '../store/store.ts';
import type { Context } from './context.ts';

/** Rows that went, or would go, by kind. */
export type Swept = ReadonlyMap<Perishable, number>;

type CleaningContext = Pick<Context, 'now' | 'site' | 'store'>;
type Watched = CleaningContext & Pick<Context, 'log'>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A blog that stood still for longer has a writer who can say so; else it is the clock that is wrong. */
const longestPauseMs = 60 * dayMs;
/** Rows that a slice looks at, and how long others may write before the next: no answer waits for more than a slice. */
const sliceRows = 500;
const slicePauseMs = 50;
const peopleAtOnce = 20;

interface CleanOptions {
  readonly dryRun?: boolean;
  /** Called when actors went. */
  readonly forgetActors?: () => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Deletes what is kept for a time only and has had it (`Store.clean`), a slice at a time. Ended by `signal` in between it
 * rejects; whatever is left then goes the next time.
 */
export async function clean(
  { now, site, store }: CleaningContext,
  { dryRun = false, forgetActors, signal }: CleanOptions = {},
): Promise<Swept> {
  const at = now();
  const deletedObjects = (await store.announcements()).flatMap(({ id, deleted }) =>
    deleted === undefined ? [] : [{ id: site.objectId(id), at: deleted }],
  );
  const swept = new Map<Perishable, number>();
  for (const kind of perishables) {
    const sweep = { kind, now: at, limit: sliceRows, deletedObjects, dryRun };
    swept.set(kind, await sweepAll(sweep, store, kind === 'actors' ? forgetActors : undefined, signal));
  }
  if (!dryRun) await store.transact((tx) => tx.putSetting(cleanedAtSetting, String(at)));
  return swept;
}

async function sweepAll(
  sweep: Omit<CleaningSlice, 'after'>,
  store: Context['store'],
  onRemoved: (() => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<number> {
  let total = 0;
  for (let after: number | undefined = 0; after !== undefined;) {
    const { rows, next } = await store.clean({ ...sweep, after });
    if (rows > 0 && sweep.dryRun !== true) onRemoved?.();
    total += rows;
    after = next;
    if (after !== undefined && sweep.dryRun !== true) await pause(slicePauseMs, undefined, { signal });
  }
  return total;
}

/** When the store was cleaned last, or else when the blog first stood here; undefined before that. */
async function cleanedAt({ store }: CleaningContext): Promise<number | undefined> {
  const at = (await store.setting(cleanedAtSetting)) ?? (await store.setting('registeredAt'));
  return at === undefined ? undefined : Number(at);
}

const cleanedAtSetting = 'cleanedAt';

/**
 * Whether so much time has passed since the last cleaning that the clock is to be doubted: if it is years ahead, all that is
 * kept for a time would go.
 */
export async function isClockDoubtful(context: CleaningContext): Promise<boolean> {
  const last = await cleanedAt(context);
  return last !== undefined && context.now() - last > longestPauseMs;
}

/**
 * Removes everything that the people of `host` and of the names below it have left here, as if each had deleted his account.
 * Gives who they are; in a dry run nothing changes.
 */
export async function removeAllFrom(
  host: string,
  { now, store }: CleaningContext,
  { dryRun = false }: Pick<CleanOptions, 'dryRun'> = {},
): Promise<readonly Uri[]> {
  const people = (await store.peopleOf(domainOf(`https://${host}/` as Uri))).filter((id) => isOf(host, id));
  if (dryRun) return people;
  const at = now();
  for (let first = 0; first < people.length; first += peopleAtOnce) {
    await store.transact((tx) => {
      for (const actor of people.slice(first, first + peopleAtOnce)) {
        tx.removeActor(actor, at);
        tx.removeReportsOf(actor);
      }
    });
  }
  return people;
}

function isOf(host: string, id: Uri): boolean {
  const { hostname } = new URL(id);
  return hostname === host || hostname.endsWith(`.${host}`);
}

const firstLookMs = 10 * 60_000;
const lookMs = hourMs;

/**
 * Cleans the store once a day, until stopped. The first look is some minutes after the start, which has enough to do.
 * `forgetActors` drops who is held in memory as stored.
 */
export function startCleaning(context: Watched, forgetActors: () => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function loop(): Promise<void> {
    for (let wait = firstLookMs; ; wait = lookMs) {
      await pause(wait, undefined, { signal });
      await cleanIfDue(context, forgetActors, signal);
    }
  }
  const ended = loop().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/**
 * One look: cleans when the last time was a day ago, or lies in the future, where a wrong clock put it. A failure is told, and
 * the next look tries again.
 */
export async function cleanIfDue(
  context: Watched,
  forgetActors: () => void,
  signal?: AbortSignal,
): Promise<void> {
  const { log, now } = context;
  try {
    const last = (await cleanedAt(context)) ?? -Infinity;
    const sinceMs = now() - last;
    if (sinceMs >= 0 && sinceMs < dayMs) return;
    if (await isClockDoubtful(context))
      log({ event: 'clean.refused', cleanedAt: new Date(last).toISOString() });
    else log({ event: 'clean.done', ...Object.fromEntries(await clean(context, { forgetActors, signal })) });
  } catch (error) {
    if (signal?.aborted !== true) log({ event: 'clean.failed', reason: String(error) });
  }
}
