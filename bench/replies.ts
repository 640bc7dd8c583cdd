import { startFedifyPeer } from '../test/support/fedify-peer.ts';
import { presignReplies } from '../test/support/presign.ts';
import type { RemotePerson } from '../test/support/remote-person.ts';
import { startRemoteServer } from '../test/support/remote-server.ts';
import { startBareInbox, type BareInbox } from './bare-inbox.ts';
import {
  portOf,
  replyLoadOf,
  shownReplies,
  startBlog,
  untilShown,
  wideLimits,
  wideLimitsNote,
  type BenchedBlog,
} from './blog.ts';
import { replyLoadOfPeer } from './fedify.ts';
import { atLeast, inTurn, median, once, whole, type Figures } from './figures.ts';
import { verifyingRate } from './limits.ts';
import { runLoad, startLoadGenerator, tlsTargetOf, wireFormOf, type LoadGenerator } from './load.ts';

const peopleCount = 200;
const connections = 128;
/** Both sides' code is compiled by then. */
const warmUpCount = 10_000;
const roundCount = 1_500;
/** The contenders take turns, so that what else the machine does meets all of them. */
const rounds = 8;
/** As large a part of what is measured as of ours. */
const fedifyWarmUpCount = 1_000;
const fedifyCount = 1_200;

/** How fast signed replies by known people are taken, and how soon all of them can be shown. */
export async function measureReplies(): Promise<Figures> {
  await using remote = await startRemoteServer('people.test');
  await using generator = await startLoadGenerator();
  const people = remote.crowd(peopleCount, { distinctHosts: true });
  const turns = await takeTurns(people, generator);
  const all = (name: keyof Turn): readonly number[] => turns.map((turn) => turn[name]);
  const ours = all('ours');
  return {
    title: 'Signed replies by known people, on disk when answered',
    rows: [
      {
        name: 'Outward',
        unit: 'per second',
        value: median(ours),
        beside: [
          inTurn('bare pipeline: HTTP, verify, the same row on disk', ours, all('bare'), atLeast(0.75)),
          inTurn('bare pipeline that writes as our store does', ours, all('batching')),
          once('RSA-2048 verifications, one thread', ours, verifyingRate(20_000), atLeast(0.1)),
          inTurn('bare HTTP: read the body, answer 202', ours, all('nothing')),
          once('Fedify, in memory (TLS)', ours, await fedifyRate(people, generator), atLeast(20)),
        ],
      },
    ],
    notes: [
      `Medians of ${rounds} rounds of ${whole(roundCount)} replies, ${connections} under way; all of them were stored.`,
      `All could be shown ${whole(median(all('shownMs')))} ms after the last answer.`,
      `Ours was warmed up by ${whole(warmUpCount)} replies, Fedify by ${whole(fedifyWarmUpCount)} before its ${whole(fedifyCount)}.`,
      `The generator's own cost is ${whole(median(all('generatorUs')))} µs a request.`,
      wideLimitsNote,
    ],
  };
}

/** What a round gave; rates a second. */
interface Turn {
  readonly ours: number;
  readonly bare: number;
  readonly batching: number;
  readonly nothing: number;
  readonly generatorUs: number;
  readonly shownMs: number;
}

async function takeTurns(
  people: readonly RemotePerson[],
  generator: LoadGenerator,
): Promise<readonly Turn[]> {
  await using blog = await startBlog(wideLimits);
  await using bareInbox = await startBareInbox();
  await bareInbox.ask(people.map(({ keyId, publicKeyPem }) => [keyId, publicKeyPem]));
  const requests = signedReplies(people, blog, warmUpCount + rounds * roundCount);
  await takeTurn(requests.splice(0, warmUpCount), blog, bareInbox, generator);
  const turns: Turn[] = [];
  while (requests.length > 0) {
    turns.push(await takeTurn(requests.splice(0, roundCount), blog, bareInbox, generator));
  }
  return turns;
}

function signedReplies(people: readonly RemotePerson[], blog: BenchedBlog, count: number): string[] {
  return presignReplies(people, count, replyLoadOf(blog)).map(wireFormOf);
}

async function takeTurn(
  requests: readonly string[],
  blog: BenchedBlog,
  { ready }: BareInbox,
  generator: LoadGenerator,
): Promise<Turn> {
  const loadOn = (port: number) => runLoad(generator, { target: { port }, requests, connections });
  const shownBefore = await shownReplies(blog);
  const ours = await loadOn(portOf(blog));
  const shownMs = await untilShown(blog, shownBefore + requests.length);
  const bare = await loadOn(ready.inboxPort);
  const batching = await loadOn(ready.batchingPort);
  const nothing = await loadOn(ready.nullPort);
  const rate = (ms: number): number => (requests.length / ms) * 1000;
  return {
    ours: rate(ours.ms),
    bare: rate(bare.ms),
    batching: rate(batching.ms),
    nothing: rate(nothing.ms),
    generatorUs: (nothing.cpuMs / requests.length) * 1000,
    shownMs,
  };
}

async function fedifyRate(people: readonly RemotePerson[], generator: LoadGenerator): Promise<number> {
  await using peer = await startFedifyPeer('fedify.test');
  const count = fedifyWarmUpCount + fedifyCount;
  const requests = presignReplies(people, count, replyLoadOfPeer(peer)).map(wireFormOf);
  const target = tlsTargetOf(peer.origin);
  await runLoad(generator, { target, requests: requests.splice(0, fedifyWarmUpCount), connections });
  const { ms } = await runLoad(generator, { target, requests, connections });
  return (requests.length / ms) * 1000;
}
