import { join } from 'node:path';
import type { Foundation } from '../app.ts';
import { versioned } from '../federation/versions.ts';
import { loadLibrary } from '../posts/load.ts';
import { ContentError, type Library, type Scheduled } from '../posts/post.ts';
import { currentManifest } from '../release/current.ts';
import { HistoryUnreadable } from '../release/history.ts';
import { withAcceptedContent } from '../release/pushed.ts';
import { readTrailers } from '../release/trailers.ts';
import { stamp } from './words.ts';

/** What the content has go out by itself, and what becomes of that. */
export interface Schedule {
  /** Soonest first; of a blog that is held, also what fell due meanwhile. Undefined where the content, or its history, cannot be read. */
  readonly entries: readonly ScheduledEntry[] | undefined;
  /** A publication was cancelled: nothing goes out by itself. */
  readonly isHeld: boolean;
}

export interface ScheduledEntry extends Scheduled {
  /** Whether a running server publishes by then, all by itself; else it was not published since it was written. */
  readonly isExpected: boolean;
}

type ScheduleContext = Pick<Foundation, 'now' | 'settings' | 'store'>;

/** Reads the content, since what waits for its date is on record nowhere else. */
export async function scheduleOf(context: ScheduleContext): Promise<Schedule> {
  const { now, settings, store } = context;
  const isHeld = (await store.endedPublication())?.isHeld === true;
  const library = await libraryOf(context);
  if (library === undefined) return { entries: undefined, isHeld };
  const nextDue = (await currentManifest(settings.dataDir))?.nextDue ?? Infinity;
  const due = isHeld ? await untoldIn(library, context) : [];
  const entries = [...due, ...library.scheduled].map((one) => {
    // Whatever is published first finds all that is written by then.
    return { ...one, isExpected: !isHeld && one.dueAt > now() && nextDue <= one.dueAt };
  });
  return { entries, isHeld };
}

async function libraryOf({ now, settings, store }: ScheduleContext): Promise<Library | undefined> {
  const { contentDir, dataDir, origin } = await withAcceptedContent(settings);
  const cacheDir = join(dataDir, 'cache');
  try {
    const { trailers } = await readTrailers(contentDir, store);
    return await loadLibrary({ contentDir, origin, now: new Date(now()), cacheDir, trailers });
  } catch (error) {
    if (!(error instanceof ContentError || error instanceof HistoryUnreadable)) throw error;
    return undefined;
  }
}

/** Posts whose date has come and that nobody heard of. */
async function untoldIn({ posts }: Library, { store }: ScheduleContext): Promise<readonly Scheduled[]> {
  const announcements = await store.announcements();
  const told = new Set(announcements.map(({ id }) => id));
  return versioned(posts, announcements)
    .filter(({ federate, id }) => federate && !told.has(id))
    .toReversed()
    .map(({ date, federate, file, id, slug, title }) => {
      return { kind: 'post', id, slug, title, file, federate, dueAt: date.getTime() };
    });
}

const shownMax = 10;

/** A line each, of the first ones; `--json` has all. */
export function scheduleLines({ entries, isHeld }: Schedule): readonly string[] {
  if (entries === undefined)
    return [
      'What is scheduled cannot be said: the content cannot be read. To see why: npm run outward -- plan',
    ];
  const more = entries.length - shownMax;
  const lines = entries.slice(0, shownMax).map((entry) => (isHeld ? heldLine(entry) : entryLine(entry)));
  return [...lines, ...(more > 0 ? [`And ${more} more that are scheduled.`] : [])];
}

/** `Scheduled: leaves goes out 2026-03-12T09:00:00Z` */
export function scheduledWords({ dueAt, federate, kind, slug }: Scheduled): string {
  const what = kind === 'reshare' ? 'is boosted again' : federate ? 'goes out' : 'appears, as a page only,';
  return `Scheduled: ${slug} ${what} ${stamp(dueAt)}`;
}

function entryLine(entry: ScheduledEntry): string {
  const but = entry.isExpected ? '' : ', but not by itself before you have run: npm run publish';
  return scheduledWords(entry) + but;
}

function heldLine({ dueAt, kind, slug }: ScheduledEntry): string {
  return `Stays back: ${slug}, ${kind === 'reshare' ? 'to be boosted again' : 'dated'} ${stamp(dueAt)}`;
}
