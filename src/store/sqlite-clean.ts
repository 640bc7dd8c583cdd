import type { Connection, Reader, SqlValue } from './sqlite-connection.ts';
import { jsonOf } from './sqlite-connection.ts';
import { owning } from './sqlite-domains.ts';
import type { Cleaned, CleaningSlice, Perishable } from './store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * How long each is kept: SQL that is true of a row whose time is over, from now (`?1`) and the objects of ours that were
 * deleted (`?2`). Whole tables are gone through in the order of their rows, a slice at a time: that costs no index.
 */
const ofTables: Readonly<
  Record<Exclude<Perishable, OfPosts>, { readonly table: string; readonly over: string }>
> = {
  // The writer had half a year.
  'requests to follow': { table: 'followers', over: `state = 'pending' AND since < ${ago(180 * dayMs)}` },
  reports: { table: 'reports', over: `at < ${ago(400 * dayMs)}` },
  'private messages': { table: 'private_messages', over: `stored_at < ${ago(30 * dayMs)}` },
  // The first that arrived says who holds a copy (`Store.holders`): it is kept for as long as there may be one to delete.
  deliveries: {
    table: 'deliveries',
    over: `state <> 'pending' AND finished_at < ${ago(90 * dayMs)} AND (
      state = 'failed'
      OR object IN (${deletedBefore(90 * dayMs)})
      OR EXISTS (
        SELECT 1 FROM activities CROSS JOIN deliveries earlier
          ON earlier.activity = activities.row AND earlier.inbox = deliveries.inbox
        WHERE activities.object = deliveries.object AND earlier.row < deliveries.row AND earlier.state = 'delivered'))`,
  },
  activities: {
    table: 'activities',
    over: `not_before < ${ago(90 * dayMs)}
      AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.activity = activities.row)`,
  },
  // They can be fetched again. Those whom posts mention or answer are kept, so that a build needs no network.
  actors: {
    table: 'actors',
    over: `fetched_at < ${ago(30 * dayMs)}
      ${owning.map((table) => `AND NOT EXISTS (SELECT 1 FROM ${table} WHERE actor = actors.id)`).join('\n      ')}
      AND id NOT IN (
        SELECT word.value
        FROM settings CROSS JOIN json_each('["' || replace(settings.value, ' ', '","') || '"]') word
        WHERE name GLOB 'acct:*' OR name GLOB 'parent:*')`,
  },
  // A Create may come with a proof and no date for ever; a Delete that overtook its Create does so by days.
  removals: {
    table: 'removed_replies',
    over: `removed_at < CASE stood WHEN 1 THEN ${ago(400 * dayMs)} ELSE ${ago(14 * dayMs)} END`,
  },
  // A signature is taken for twelve hours, and one more for clocks that differ.
  'signatures seen': { table: 'seen', over: `at < ${ago(14 * hourMs)}` },
  // Forgotten, it costs one request more.
  'signature forms': { table: 'signature_forms', over: `put_at < ${ago(90 * dayMs)}` },
  // A host that nobody asked for so long: what is known of it proves nothing any more.
  hosts: { table: 'hosts', over: `failed_at < ${ago(120 * dayMs)}` },
  domains: { table: 'domains', over: 'bytes <= 0 AND guards <= 0' },
};

type OfPosts = 'conversations of deleted posts';

/** What stands under posts that were deleted so long ago that whoever wrote it was told. Each has an index by its object. */
const conversationTables = [
  { table: 'replies', of: 'shown = 1 AND object' },
  { table: 'replies', of: 'shown = 0 AND object' },
  { table: 'reactions', of: 'object' },
  { table: 'quotes', of: 'object' },
  { table: 'votes', of: 'poll' },
] as const;

/** See `Store.clean`. In a transaction that is open, unless it is a dry run. */
export function cleanSlice(connection: Connection | Reader, slice: CleaningSlice): Promise<Cleaned> {
  return slice.kind === 'conversations of deleted posts'
    ? cleanConversations(connection, slice)
    : cleanTable(connection, slice, ofTables[slice.kind]);
}

async function cleanTable(
  connection: Reader,
  slice: CleaningSlice,
  { table, over }: { readonly table: string; readonly over: string },
): Promise<Cleaned> {
  const { after, limit } = slice;
  const [end] = await connection.all<{ readonly row: number | null; readonly rows: number }>(
    `SELECT max(row) AS row, count(*) AS rows FROM (SELECT row FROM ${table} WHERE row > ?1 ORDER BY row LIMIT ?2)`,
    after,
    limit,
  );
  if (end?.row == null) return { rows: 0, next: undefined };
  const where = `WHERE row > ?3 AND row <= ?4 AND ${over}`;
  const rows = await removed(connection, slice, table, where, [...parameters(slice), after, end.row]);
  return { rows, next: end.rows < limit ? undefined : end.row };
}

/** From the first of what is left each time. */
async function cleanConversations(connection: Reader, slice: CleaningSlice): Promise<Cleaned> {
  let rows = 0;
  for (const { table, of } of conversationTables) {
    const found = `SELECT row FROM ${table} WHERE ${of} IN (${deletedBefore(30 * dayMs)}) LIMIT ?3`;
    rows += await removed(connection, slice, table, `WHERE row IN (${found})`, [
      ...parameters(slice),
      slice.dryRun === true ? -1 : slice.limit,
    ]);
  }
  return { rows, next: slice.dryRun === true || rows < slice.limit ? undefined : 0 };
}

async function removed(
  connection: Reader,
  { dryRun }: CleaningSlice,
  table: string,
  where: string,
  values: readonly SqlValue[],
): Promise<number> {
  if (dryRun !== true)
    return (await connection.all(`DELETE FROM ${table} ${where} RETURNING row`, ...values)).length;
  const [counted] = await connection.all<{ readonly rows: number }>(
    `SELECT count(*) AS rows FROM ${table} ${where}`,
    ...values,
  );
  return counted?.rows ?? 0;
}

function parameters({ deletedObjects, now }: CleaningSlice): readonly SqlValue[] {
  return [now, jsonOf(deletedObjects)];
}

function ago(ms: number): string {
  return `?1 - ${ms}`;
}

function deletedBefore(ms: number): string {
  return `SELECT value ->> 'id' FROM json_each(?2) WHERE value ->> 'at' < ${ago(ms)}`;
}
