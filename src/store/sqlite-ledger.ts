import type { Uri } from '../protocol/vocabulary.ts';
import { jsonOf, type Nullable, type Reader } from './sqlite-connection.ts';
import type {
  Acceptance,
  ActivityRecord,
  Audience,
  DeliveryPage,
  DeliveryReport,
  FailingHost,
  LedgerRecord,
  OpenCount,
} from './store.ts';

/** See `Store.ledger`. Sums are made where the rows lie: there may be a hundred thousand of one activity. */
export async function ledger(reader: Reader, objectIds: readonly Uri[]): Promise<LedgerRecord> {
  const objects = jsonOf(objectIds);
  const [reached, sums, open] = await Promise.all([
    reader.get<Nullable<Acceptance>>(reachOfAll, objects),
    reader.all<SumRow>(sumsByActivity, objects),
    reader.all<OpenRow>(openByReason, objects),
  ]);
  const openOf = Map.groupBy(open, ({ activity }) => activity);
  return {
    reached: acceptanceOf(reached ?? { inboxes: 0, servers: 0, firstAt: null, lastAt: null }),
    activities: sums.map((sum) => activityRecord(sum, openOf.get(sum.row) ?? [])),
  };
}

/**
 * The writer's own activities about these objects of ours (`?1`): what answers a stranger's act, or passes it on, has a domain.
 */
const ours = `ours AS MATERIALIZED (
  SELECT row, id, type, object, not_before FROM activities
  WHERE object IN (SELECT value FROM json_each(?1)) AND domain IS NULL)`;

const reachOfAll = `
  WITH ${ours}, reached AS (
    SELECT host, min(finished_at) AS first_at, max(finished_at) AS last_at
    FROM ours CROSS JOIN deliveries ON deliveries.activity = ours.row
    WHERE type NOT IN ('Delete', 'Undo') AND state = 'delivered'
    GROUP BY inbox)
  SELECT count(*) AS inboxes, count(DISTINCT host) AS servers, min(first_at) AS firstAt, max(last_at) AS lastAt
  FROM reached`;

/** One that a worker has just claimed is tried now, and not when its lease ends. */
const nextTry = `CASE
  WHEN held = 1 THEN (SELECT coalesce(ask_at, open_until) FROM hosts WHERE name = deliveries.host)
  WHEN lease_owner IS NULL THEN claimable_at ELSE due_at END`;

const waitsFor = `CASE
  WHEN state <> 'pending' THEN NULL WHEN blocked = 1 THEN 'earlier' WHEN held = 1 THEN 'server' END`;

const sumsByActivity = `
  WITH ${ours}, by_server AS (
    SELECT ours.row AS activity, host, count(deliveries.row) AS inboxes,
      count(*) FILTER (WHERE state = 'delivered') AS accepted,
      min(finished_at) FILTER (WHERE state = 'delivered') AS first_at,
      max(finished_at) FILTER (WHERE state = 'delivered') AS last_at,
      count(*) FILTER (WHERE state = 'pending') AS pending,
      min(${nextTry}) FILTER (WHERE state = 'pending' AND blocked = 0) AS next_at,
      count(*) FILTER (WHERE state = 'failed') AS failed
    FROM ours LEFT JOIN deliveries ON deliveries.activity = ours.row
    GROUP BY ours.row, host),
  by_activity AS (
    SELECT activity, sum(inboxes) AS inboxes, count(host) AS servers,
      sum(accepted) AS acceptedInboxes, count(*) FILTER (WHERE accepted > 0) AS acceptedServers,
      min(first_at) AS firstAt, max(last_at) AS lastAt,
      sum(pending) AS pendingInboxes, count(*) FILTER (WHERE pending > 0) AS pendingServers, min(next_at) AS nextAt,
      sum(failed) AS failedInboxes, count(*) FILTER (WHERE failed > 0) AS failedServers
    FROM by_server GROUP BY activity)
  SELECT ours.row, id, type, object AS objectId, not_before AS queuedAt, by_activity.*
  FROM ours CROSS JOIN by_activity ON activity = ours.row
  ORDER BY ours.row DESC`;

interface SumRow extends Audience {
  readonly row: number;
  readonly id: Uri;
  readonly type: string;
  readonly objectId: Uri;
  readonly queuedAt: number;
  readonly acceptedInboxes: number;
  readonly acceptedServers: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly pendingInboxes: number;
  readonly pendingServers: number;
  readonly nextAt: number | null;
  readonly failedInboxes: number;
  readonly failedServers: number;
}

/**
 * What a reason has in common with others of its kind, of which each names its own server: `social.example has no address` is
 * `it has no address`, `connect ECONNREFUSED 192.0.2.1:443` is `connect ECONNREFUSED`; else what comes before a colon counts.
 */
