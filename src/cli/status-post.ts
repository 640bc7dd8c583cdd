import {
  findPost,
  ledgerOf,
  nearestPost,
  objectIdsOf,
  type PostLedger,
  type Told,
} from '../federation/ledger.ts';
import type { ActivityRecord, DeliveryReport, OpenCount, Store } from '../store/store.ts';
import { isServerRunning } from '../release/lock.ts';
import { CommandError, printable, withBlog } from './blog.ts';
import { scheduleLines, scheduleOf, type Schedule } from './schedule.ts';
import { counted, jsonText, stamp, whenTold } from './words.ts';

interface PostOptions {
  readonly json?: boolean;
  /** Each inbox, beside the sums. */
  readonly all?: boolean;
}

/**
 * `outward status <post>`: how what was told of a post fared, activity by activity. `--json` prints a `PostLedger` with times in
 * ISO 8601 and null for what is not known:
 *
 * `{ id, objectId, slug, state, publishedAt, updatedAt, deletedAt, waiting: { verbs, tellAt }, reached, activities: [{ id, type,
 * objectId, queuedAt, inboxes, servers, accepted, pending: { inboxes, servers, nextAt }, failed: { inboxes, servers }, open:
 * [{ state, reason, waitsFor, inboxes, servers, nextAt, hosts }] }] }`
 *
 * `scheduled` lists `{ kind, id, slug, title, file, federate, dueAt, isExpected }` of what goes out by itself later (`post` or
 * `reshare`; `isExpected`: a running server knows of it), null where the content has mistakes. `reached` and `accepted` are `{ inboxes, servers, firstAt, lastAt }` of those who answered 2xx. With `--all`, an activity has
 * `deliveries: [{ inbox, state, attempts, reason, endedAt }]` too.
 */
export function statusOfPost(name: string, { all = false, json = false }: PostOptions): Promise<number> {
  return withBlog(async ({ foundation, site }) => {
    const { store } = foundation;
    const schedule = await scheduleOf(foundation);
    const told = { ...(await toldBy(store)), scheduled: schedule.entries };
    const post = findPost(name, told, site);
    if (post === undefined) throw new CommandError(unknown(name, nearestPost(name, told, site)));
    const ledger = ledgerOf(post, await store.ledger(objectIdsOf(post, site)), told.waiting, site);
    const entries = schedule.entries?.filter(({ slug }) => slug === ledger.slug);
    if (json) {
      const whole = all ? await withDeliveries(ledger, store) : ledger;
      console.log(jsonText({ ...whole, scheduled: entries }));
    } else {
      const isServed = await isServerRunning(foundation.settings.dataDir);
      const now = foundation.now();
      await print(ledger, { now, isServed, schedule: { ...schedule, entries } }, all ? store : undefined);
    }
    return 0;
  });
}

async function toldBy(store: Store): Promise<Told> {
  const [announcements, formerSlugs, waiting] = await Promise.all([
    store.announcements(),
    store.formerSlugs(),
    store.waitingPublication(),
  ]);
  return { announcements, formerSlugs, waiting };
}

function unknown(name: string, meant: string | undefined): string {
  const hint =
    meant === undefined ? 'For all that was told, see: npm run outward -- status' : `Did you mean ${meant}?`;
  return `Nobody was ever told of a post "${printable(name)}", and none waits to be told. ${hint}`;
}

async function withDeliveries(ledger: PostLedger, store: Store): Promise<object> {
  const activities = ledger.activities.map(async (activity) => {
    return { ...activity, deliveries: await store.deliveriesOf(activity.id) };
  });
  return { ...ledger, activities: await Promise.all(activities) };
}

/** Each inbox too when a store is given. */
async function print(ledger: PostLedger, about: Circumstances, store: Store | undefined): Promise<void> {
  for (const line of headOf(ledger, about)) console.log(line);
  for (const activity of ledger.activities) {
    for (const line of linesOf(activity)) console.log(line);
    if (store === undefined) continue;
    for await (const delivery of deliveriesOf(activity, store)) console.log(`    ${lineOf(delivery)}`);
  }
}

/** What is to be known about a post beside its ledger. */
interface Circumstances {
  readonly now: number;
  readonly isServed: boolean;
  /** Of the post alone. */
  readonly schedule: Schedule;
}

