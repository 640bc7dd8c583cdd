import { join } from 'node:path';
import { startFedifyPeer } from '../test/support/fedify-peer.ts';
import { activityOf } from '../test/support/mastodon-shapes.ts';
import { openScratch } from '../test/support/scratch.ts';
import { openBareTable } from './bare-table.ts';
import { portOf, startBlog } from './blog.ts';
import { once, quantile, type Figures } from './figures.ts';
import { startFollowers, type Followers, type SentFollow } from './followers.ts';
import { rateOf, tlsTargetOf, type LoadTarget } from './load.ts';
import { newcomersAt, signedRequest, type Person } from './people.ts';

const atOnce = 64;
const ourCounts = { warmUp: 600, single: 200, together: 1_200 };
const fedifyCounts = { warmUp: 150, single: 200, together: 300 };
const commitCount = 200;

/** How soon somebody never seen before has the Accept of a Follow. */
export async function measureFollows(): Promise<Figures> {
  await using followers = await startFollowers();
  const newcomers = newcomersAt(followers.ready);
  const ours = await ourWaits(followers, newcomers);
  const fedify = await fedifyWaits(followers, newcomers);
  const commits = await commitMs();
  const waits = (name: string, part: number) => ({
    name,
    unit: 'ms' as const,
    value: quantile(ours.single, part),
    beside: [
      once('a row on disk: INSERT and COMMIT', [quantile(ours.single, part)], quantile(commits, part)),
      once('Fedify, in memory (TLS)', [quantile(ours.single, part)], quantile(fedify.single, part)),
    ],
  });
  return {
    title: 'From a Follow by somebody never seen to its Accept',
    rows: [
      waits(`p50 of ${ourCounts.single}, one after another`, 0.5),
      waits(`p99 of ${ourCounts.single}, one after another`, 0.99),
      {
        name: `${atOnce} at once`,
        unit: 'per second',
        value: ours.rate,
        beside: [once('Fedify, in memory (TLS)', [ours.rate], fedify.rate)],
      },
    ],
    notes: [
      'Measured from the first byte of the Follow to the last of the Accept at the follower’s own inbox, on a host of its own.',
      'In between the actor is fetched, the follower and the Accept are put on disk, and the Accept is signed.',
      `Ours was warmed up by ${ourCounts.warmUp} Follows, Fedify by ${fedifyCounts.warmUp}.`,
    ],
  };
}

interface Waits {
  /** Milliseconds, one after another. */
  readonly single: readonly number[];
  /** A second, with many at once. */
  readonly rate: number;
}

type Newcomers = (count: number) => readonly Person[];

async function ourWaits(followers: Followers, newcomers: Newcomers): Promise<Waits> {
  await using blog = await startBlog();
  const target = { port: portOf(blog) };
  const { actor, inbox } = blog.site;
  return await waitsAt(target, followers, ourCounts, (count) =>
    followsOf(newcomers(count), { actor, inbox }),
  );
}

async function fedifyWaits(followers: Followers, newcomers: Newcomers): Promise<Waits> {
  await using peer = await startFedifyPeer('fedify.test');
  return await waitsAt(tlsTargetOf(peer.origin), followers, fedifyCounts, (count) =>
    followsOf(newcomers(count), peer),
  );
}

async function waitsAt(
  target: LoadTarget,
  followers: Followers,
  counts: typeof ourCounts,
  follows: (count: number) => readonly SentFollow[],
): Promise<Waits> {
  await followers.ask({ target, follows: follows(counts.warmUp), atOnce });
  const single = await followers.ask({ target, follows: follows(counts.single), atOnce: 1 });
  const together = await followers.ask({ target, follows: follows(counts.together), atOnce });
  return { single: single.latenciesMs, rate: rateOf(together) };
}

interface Followed {
  readonly actor: string;
  readonly inbox: string;
}

function followsOf(people: readonly Person[], { actor, inbox }: Followed): readonly SentFollow[] {
  const date = new Date();
  return people.map((person) => {
    const { id, inbox: ownInbox } = person.account;
    const follow = activityOf('Follow', `${id}#follows/1`, id, actor);
    return { inbox: ownInbox, request: signedRequest(follow, person, { inbox, date }) };
  });
}

/** What the disk takes at least, one after another. */
async function commitMs(): Promise<readonly number[]> {
  await using scratch = openScratch();
  const table = await openBareTable(join(scratch.path, 'bare.sqlite'), 'one statement');
  const waits: number[] = [];
  for (let n = 0; n < commitCount; n += 1) {
    const id = `http://h${n}.test/notes/1`;
    const note = {
      id,
      attributedTo: id,
      inReplyTo: id,
      content: '',
      url: id,
      published: '2026-01-01T00:00:00Z',
    };
    const begun = performance.now();
    await table.put(note);
    waits.push(performance.now() - begun);
  }
  return waits;
}