const nameless = `replace(reason, substr(host, 1, instr(host || ':', ':') - 1), 'it')`;
const kindOfReason = `CASE
  WHEN reason GLOB '[a-z]* E[A-Z]* *' AND instr(reason, ' E') = instr(reason, ' ')
  THEN substr(reason, 1, instr(reason, ' ') + instr(substr(reason, instr(reason, ' ') + 1), ' ') - 1)
  WHEN instr(reason, ': ') > 0 THEN substr(reason, 1, instr(reason, ': ') - 1)
  ELSE reason END`;

const hostsNamed = 5;
/** There are few kinds; should servers make up more, those that concern fewest inboxes are left out. */
const reasonsMax = 200;

const openByReason = `
  WITH ${ours}, unaccepted AS (
    SELECT activity, state, ${waitsFor} AS waits_for, ${nameless} AS reason, host,
      iif(state = 'pending' AND blocked = 0, ${nextTry}, NULL) AS next_at
    FROM ours CROSS JOIN deliveries ON deliveries.activity = ours.row
    WHERE state <> 'delivered'),
  by_server AS (
    SELECT activity, state, waits_for, ${kindOfReason} AS kind, host, count(*) AS inboxes, min(next_at) AS next_at
    FROM unaccepted GROUP BY activity, state, waits_for, kind, host),
  ranked AS (
    SELECT *, row_number() OVER (PARTITION BY activity, state, waits_for, kind ORDER BY inboxes DESC, host) AS place
    FROM by_server)
  SELECT activity, state, waits_for AS waitsFor, kind AS reason, sum(inboxes) AS inboxes, count(*) AS servers, min(next_at) AS nextAt,
    json_group_array(host ORDER BY place) FILTER (WHERE place <= ${hostsNamed}) AS hosts
  FROM ranked GROUP BY activity, state, waits_for, kind
  ORDER BY inboxes DESC, reason LIMIT ${reasonsMax}`;

interface OpenRow extends Omit<Nullable<OpenCount>, 'hosts'> {
  readonly activity: number;
  readonly hosts: string;
}

function activityRecord(sum: SumRow, open: readonly OpenRow[]): ActivityRecord {
  const { id, inboxes, nextAt, objectId, queuedAt, servers, type } = sum;
  return {
    ...{ id, type, objectId, queuedAt, inboxes, servers },
    accepted: acceptanceOf({ ...sum, inboxes: sum.acceptedInboxes, servers: sum.acceptedServers }),
    pending: { inboxes: sum.pendingInboxes, servers: sum.pendingServers, nextAt: nextAt ?? undefined },
    failed: { inboxes: sum.failedInboxes, servers: sum.failedServers },
    open: open.map(openCount),
  };
}

function acceptanceOf({ firstAt, inboxes, lastAt, servers }: Nullable<Acceptance>): Acceptance {
  return { inboxes, servers, firstAt: firstAt ?? undefined, lastAt: lastAt ?? undefined };
}

function openCount({ activity: _, hosts, nextAt, reason, waitsFor, ...count }: OpenRow): OpenCount {
  return {
    ...count,
    reason: reason ?? undefined,
    waitsFor: waitsFor ?? undefined,
    nextAt: nextAt ?? undefined,
    hosts: JSON.parse(hosts) as readonly string[],
  };
}

/** See `Store.failingHosts`. */
export async function failingHosts(reader: Reader, limit: number): Promise<readonly FailingHost[]> {
  const rows = await reader.all<Nullable<FailingHost>>(
    `SELECT name AS host, failures, failing_since AS sinceAt, ask_at AS nextAt,
       (SELECT count(*) FROM deliveries WHERE host = name AND state = 'pending' AND held = 1)
         + (SELECT count(*) FROM deliveries WHERE host = name AND state = 'pending' AND attempts > 0 AND held = 0)
         AS pending,
       (SELECT reason FROM deliveries WHERE host = name AND state = 'pending' AND attempts > 0
        ORDER BY row DESC LIMIT 1) AS reason
     FROM hosts ORDER BY failing_since, row LIMIT ?1`,
    limit,
  );
  return rows.map((row) => ({ ...row, nextAt: row.nextAt ?? undefined, reason: row.reason ?? undefined }));
}

/** See `Store.deliveriesOf`. */
export async function deliveriesOf(
  reader: Reader,
  activityId: Uri,
  { after = '', limit = -1 }: DeliveryPage = {},
): Promise<readonly DeliveryReport[]> {
  const rows = await reader.all<Nullable<DeliveryReport>>(
    `SELECT inbox, state, attempts, reason, finished_at AS endedAt FROM deliveries
     WHERE activity = (SELECT row FROM activities WHERE id = ?1) AND inbox > ?2 ORDER BY inbox LIMIT ?3`,
    activityId,
    after,
    limit,
  );
  return rows.map((row) => ({ ...row, reason: row.reason ?? undefined, endedAt: row.endedAt ?? undefined }));
}
