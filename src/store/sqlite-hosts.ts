import type { OperationKind } from './operation.ts';
import type { Connection, Reader } from './sqlite-connection.ts';
import { jsonOf } from './sqlite-connection.ts';
import { afterEnding } from './sqlite-effects-queue.ts';
import type { Death, DeliveryClaim } from './store.ts';

/**
 * Deliveries to a host that fails are held as soon as they are due: out of the way of the others, and none of them is tried but
 * the oldest, when its host is to be asked. Healthy hosts have no row in `hosts`, and cost nothing here.
 */

interface DueRow {
  readonly row: number;
  readonly host: string;
}

/** Puts aside what is due and has a host that fails. In the transaction that is open, as the others. */
export async function holdBack(connection: Connection, due: readonly DueRow[], now: number): Promise<void> {
  if (due.length === 0) return;
  await connection.all(
    'UPDATE deliveries SET held = 1, lease_owner = NULL WHERE row IN (SELECT value FROM json_each(?1))',
    jsonOf(due.map(({ row }) => row)),
  );
  await connection.all(
    `UPDATE hosts SET ask_at = max(open_until, ?2)
     WHERE ask_at IS NULL AND name IN (SELECT value FROM json_each(?1))`,
    jsonOf([...new Set(due.map(({ host }) => host))]),
    now,
  );
}

/**
 * Leases the oldest delivery of each host that is to be asked by now; no other of that host is given out before that one's
 * outcome, or the end of its lease. What waited behind it for too long ends. Gives the rows.
 */
export async function claimScouts(connection: Connection, claim: DeliveryClaim): Promise<readonly number[]> {
  const { leaseMs, limit, now, owner, scouts = limit } = claim;
  const asked = await connection.all<{ readonly host: string; readonly row: number | null }>(
    `SELECT name AS host,
       (SELECT row FROM deliveries WHERE host = name AND state = 'pending' AND held = 1 ORDER BY row LIMIT 1) AS row
     FROM hosts WHERE ask_at <= ?1 ORDER BY ask_at LIMIT ?2`,
    now,
    scouts,
  );
  if (asked.length === 0) return [];
  const names = jsonOf(asked.map(({ host }) => host));
  const found = asked.filter(({ row }) => row !== null);
  const rows = found.flatMap(({ row }) => row ?? []);
  await connection.all(
    `UPDATE deliveries SET held = 0, begun = begun + 1, claimable_at = ?2, lease_owner = ?3
     WHERE row IN (SELECT value FROM json_each(?1))`,
    jsonOf(rows),
    now + leaseMs,
    owner,
  );
  await connection.all(
    `UPDATE hosts SET ask_at = CASE WHEN name IN (SELECT value FROM json_each(?2)) THEN ?3 END
     WHERE name IN (SELECT value FROM json_each(?1))`,
    names,
    jsonOf(found.map(({ host }) => host)),
    now + leaseMs,
  );
  await endOverdue(connection, names, claim);
  return rows;
}

const hasHeld = `EXISTS (SELECT 1 FROM deliveries WHERE host = name AND state = 'pending' AND held = 1)`;

async function endOverdue(
  connection: Connection,
  hosts: string,
  { now, overdueBefore }: DeliveryClaim,
): Promise<void> {
  if (overdueBefore === undefined) return;
  const ended = await connection.all<{ readonly row: number }>(
    `UPDATE deliveries SET state = 'failed', finished_at = ?2, reason = coalesce(reason, '${neverTried}')
     WHERE state = 'pending' AND held = 1 AND host IN (SELECT value FROM json_each(?1))
       AND (SELECT not_before FROM activities WHERE activities.row = activity) < ?3
     RETURNING row`,
    hosts,
    now,
    overdueBefore,
  );
  if (ended.length === 0) return;
  for (const sql of afterEnding) await connection.all(sql, jsonOf(ended));
}

const neverTried = 'the server did not answer for as long as it waited';

export async function failingHostNames(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.all<{ readonly name: string }>('SELECT name FROM hosts');
  return rows.map(({ name }) => name);
}

export async function deadHosts(
  reader: Reader,
  { failingDays, failingSince }: Death,
): Promise<readonly string[]> {
  const rows = await reader.all<{ readonly name: string }>(
    `SELECT name FROM hosts
     WHERE failing_since <= ?1 AND failing_days >= ?2 AND name IN (SELECT host FROM followers)`,
    failingSince,
    failingDays,
  );
  return rows.map(({ name }) => name);
}