/** What there is to say of the post as a whole. */
export function headOf(ledger: PostLedger, { isServed, now, schedule }: Circumstances): readonly string[] {
  const { activities, reached, waiting } = ledger;
  const lines = [`${ledger.slug}: ${states[ledger.state](ledger)}`];
  if (waiting !== undefined) {
    const { tellAt, verbs } = waiting;
    lines.push(
      `${verbs.join(', ')}: told ${whenTold(tellAt, now, isServed)} unless you stop it: npm run outward -- cancel`,
    );
  }
  if (schedule.entries !== undefined) lines.push(...scheduleLines(schedule));
  if (!isServed && (schedule.entries ?? []).length > 0)
    lines.push('No server runs here, and nothing goes out by itself. To start one: npm start');
  if (reached.inboxes > 0) lines.push(`Reached ${counted(reached)}${timesOf(reached)}.`);
  if (activities.length > 0) lines.push('"Sent" is what the receiver accepted: it answered 2xx.');
  return lines;
}

const states: Readonly<Record<PostLedger['state'], (ledger: PostLedger) => string>> = {
  untold: () => 'nobody has been told yet.',
  registered: ({ activities }) =>
    `${activities.length === 0 ? 'never sent' : 'never announced'}: it stood there at first start.`,
  announced: ({ publishedAt, updatedAt }) =>
    `told ${stamp(publishedAt)}${updatedAt === undefined ? '' : `, changed ${stamp(updatedAt)}`}.`,
  deleted: ({ deletedAt }) => `deleted ${stamp(deletedAt)}.`,
};

/** How one activity fared. */
export function linesOf({ accepted, failed, open, pending, ...activity }: ActivityRecord): readonly string[] {
  const because = (state: OpenCount['state']): readonly string[] =>
    open.filter((one) => one.state === state).map((one) => `    ${reasonLine(one)}`);
  const next = pending.nextAt === undefined ? '' : `, next try ${stamp(pending.nextAt)}`;
  const lines = [`${activity.type} ${stamp(activity.queuedAt)} to ${counted(activity)}`];
  if (accepted.inboxes > 0) lines.push(`  sent to ${counted(accepted)}${timesOf(accepted)}`);
  if (pending.inboxes > 0) lines.push(`  pending: ${counted(pending)}${next}`, ...because('pending'));
  if (failed.inboxes > 0) lines.push(`  given up: ${counted(failed)}`, ...because('failed'));
  return lines;
}

function timesOf({ firstAt, lastAt }: PostLedger['reached']): string {
  return firstAt === lastAt ? ` ${stamp(firstAt)}` : `, first ${stamp(firstAt)}, last ${stamp(lastAt)}`;
}

function reasonLine({ hosts, inboxes, reason, servers, waitsFor }: OpenCount): string {
  const why = [
    ...(reason === undefined ? [] : [meaningOf(reason)]),
    ...(waitsFor === undefined ? [] : [waits[waitsFor]]),
  ];
  const more = servers > hosts.length ? ` and ${servers - hosts.length} more` : '';
  return `${inboxes} ${printable(why.join('; ') || 'not tried yet')}: ${printable(hosts.join(', '))}${more}`;
}

const waits = {
  earlier: 'waits for what was queued before',
  server: 'waits until the server answers again',
} as const satisfies Record<NonNullable<OpenCount['waitsFor']>, string>;

/** What the network's own words say. */
export function meaningOf(reason: string): string {
  const meaning = meanings[/ (E[A-Z_]+)$/.exec(reason)?.[1] ?? ''];
  return meaning === undefined ? reason : `${meaning} (${reason})`;
}

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was broken off',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ENOTFOUND: 'the name leads nowhere',
  EPROTO: 'no TLS that we can speak',
  ETIMEDOUT: 'no answer',
};

const pageSize = 1_000;

async function* deliveriesOf({ id }: ActivityRecord, store: Store): AsyncGenerator<DeliveryReport> {
  for (let after = ''; ;) {
    const page = await store.deliveriesOf(id, { after, limit: pageSize });
    yield* page;
    after = page.at(-1)?.inbox ?? '';
    if (page.length < pageSize) return;
  }
}

function lineOf({ attempts, endedAt, inbox, reason, state }: DeliveryReport): string {
  const words = { delivered: 'sent', pending: 'pending', failed: 'given up' };
  const when = endedAt === undefined ? '' : ` ${stamp(endedAt)}`;
  const why =
    reason === undefined ? '' : ` (${printable(reason)}, ${attempts} ${attempts === 1 ? 'try' : 'tries'})`;
  return `${words[state]}${when} ${printable(inbox)}${why}`;
}
