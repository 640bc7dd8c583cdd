import type { DatabaseSync } from 'node:sqlite';
import type { Site } from '../../src/site.ts';
import { idOf } from '../support/recorded-request.ts';
import type { Arrival } from './audience.ts';
import { keep } from './broken-rule.ts';
import { marksIn } from './content.ts';
import { rowsOf } from './observe.ts';

/** What a receiver holds of one object, by what came last. */
interface Held {
  readonly last: Arrival;
  /** Of that: orders what may come, whichever activity it is. */
  readonly rank: number;
}

/** Everybody knows exactly what is written, and came to know it in an order that makes sense. */
export function checkReceivers(
  arrivals: readonly Arrival[],
  inboxes: readonly string[],
  { marks, site }: { readonly marks: Iterable<string>; readonly site: Site },
): void {
  const written = [...marks].sort().join();
  for (const inbox of inboxes) {
    const own = arrivals.filter((arrival) => arrival.inbox === inbox);
    checkCopies(own);
    const held = heldAfter(own, site);
    const known = held.flatMap(({ last }) => (isGone(last) ? [] : marksIn(JSON.stringify(last.activity))));
    const detail = (): string => `${inbox} knows ${known.sort().join()}, and written is ${written}`;
    keep('everybody knows what is written', known.sort().join() === written, detail);
  }
}

/** The sender may not know that something arrived when it was killed, or when the answer was lost. */
function checkCopies(own: readonly Arrival[]): void {
  for (const [id, all] of Map.groupBy(own, ({ activity }) => activity.id)) {
    const kills = all.at(-1)!.life - all[0]!.life;
    const lost = all.filter(({ isAnswered }) => !isAnswered).length;
    const detail = (): string =>
      `${id} came ${all.length} times, with ${kills} kills between and ${lost} answers lost`;
    keep('a copy comes of a kill or a lost answer', all.length <= 1 + kills + lost, detail);
  }
}

/** What came, object by object. Throws a BrokenRule where an object was told of in another order than it changed. */
function heldAfter(own: readonly Arrival[], site: Site): readonly Held[] {
  const held = new Map<string, Held>();
  for (const arrival of own) {
    const object = idOf(arrival.activity.object) ?? '';
    if (site.idOf(object) === undefined) continue;
    const before = held.get(object);
    const next = { last: arrival, rank: rankOf(arrival) };
    checkOrder(before, next);
    held.set(object, next);
  }
  return [...held.values()];
}

function checkOrder(before: Held | undefined, { last: { activity, inbox }, rank }: Held): void {
  const detail = (): string =>
    `at ${inbox} ${activity.id} came after ${before?.last.activity.id ?? 'nothing at all'}`;
  if (before === undefined)
    return keep('a post is told of before its edits', activity.type !== 'Update', detail);
  const isCopy = activity.id === before.last.activity.id;
  keep('nothing comes after what is newer', isCopy ? rank === before.rank : rank > before.rank, detail);
}

/** Create, then Updates by their times, then Delete. */
function rankOf({ activity: { object, type } }: Arrival): number {
  if (type === 'Create') return -Infinity;
  if (type === 'Delete') return Infinity;
  const { updated } = object as { readonly updated?: string };
  const at = Date.parse(updated ?? '');
  keep('an Update says when', !Number.isNaN(at), () => JSON.stringify(object));
  return at;
}

function isGone({ activity }: Arrival): boolean {
  return activity.type === 'Delete';
}

/** Everything on record has been accepted, as it says. */
export function checkLedger(arrivals: readonly Arrival[], database: DatabaseSync): void {
  const arrived = new Set(arrivals.map(({ inbox, activity }) => `${activity.id} at ${inbox}`));
  const rows = rowsOf<'id' | 'inbox' | 'state' | 'reason'>(
    database,
    `SELECT id, inbox, state, reason FROM deliveries JOIN activities ON activities.row = activity
     WHERE type IN ('Create', 'Update', 'Delete')`,
  );
  for (const { id, inbox, state, reason } of rows) {
    const place = `${id} at ${inbox}`;
    keep('everything is delivered in the end', state === 'delivered', () => `${place}: ${state}, ${reason}`);
    keep('what is noted as delivered was', arrived.has(place), () => `${place} never came`);
  }
}

/** What was stopped nobody ever hears of. */
export function checkRenounced(arrivals: readonly Arrival[], renounced: ReadonlySet<string>): void {
  for (const { activity, inbox } of arrivals) {
    const heard = marksIn(JSON.stringify(activity)).find((mark) => renounced.has(mark));
    keep(
      'what was stopped is never told',
      heard === undefined,
      () => `${heard} came to ${inbox} with ${activity.id}`,
    );
  }
}