const dayMs = 86_400_000;

/** A failure as its host's row stands before it: `(n)` of them in a row with it, `(counts)` as a day on which it failed. */
const failure = `(
  SELECT value AS news, value ->> 'host' AS host, value ->> 'at' AS at, value ->> 'at' / ${dayMs} AS day,
    value ->> 'isOutage' AND value ->> 'isWitnessed' AS counts, value ->> 'isOutage' AS outages
  FROM jsonb_each(?1))`;

/** Of the one delivery each that a host was tried with longest ago, so that it can be asked at once. */
const wakeOldest = (hosts: string): string => `
  UPDATE deliveries SET due_at = woken.at, claimable_at = woken.at
  FROM (
    SELECT min(deliveries.row) AS row, at
    FROM (${hosts}) asked CROSS JOIN deliveries ON deliveries.host = asked.name
      AND deliveries.state = 'pending' AND attempts > 0
    WHERE lease_owner IS NULL AND held = 0 AND blocked = 0
    GROUP BY asked.name) woken
  WHERE deliveries.row = woken.row AND claimable_at > woken.at`;

/** What `sqlite-effects.ts` runs for what is known of hosts. */
export const effectsOnHosts = {
  putHostFailure: [
    `INSERT INTO hosts (name, failures, failing_since, failing_days, failed_at, open_until)
     SELECT host, 0, at, 0, at, at FROM ${failure} WHERE true
     ON CONFLICT (name) DO NOTHING`,
    `UPDATE hosts SET
       failures = failures + outages, failed_at = at,
       failing_days = failing_days + (counts AND day IS NOT failed_on),
       failed_on = CASE WHEN counts THEN day ELSE failed_on END
     FROM ${failure} WHERE name = host`,
    `UPDATE hosts SET
       is_open = pause > 0, open_until = at + pause,
       ask_at = CASE WHEN ${hasHeld} THEN at + pause END
     FROM (
       SELECT name AS host, at, CAST(max(news ->> 'pauseMinMs', CASE
         WHEN failing_since <= at - (news ->> 'longAfterMs') THEN news ->> '$.pausesMs[#-1]'
         ELSE coalesce(news ->> ('$.pausesMs[' || max(failures - 1, 0) || ']'), news ->> '$.pausesMs[#-1]')
       END) AS INTEGER) AS pause
       FROM ${failure} CROSS JOIN hosts ON name = host) pausing
     WHERE name = pausing.host`,
  ],
  putHostWorks: [
    `UPDATE deliveries SET held = 0
     WHERE state = 'pending' AND held = 1 AND host IN (SELECT value ->> 'host' FROM jsonb_each(?1))`,
    // Only where the circuit was open: a host that works may fail with one delivery for ever, whose pauses are to grow.
    `UPDATE deliveries SET due_at = value ->> 'at', claimable_at = value ->> 'at'
     FROM jsonb_each(?1) CROSS JOIN hosts ON name = value ->> 'host' AND is_open = 1
     WHERE host = name AND state = 'pending' AND attempts > 0
       AND lease_owner IS NULL AND claimable_at > value ->> 'at'`,
    `DELETE FROM hosts WHERE name IN (SELECT value ->> 'host' FROM jsonb_each(?1))`,
  ],
  askHost: [
    `UPDATE hosts SET open_until = value ->> 'at', ask_at = CASE WHEN ${hasHeld} THEN value ->> 'at' END,
       failing_since = value ->> 'at', failing_days = 0
     FROM jsonb_each(?1) WHERE name = value ->> 'host'`,
    wakeOldest(`SELECT value ->> 'host' AS name, value ->> 'at' AS at FROM jsonb_each(?1)`),
  ],
  askHostsFailingSince: [
    `UPDATE hosts SET open_until = value ->> 'at', ask_at = CASE WHEN ${hasHeld} THEN value ->> 'at' END
     FROM jsonb_each(?1) WHERE failing_since >= value ->> 'since'`,
    wakeOldest(`SELECT name, value ->> 'at' AS at FROM jsonb_each(?1) CROSS JOIN hosts
      WHERE failing_since >= value ->> 'since'`),
  ],
} as const satisfies Partial<Record<OperationKind, readonly string[]>>;
