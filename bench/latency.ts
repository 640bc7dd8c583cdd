import { startBareInbox } from './bare-inbox.ts';
import { portOf, replyLoadOf, startBlog, storing } from './blog.ts';
import { atMost, inTurn, median, quantile, whole, type Aim, type Figure, type Figures } from './figures.ts';
import { rateOf, runLoad, startLoadGenerator, type LoadResult } from './load.ts';
import { newcomersAt, repliesBy, startPeople } from './people.ts';

const connections = 200;
const peopleCount = 200;
const warmUpCount = 5_000;
const crowdedCount = 3_000;
const pacedCount = 4_000;
/** The contenders take turns, so that what else the machine does meets all of them. */
const rounds = 3;

const contenders = {
  ours: 'Outward',
  bare: 'bare pipeline: HTTP, verify, the same row on disk',
  nothing: 'bare HTTP: read the body, answer 202',
} as const;
type Contender = keyof typeof contenders;

/** How long a reply by somebody known waits for its answer: with as many at once as there may be, and with time to breathe. */
export async function measureLatency(): Promise<Figures> {
  const turns = await takeTurns();
  const topRate = median(turns.map((turn) => turn.topRate));
  const crowded = turns.map((turn) => turn.crowded);
  const paced = turns.map((turn) => turn.paced);
  const crowd = `${connections} at once (${whole(topRate)}/s)`;
  const half = `at half of that rate (${whole(topRate / 2)}/s)`;
  return {
    title: 'How long replies by known people wait, on disk when answered',
    rows: [
      row(`p50, ${crowd}`, crowded, 0.5),
      row(`p99, ${crowd}`, crowded, 0.99),
      row(`p50, ${half}`, paced, 0.5),
      row(`p99, ${half}`, paced, 0.99, atMost(50)),
    ],
    notes: [
      `Medians of ${rounds} rounds of ${whole(crowdedCount)} and ${whole(pacedCount)} replies; all of them were stored. Warmed up by ${whole(warmUpCount)}.`,
      'At half the rate requests are sent when their time has come, on whichever of the connections is free, and wait from',
      'that time on: what the generator is late (its timers have milliseconds) is in the figures, those of bare HTTP too.',
    ],
  };
}

/** The same requests, by contender. */
type Results = Readonly<Record<Contender, LoadResult>>;

interface Turn {
  /** Replies a second that ours took with all connections in use. */
  readonly topRate: number;
  readonly crowded: Results;
  readonly paced: Results;
}

function row(name: string, results: readonly Results[], part: number, aim?: Aim): Figure {
  const all = (who: Contender): readonly number[] =>
    results.map((result) => quantile(result[who].latenciesMs, part));
  return {
    name,
    unit: 'ms',
    value: median(all('ours')),
    ...(aim === undefined ? {} : { aim }),
    beside: (['bare', 'nothing'] as const).map((who) => inTurn(contenders[who], all('ours'), all(who))),
  };
}

async function takeTurns(): Promise<readonly Turn[]> {
  await using people = await startPeople();
  await using generator = await startLoadGenerator();
  await using blog = await startBlog();
  await using bareInbox = await startBareInbox();
  const known = newcomersAt(people.ready)(peopleCount);
  await bareInbox.ask(known.map(({ keyId, publicKeyPem }) => [keyId, publicKeyPem]));
  const replies = repliesBy(known, replyLoadOf(blog));

  async function sendToAll(count: number, pace: { readonly pace?: number } = {}): Promise<Results> {
    const requests = replies(count);
    const send = (port: number) => runLoad(generator, { target: { port }, requests, connections, ...pace });
    return {
      ours: await storing(blog, count, () => send(portOf(blog))),
      bare: await send(bareInbox.ready.inboxPort),
      nothing: await send(bareInbox.ready.nullPort),
    };
  }

  await sendToAll(warmUpCount);
  const turns: Turn[] = [];
  while (turns.length < rounds) {
    const crowded = await sendToAll(crowdedCount);
    const topRate = rateOf(crowded.ours);
    turns.push({ topRate, crowded, paced: await sendToAll(pacedCount, { pace: topRate / 2 }) });
  }
  return turns;
}
