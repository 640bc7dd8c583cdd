import { setTimeout as pause } from 'node:timers/promises';
import { testAuthority } from '../test/support/certificates.ts';
import { startFedifyPeer } from '../test/support/fedify-peer.ts';
import { presignReplies } from '../test/support/presign.ts';
import type { RemotePerson } from '../test/support/remote-person.ts';
import { startRemoteServer } from '../test/support/remote-server.ts';
import { startBareInbox, type BareInbox } from './bare-inbox.ts';
import { startBlog, type BenchedBlog } from './blog.ts';
import { inTurn, median, once, whole, type Figures } from './figures.ts';
import { verifyingRate } from './limits.ts';
import { runLoad, startLoadGenerator, wireFormOf, type LoadGenerator } from './load.ts';

const peopleCount = 200;
const connections = 128;
/** Both sides' code is compiled by then. */
const warmUpCount = 10_000;
const roundCount = 1_500;
/** The contenders take turns, so that what else the machine does meets all of them. */
const rounds = 8;
const fedifyWarmUpCount = 400;
const fedifyCount = 1_000;

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
    perSecond: median(ours),
    beside: [
      inTurn('bare pipeline: HTTP, verify, the same row on disk', ours, all('bare'), 0.75),
      inTurn('bare pipeline that writes as our store does', ours, all('batching')),
      once('RSA-2048 verifications, one thread', ours, verifyingRate(20_000)),
      inTurn('bare HTTP: read the body, answer 202', ours, all('nothing')),
      once(`Fedify, in memory (${fedifyCount} replies, TLS)`, ours, await fedifyRate(people, generator)),
    ],
    notes: [
      `Medians of ${rounds} rounds of ${whole(roundCount)} replies, ${connections} under way; all of them were stored.`,
      `All could be shown ${whole(median(all('shownMs')))} ms after the last answer.`,
      `The generator's own cost is ${whole(median(all('generatorUs')))} µs a request.`,
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
  await using blog = await startBlog();
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

function signedReplies(people: readonly RemotePerson[], { site }: BenchedBlog, count: number): string[] {
  const inReplyTo = site.objectId('how-to-brew');
  const load = { inbox: site.sharedInbox, to: site.actor, inReplyTo, date: new Date() };
  return presignReplies(people, count, load).map(wireFormOf);
}

async function takeTurn(
  requests: readonly string[],
  blog: BenchedBlog,
  { ready }: BareInbox,
  generator: LoadGenerator,
): Promise<Turn> {
  const loadOn = (port: number) => runLoad(generator, { target: { port }, requests, connections });
  const shownBefore = await shownReplies(blog);
  const ours = await loadOn(Number(new URL(blog.outward.address).port));
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

async function shownReplies({ site, store }: BenchedBlog): Promise<number> {
  return (await store.counts()).get(site.objectId('how-to-brew'))?.replies ?? 0;
}

const lookMs = 20;
const shownDeadlineMs = 60_000;

/** Milliseconds until readers see `count` replies. Throws when they never do: then some were not stored. */
async function untilShown(blog: BenchedBlog, count: number): Promise<number> {
  const begun = performance.now();
  while ((await shownReplies(blog)) < count) {
    if (performance.now() - begun > shownDeadlineMs)
      throw new Error(`${await shownReplies(blog)} of ${count} are shown`);
    await pause(lookMs);
  }
  return performance.now() - begun;
}

async function fedifyRate(people: readonly RemotePerson[], generator: LoadGenerator): Promise<number> {
  await using peer = await startFedifyPeer('fedify.test');
  const load = { inbox: peer.sharedInbox, to: peer.actor, inReplyTo: peer.actor, date: new Date() };
  const requests = presignReplies(people, fedifyWarmUpCount + fedifyCount, load).map(wireFormOf);
  const { hostname, port } = new URL(peer.origin);
  const target = { port: Number(port), tls: { servername: hostname, ca: testAuthority().certificatePem } };
  await runLoad(generator, { target, requests: requests.splice(0, fedifyWarmUpCount), connections });
  const { ms } = await runLoad(generator, { target, requests, connections });
  return (requests.length / ms) * 1000;
}
