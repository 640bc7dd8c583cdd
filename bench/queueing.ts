import { join } from 'node:path';
import { openSqliteStore } from '../src/store/sqlite.ts';
import { openScratch } from '../test/support/scratch.ts';
import { addFollowers } from './blog.ts';
import { atMost, median, whole, type Figure, type Figures } from './figures.ts';
import { isObservable } from './process.ts';
import { roundsOf, sized } from './size.ts';
import { startWorker, type Worker } from './worker.ts';

const followerCount = sized(100_000);
const rounds = 3;

export interface Queued {
  /** Milliseconds to count whom it goes to. */
  readonly planMs: number;
  /** Until all its deliveries are on disk. */
  readonly queueMs: number;
  /** Megabytes that the process had held by then; NaN where it can't be known. */
  readonly peak: number;
  /** To sum up how it fared, before any was sent. */
  readonly ledgerMs: number;
  readonly inboxes: number;
}

/** Opens the store at this path, plans and queues an activity for all followers, and says how long that took. */
export type Queuer = Worker<null, string, Queued>;

/** How long it takes to plan and queue what goes to 100,000 followers with inboxes of their own, and what it needs. */
export async function measureQueueing(): Promise<Figures> {
  await using scratch = openScratch();
  const turns: Queued[] = [];
  for (let n = 0; n < roundsOf(rounds); n += 1)
    turns.push(await queueOnce(join(scratch.path, `followed-${n}.sqlite`)));
  const row = (name: string, of: 'planMs' | 'queueMs' | 'ledgerMs'): Figure => {
    return { name, unit: 'ms', value: median(turns.map((turn) => turn[of])), beside: [] };
  };
  const both = median(turns.map(({ planMs, queueMs }) => planMs + queueMs));
  const peak: Figure = {
    ...{ name: 'Memory at the peak', unit: 'MB', value: median(turns.map((turn) => turn.peak)) },
    ...{ aim: atMost(200), beside: [] },
  };
  return {
    title: `One activity for ${whole(followerCount)} followers with inboxes of their own`,
    rows: [
      { name: 'Planned and queued', unit: 'ms', value: both, aim: atMost(2_000), beside: [] },
      row('  of which planned: its audience counted', 'planMs'),
      row('  of which queued: all deliveries on disk', 'queueMs'),
      row('Its ledger summed up', 'ledgerMs'),
      ...(isObservable ? [peak] : []),
    ],
    notes: [`Medians of ${roundsOf(rounds)} rounds, each in a new process on a new store.`],
  };
}

/** The followers come by way of this process, so that what that needs is not counted. */
async function queueOnce(path: string): Promise<Queued> {
  const store = await openSqliteStore(path);
  const inboxes = Array.from({ length: followerCount }, (_, n) => `https://h${n}.bench.test/users/u/inbox`);
  for (let n = 0; n < inboxes.length; n += followersAtOnce)
    await addFollowers(store, inboxes.slice(n, n + followersAtOnce));
  await store.close();
  await using queuer: Queuer = await startWorker('queueing');
  const queued = await queuer.ask(path);
  if (queued.inboxes !== followerCount)
    throw new Error(`${queued.inboxes} of ${followerCount} inboxes were queued`);
  return queued;
}

const followersAtOnce = 10_000;
