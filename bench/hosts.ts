import { addFollowers, publishPost, startBlog, type BenchedBlog } from './blog.ts';
import { atMost, inTurn, median, whole, type Figures } from './figures.ts';
import { countDeliveries, inboxesAt, startReceiver, type Receiver } from './receiver.ts';
import { roundsOf, sized } from './size.ts';
import { startWorker, type Worker } from './worker.ts';

const healthyCount = sized(1_600);
const badCount = sized(400);
const rounds = 3;

/** Asked for a number, it names so many inboxes of hosts that misbehave, others each time. */
export type Hostile = Worker<null, number, readonly string[]>;

/** How much longer the last of the healthy hosts waits where every fifth host is a bad one. */
export async function measureHosts(): Promise<Figures> {
  await using receiver = await startReceiver();
  await using hostile: Hostile = await startWorker('hostile');
  const healthy = inboxesAt(receiver, healthyCount);
  await using alone = await startBlog();
  await using among = await startBlog();
  const stage = { receiver, hostile, alone, among };
  for (const blog of [alone, among]) {
    await addFollowers(blog.store, healthy);
    await lastArrival(blog, 'warm-up', receiver); // What it measures is compiling.
  }
  const taken: Round[] = [];
  for (let n = 0; n < roundsOf(rounds); n += 1) taken.push(await takeRound(`round-${n}`, stage));
  return {
    title: `Last arrival at ${whole(healthyCount)} healthy hosts, with ${whole(badCount)} bad ones among them`,
    rows: [row('that nobody has sent to before', 'first', taken), row('at the next post', 'later', taken)],
    notes: [
      'Bad hosts hang, trickle, reset, close, redirect elsewhere or to themselves, answer 401, 429, 10 MB, 103 without end, or lie.',
      `Medians of ${roundsOf(rounds)} rounds; in each, every healthy inbox received exactly one request.`,
    ],
  };
}

interface Stage {
  readonly receiver: Receiver;
  readonly hostile: Hostile;
  /** Followed by the healthy only, and by bad ones besides. */
  readonly alone: BenchedBlog;
  readonly among: BenchedBlog;
}

/** Milliseconds from the first arrival to the last. */
interface Round {
  readonly alone: number;
  readonly first: number;
  readonly later: number;
}

/** Every round has bad hosts of its own: by their names they are mixed with the others. */
async function takeRound(slug: string, { alone, among, hostile, receiver }: Stage): Promise<Round> {
  const bad = await hostile.ask(badCount);
  const round = { alone: await lastArrival(alone, slug, receiver), first: 0, later: 0 };
  await addFollowers(among.store, bad);
  round.first = await lastArrival(among, `${slug}-first`, receiver);
  round.later = await lastArrival(among, `${slug}-later`, receiver);
  await among.store.transact((tx) => {
    for (const inbox of bad) tx.removeFollowersOn(new URL(inbox).host);
  });
  return round;
}

async function lastArrival(blog: BenchedBlog, slug: string, receiver: Receiver): Promise<number> {
  return (await countDeliveries(receiver, healthyCount, () => publishPost(blog, slug))).ms;
}

function row(name: string, kind: 'first' | 'later', taken: readonly Round[]): Figures['rows'][number] {
  const ours = taken.map((round) => round[kind]);
  const alone = taken.map((round) => round.alone);
  return {
    name,
    unit: 'ms',
    value: median(ours),
    beside: [inTurn(`${whole(healthyCount)} healthy hosts alone`, ours, alone, atMost(1.3))],
  };
}
