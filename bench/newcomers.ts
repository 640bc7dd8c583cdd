import { startFedifyPeer } from '../test/support/fedify-peer.ts';
import { startBareInbox } from './bare-inbox.ts';
import { portOf, replyLoadOf, startBlog, storing } from './blog.ts';
import { replyLoadOfPeer } from './fedify.ts';
import { atLeast, inTurn, median, once, whole, type Figures } from './figures.ts';
import { rateOf, runLoad, startLoadGenerator, tlsTargetOf, type LoadGenerator } from './load.ts';
import { newcomersAt, repliesBy, startPeople, type People, type Person } from './people.ts';

const connections = 128;
const warmUpCount = 1_500;
const roundCount = 600;
/** The contenders take turns, so that what else the machine does meets all of them. */
const rounds = 3;
/** As large a part of what is measured as of ours. */
const fedifyWarmUpCount = 500;
const fedifyCount = 600;

/** How fast replies are taken whose every author must first be fetched, from a host never spoken to. */
export async function measureNewcomers(): Promise<Figures> {
  await using people = await startPeople();
  await using generator = await startLoadGenerator();
  const newcomers = newcomersAt(people.ready);
  const turns = await takeTurns(people, newcomers, generator);
  const ours = turns.map((turn) => turn.ours);
  const bare = turns.map((turn) => turn.bare);
  const fedify = await fedifyRate(newcomers, generator);
  return {
    title: 'Signed replies by people never seen before, on disk when answered',
    rows: [
      {
        name: 'Outward',
        unit: 'per second',
        value: median(ours),
        beside: [
          inTurn('bare pipeline: HTTP, fetch the key, verify, a row on disk', ours, bare),
          once('Fedify, in memory (TLS)', ours, fedify, atLeast(6)),
        ],
      },
    ],
    notes: [
      `Medians of ${rounds} rounds of ${whole(roundCount)} replies, ${connections} under way; all of them were stored, and each cost one fetch.`,
      'Every author is alone on a host, over plain HTTP; the fetch is signed, by the bare pipeline too.',
      `Ours was warmed up by ${whole(warmUpCount)} such replies, Fedify by ${whole(fedifyWarmUpCount)} before its ${whole(fedifyCount)}.`,
    ],
  };
}

/** What a round gave, a second. */
interface Turn {
  readonly ours: number;
  readonly bare: number;
}

type Newcomers = (count: number) => readonly Person[];

async function takeTurns(
  people: People,
  newcomers: Newcomers,
  generator: LoadGenerator,
): Promise<readonly Turn[]> {
  await using blog = await startBlog();
  await using bareInbox = await startBareInbox();
  const load = replyLoadOf(blog);

  async function takeTurn(count: number): Promise<Turn> {
    const requests = repliesBy(newcomers(count), load)(count);
    const send = (port: number) => runLoad(generator, { target: { port }, requests, connections });
    const fetchesBefore = await people.ask(null);
    const ours = await storing(blog, count, () => send(portOf(blog)));
    const fetches = (await people.ask(null)) - fetchesBefore;
    if (fetches !== count) throw new Error(`${count} people were fetched ${fetches} times`);
    return { ours: rateOf(ours), bare: rateOf(await send(bareInbox.ready.fetchingPort)) };
  }

  await takeTurn(warmUpCount);
  const turns: Turn[] = [];
  while (turns.length < rounds) turns.push(await takeTurn(roundCount));
  return turns;
}

async function fedifyRate(newcomers: Newcomers, generator: LoadGenerator): Promise<number> {
  await using peer = await startFedifyPeer('fedify.test');
  const target = tlsTargetOf(peer.origin);
  const send = (count: number) => {
    const requests = repliesBy(newcomers(count), replyLoadOfPeer(peer))(count);
    return runLoad(generator, { target, requests, connections });
  };
  await send(fedifyWarmUpCount);
  return rateOf(await send(fedifyCount));
}
