import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../src/store/store.ts';
import { activityOf, PUBLIC } from '../test/support/mastodon-shapes.ts';
import type { ReplyLoad } from '../test/support/presign.ts';
import { makeKeys } from '../test/support/remote-server.ts';
import { startBareInbox, type BareInbox } from './bare-inbox.ts';
import { portOf, replyLoadOf, startBlog, storing, type BenchedBlog } from './blog.ts';
import { atLeast, inTurn, median, whole, type Beside, type Figure, type Figures } from './figures.ts';
import { rateOf, runLoad, startLoadGenerator, unsignedForm, type LoadGenerator } from './load.ts';
import { newcomersAt, repliesBy, signedRequest, startPeople, type People, type Person } from './people.ts';

const connections = 128;
const peopleCount = 200;
const warmUpCount = 3_000;
/** Nothing of them is remembered, so every round sends the same ones. */
const refusedCount = 6_000;
const repliesCount = 1_500;
/** The contenders take turns, so that what else the machine does meets all of them. */
const rounds = 4;

/** How fast requests are answered from which nothing follows, and that nothing does. */
export async function measureRefusals(): Promise<Figures> {
  const turns = await takeTurns();
  const all = (name: keyof Turn): readonly number[] => turns.map((turn) => turn[name]);
  const row = (name: string, kind: keyof Refused, ...more: readonly Beside[]): Figure => {
    const bare = inTurn('bare HTTP: read the body, answer 202', all(kind), all('nothing'));
    return { name, unit: 'per second', value: median(all(kind)), beside: [bare, ...more] };
  };
  const replies = inTurn(
    'our own rate of replies by known people',
    all('deletes'),
    all('replies'),
    atLeast(10),
  );
  return {
    title: 'Requests that come to nothing',
    rows: [
      row('Deletes by accounts never seen, dropped with 202', 'deletes', replies),
      row('unsigned replies, refused with 401', 'unsigned'),
      row('replies with a wrong signature by a known key, 401', 'forged'),
    ],
    notes: [
      `Medians of ${rounds} rounds of ${whole(refusedCount)} requests a kind, ${connections} under way; every Delete is signed and from another host.`,
      'Nothing was fetched and nothing written meanwhile; the store was asked whether any process had.',
    ],
  };
}

/** Whole HTTP requests of each kind. */
interface Refused {
  readonly deletes: readonly string[];
  readonly unsigned: readonly string[];
  readonly forged: readonly string[];
}

/** Requests a second, of each kind and of what is beside them. */
type Turn = Readonly<Record<keyof Refused | 'nothing' | 'replies', number>>;

async function takeTurns(): Promise<readonly Turn[]> {
  await using people = await startPeople();
  await using generator = await startLoadGenerator();
  await using blog = await startBlog();
  await using bareInbox = await startBareInbox();
  const newcomers = newcomersAt(people.ready);
  const load = replyLoadOf(blog);
  const known = newcomers(peopleCount);
  const replies = repliesBy(known, load);
  const refused = refusedBy(newcomers, known, load);
  const parts = { people, generator, blog, bareInbox, refused };
  await storing(blog, warmUpCount, () => send(parts, replies(warmUpCount)));
  await sendRefused(parts); // Also has every key looked at once more, as is done once for a wrong signature.
  await sendToBare(parts);
  const turns: Turn[] = [];
  while (turns.length < rounds) turns.push(await takeTurn(parts, replies(repliesCount)));
  return turns;
}

interface Parts {
  readonly people: People;
  readonly generator: LoadGenerator;
  readonly blog: BenchedBlog;
  readonly bareInbox: BareInbox;
  readonly refused: Refused;
}

async function takeTurn(parts: Parts, replies: readonly string[]): Promise<Turn> {
  const { blog, people } = parts;
  await untilQuiet(blog.store);
  const before = { version: await blog.store.dataVersion(), fetches: await people.ask(null) };
  const rates = await sendRefused(parts);
  await pause(quietMs); // Whatever was put off would come now.
  if ((await blog.store.dataVersion()) !== before.version) throw new Error('what was refused was written');
  const fetches = (await people.ask(null)) - before.fetches;
  if (fetches > 0) throw new Error(`for what was refused ${fetches} actors were fetched`);
  const nothing = await sendToBare(parts);
  const stored = await storing(blog, replies.length, () => send(parts, replies));
  return { ...rates, nothing, replies: stored };
}

async function sendRefused(parts: Parts): Promise<Readonly<Record<keyof Refused, number>>> {
  const { deletes, unsigned, forged } = parts.refused;
  return {
    deletes: await send(parts, deletes, 202),
    unsigned: await send(parts, unsigned, 401),
    forged: await send(parts, forged, 401),
  };
}

function sendToBare(parts: Parts): Promise<number> {
  return send(parts, parts.refused.deletes, 202, parts.bareInbox.ready.nullPort);
}

/** Requests a second; throws unless every one of them is answered with `status`. */
async function send(
  { blog, generator }: Parts,
  requests: readonly string[],
  status = 202,
  port = portOf(blog),
): Promise<number> {
  return rateOf(await runLoad(generator, { target: { port }, requests, connections }, status));
}

function refusedBy(
  newcomers: (count: number) => readonly Person[],
  known: readonly Person[],
  load: ReplyLoad,
): Refused {
  const { privateKey } = makeKeys(); // Nobody's.
  const forgers = known.map((person) => ({ ...person, privateKey }));
  const forged = repliesBy(forgers, load)(refusedCount);
  return {
    deletes: newcomers(refusedCount).map((person) => signedRequest(deleteOf(person), person, load)),
    unsigned: forged.map(unsignedForm),
    forged,
  };
}

/** As Mastodon tells everybody that an account is gone. */
function deleteOf({ account: { id } }: Person): object {
  return activityOf('Delete', `${id}#delete`, id, id, { to: [PUBLIC] });
}

const quietMs = 400;

/** Resolves when no process has written to the store for a while. */
async function untilQuiet(store: Store): Promise<void> {
  let seen = await store.dataVersion();
  for (;;) {
    await pause(quietMs);
    const version = await store.dataVersion();
    if (version === seen) return;
    seen = version;
  }
}
