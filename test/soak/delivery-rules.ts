import type { DatabaseSync } from 'node:sqlite';
import { idOf, type ReceivedActivity } from '../support/recorded-request.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { keep } from './broken-rule.ts';
import { rowsOf } from './observe.ts';
import type { Stage } from './stage.ts';
import { NONE, type Subject } from './subject.ts';
import { followName, followsSent, ReplySubject } from './subjects.ts';

/** What one inbox was given under one id, and between how many kills. */
interface Arrival {
  readonly inbox: string;
  readonly activity: ReceivedActivity;
  /** How often the program had been killed by then. */
  readonly killed: number;
}

/** For each server and each kill so far: how many deliveries it had accepted by then. */
export type Marks = readonly (readonly number[])[];

function arrivalsOf({ servers }: Stage, marks: Marks): readonly Arrival[] {
  return servers.flatMap((server, place) =>
    server.deliveries.map(({ inbox, activity }, index) => {
      const killed = marks.filter((mark) => index >= (mark[place] ?? 0)).length;
      return { inbox, activity, killed };
    }),
  );
}

/** No more than what may have been answered and not yet noted when a kill came. */
const copiesPerKill = 128;

/** Who must hear of something hears of it, and hardly anybody hears twice. */
export function checkDeliveries(
  subjects: ReadonlyMap<string, Subject>,
  stage: Stage,
  marks: Marks,
  database: DatabaseSync,
): void {
  const arrivals = arrivalsOf(stage, marks);
  checkCopies(arrivals, marks.length);
  checkAccepts(subjects, stage, arrivals);
  checkForwards(subjects, stage, arrivals);
  checkLedger(arrivals, database);
}

function checkCopies(arrivals: readonly Arrival[], kills: number): void {
  let copies = 0;
  const byPlace = Map.groupBy(arrivals, ({ inbox, activity }) => `${activity.id} at ${inbox}`);
  for (const [place, all] of byPlace) {
    const between = all.at(-1)!.killed - all[0]!.killed;
    const detail = (): string => `${place} came ${all.length} times, with ${between} kills between`;
    keep('a copy comes of a kill only', all.length <= 1 + between, detail);
    copies += all.length - 1;
  }
  keep('copies are few', copies <= copiesPerKill * kills, () => `${copies} of ${kills} kills`);
}

function checkAccepts(
  subjects: ReadonlyMap<string, Subject>,
  { people }: Stage,
  arrivals: readonly Arrival[],
): void {
  const accepts = arrivals.filter(({ activity }) => activity.type === 'Accept');
  const accepted = new Set(accepts.map(({ activity }) => idOf(activity.object)));
  const byInbox = Map.groupBy(accepts, ({ inbox }) => inbox);
  for (const { id, inbox } of people) {
    const subject = subjects.get(followName(id));
    const distinct = new Set((byInbox.get(inbox) ?? []).map(({ activity }) => activity.id)).size;
    const sent = subject === undefined ? 0 : followsSent(subject);
    const detail = (): string => `${id}: ${distinct} Accepts of ${sent} Follows`;
    keep('a Follow is accepted once', distinct <= sent, detail);
    const state = subject?.state ?? NONE;
    keep('who follows was accepted', state === NONE || accepted.has(state), () => `no Accept of ${state}`);
  }
}

/** Of what a server sent nothing goes back to it. */
function checkForwards(
  subjects: ReadonlyMap<string, Subject>,
  { followers }: Stage,
  arrivals: readonly Arrival[],
): void {
  const arrived = new Set(arrivals.map(({ inbox, activity }) => `${activity.id} at ${inbox}`));
  for (const subject of subjects.values()) {
    if (!(subject instanceof ReplySubject) || !subject.mustBeForwarded) continue;
    for (const { inbox, account } of followers.filter((follower) => !isNeighbour(follower, subject.person))) {
      const place = `${subject.name}/activity at ${inbox}`;
      keep('what is forwarded arrives', arrived.has(place), () => `${place} (${account.name}) never came`);
    }
  }
}

function isNeighbour(one: RemotePerson, other: RemotePerson): boolean {
  return one.account.origin === other.account.origin;
}

function checkLedger(arrivals: readonly Arrival[], database: DatabaseSync): void {
  const arrived = new Set(arrivals.map(({ inbox, activity }) => `${activity.id} at ${inbox}`));
  const rows = rowsOf<'id' | 'inbox' | 'state' | 'reason'>(
    database,
    'SELECT id, inbox, state, reason FROM deliveries JOIN activities ON activities.row = activity',
  );
  for (const { id, inbox, state, reason } of rows) {
    const place = `${id} at ${inbox}`;
    keep('everything is delivered in the end', state === 'delivered', () => `${place}: ${state}, ${reason}`);
    keep('what is noted as delivered was', arrived.has(place), () => `${place} never came`);
  }
}

/** Each post is told of once, before any edit of it, and the last that followers hear is what was written last. */
export function checkPosts({ followers, servers, site }: Stage, posts: ReadonlyMap<string, number>): void {
  const deliveries = servers.flatMap((server) => server.deliveries);
  for (const { inbox } of followers) {
    const own = deliveries.filter((delivery) => delivery.inbox === inbox).map(({ activity }) => activity);
    for (const [slug, edits] of posts) {
      const about = own.filter(({ object }) => idOf(object) === site.objectId(slug));
      const detail = (): string =>
        `${slug} at ${inbox}: ${about.map(({ type, id }) => `${type} ${id}`).join(', ')}`;
      const creates = new Set(about.filter(({ type }) => type === 'Create').map(({ id }) => id));
      keep('a post is told of once', creates.size === 1, detail);
      keep('a post comes before its edits', about[0]?.type === 'Create', detail);
      keep('followers have the latest', JSON.stringify(about.at(-1)).includes(`Edit ${edits}.`), detail);
    }
  }
}
