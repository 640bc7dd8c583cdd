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
    // What the first ones measure is compiling.
    for (const slug of ['warm', 'warmer']) await lastArrival(blog, slug, receiver);
  }
  const taken: Round[] = [];
  for (let n = 0; n < roundsOf(rounds); n += 1) taken.push(await takeRound(`round-${n}`, stage));
  return {
    title: `Last arrival at ${whole(healthyCount)} healthy hosts, with ${whole(badCount)} bad ones among them`,
    rows: [
      row(
        'that nobody has sent to before',
        taken.map(({ first }) => first),
      ),
      row(
        'at the next post',
        taken.map(({ later }) => later),
      ),
    ],
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

interface Round {
  readonly first: Turn;
  readonly later: Turn;
}

/** Milliseconds from the first arrival to the last, one after the other. */
interface Turn {
  readonly alone: number;
  readonly among: number;
}

/** Every round has bad hosts of its own: by their names they are mixed with the others. */
async function takeRound(slug: string, stage: Stage): Promise<Round> {
  const { store } = stage.among;
  const bad = await stage.hostile.ask(badCount);
  await addFollowers(store, bad);
  const round = {
    first: await takeTurn(`${slug}-first`, stage),
    later: await takeTurn(`${slug}-later`, stage),
  };
  await store.transact((tx) => {
    for (const inbox of bad) tx.removeFollowersOn(new URL(inbox).host);
  });
  return round;
}

async function takeTurn(slug: string, { alone, among, receiver }: Stage): Promise<Turn> {
  return {
    alone: await lastArrival(alone, slug, receiver),
    among: await lastArrival(among, slug, receiver),
  };
}

async function lastArrival(blog: BenchedBlog, slug: string, receiver: Receiver): Promise<number> {
  return (await countDeliveries(receiver, healthyCount, () => publishPost(blog, slug))).ms;
}

function row(name: string, turns: readonly Turn[]): Figures['rows'][number] {
  const among = turns.map((turn) => turn.among);
  const alone = turns.map((turn) => turn.alone);
  return {
    name,
    unit: 'ms',
    value: median(among),
    beside: [inTurn(`${whole(healthyCount)} healthy hosts alone`, among, alone, atMost(1.3))],
  };
}
