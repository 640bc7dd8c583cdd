import type { Uri } from '../protocol/vocabulary.ts';
import type { Connection, Reader } from './sqlite-connection.ts';
import { jsonOf } from './sqlite-connection.ts';
import { claimScouts, holdBack } from './sqlite-hosts.ts';
import { isBlocked } from './sqlite-moderation.ts';
import type { Delivery, DeliveryClaim, DeliveryCounts } from './store.ts';

/** Leases deliveries as `Store.claimDeliveries` says. Runs inside a write transaction, so no other worker is choosing. */
export async function claimDeliveries(
  connection: Connection,
  claim: DeliveryClaim,
): Promise<readonly Delivery[]> {
  const { chosen, failing } = await candidates(connection, claim);
  await connection.all(
    `UPDATE deliveries SET begun = begun + 1, claimable_at = ?2, lease_owner = ?3
     WHERE row IN (SELECT value FROM json_each(?1))`,
    jsonOf(chosen),
    claim.now + claim.leaseMs,
    claim.owner,
  );
  await holdBack(connection, failing, claim.now);
  return deliveriesAt(connection, chosen, await claimScouts(connection, claim));
}

/**
 * The rows to lease, oldest first, and those whose host fails. Read by the page, so that hosts which have their share can be
 * passed over in the next.
 */
async function candidates(
  connection: Reader,
  claim: DeliveryClaim,
): Promise<{ readonly chosen: readonly number[]; readonly failing: readonly Candidate[] }> {
  const { limit, now, busyHosts, perHost = limit } = claim;
  const chosen: number[] = [];
  const failing: Candidate[] = [];
  const ofHost = new Map(busyHosts.map((host) => [host, perHost]));
  let last: Candidate = { claimableAt: Number.MIN_SAFE_INTEGER, row: 0, host: '', isFailing: 0 };
  while (chosen.length < limit) {
    const full = [...ofHost].filter(([, count]) => count >= perHost).map(([host]) => host);
    const page = await connection.all<Candidate>(
      candidatePage,
      now,
      jsonOf(full),
      last.claimableAt,
      last.row,
      limit,
    );
    for (const candidate of page) {
      const { row, host } = candidate;
      const count = ofHost.get(host) ?? 0;
      if (candidate.isFailing === 1) failing.push(candidate);
      if (candidate.isFailing === 1 || count >= perHost || chosen.length >= limit) continue;
      ofHost.set(host, count + 1);
      chosen.push(row);
    }
    last = page.at(-1) ?? last;
    if (page.length < limit) break;
  }
  return { chosen, failing };
}

interface Candidate {
  readonly row: number;
  readonly host: string;
  readonly claimableAt: number;
  readonly isFailing: number;
}

const candidatePage = `
  SELECT row, host, claimable_at AS claimableAt, host IN (SELECT name FROM hosts) AS isFailing FROM deliveries
  WHERE state = 'pending' AND blocked = 0 AND held = 0 AND claimable_at <= ?1
    AND (claimable_at, row) > (?3, ?4)
    AND host NOT IN (SELECT value FROM json_each(?2))
  ORDER BY claimable_at, row LIMIT ?5`;

/** Reads each body once, however many inboxes it goes to. */
async function deliveriesAt(
  connection: Reader,
  chosen: readonly number[],
  scouts: readonly number[],
): Promise<readonly Delivery[]> {
  const rows = jsonOf([...chosen, ...scouts]);
  const areScouts = new Set(scouts);
  const deliveries = await connection.all<
    Pick<Delivery, 'row' | 'inbox' | 'attempt'> & { readonly activity: number }
  >(
    `SELECT deliveries.row, activity, inbox, attempts AS attempt
     FROM json_each(?1) CROSS JOIN deliveries ON deliveries.row = json_each.value
     ORDER BY json_each.key`,
    rows,
  );
  const activities = await connection.all<ActivityRow>(
    `SELECT row, id, body, to_followers AS toFollowers, not_before AS notBefore FROM activities
     WHERE row IN (SELECT activity FROM deliveries WHERE row IN (SELECT value FROM json_each(?1)))`,
    rows,
  );
  const activityAt = new Map(activities.map((activity) => [activity.row, activity]));
  return deliveries.flatMap(({ activity: at, ...delivery }) => {
    const activity = activityAt.get(at);
    if (activity === undefined) return [];
    const { id, body, notBefore, toFollowers } = activity;
    const isScout = areScouts.has(delivery.row);
    return [{ ...delivery, activityId: id, body, notBefore, isScout, toFollowers: toFollowers === 1 }];
  });
}

interface ActivityRow {
  readonly row: number;
  readonly id: Uri;
  readonly body: string;
  readonly toFollowers: number;
  readonly notBefore: number;
}

/** Ends every lease of `owners`, and asks the hosts anew that one of them may have been asking. */
export async function releaseLeases(connection: Connection, owners: readonly string[]): Promise<void> {
  await connection.all(
    `UPDATE deliveries SET lease_owner = NULL, claimable_at = due_at
     WHERE lease_owner IN (SELECT value FROM json_each(?1))`,
    jsonOf(owners),
  );
  await connection.all('UPDATE hosts SET ask_at = open_until WHERE ask_at > open_until');
}

export async function leaseOwners(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.all<{ readonly owner: string }>(
    'SELECT DISTINCT lease_owner AS owner FROM deliveries WHERE lease_owner IS NOT NULL',
  );
  return rows.map(({ owner }) => owner);
}

export async function nextDeliveryAt(reader: Reader): Promise<number | undefined> {
  const next = await reader.get<{ readonly at: number | null }>(
    `SELECT min(at) AS at FROM (
       SELECT min(claimable_at) AS at FROM deliveries WHERE state = 'pending' AND blocked = 0 AND held = 0
       UNION ALL
       SELECT min(ask_at) FROM hosts WHERE ask_at IS NOT NULL)`,
  );
  return next?.at ?? undefined;
}

export async function deliveryCounts(reader: Reader): Promise<DeliveryCounts> {
  const rows = await reader.all<{ readonly state: keyof DeliveryCounts; readonly count: number }>(
    `SELECT state, count(*) AS count FROM deliveries WHERE state <> 'pending' GROUP BY state
     UNION ALL
     SELECT 'pending', count(*) FROM deliveries WHERE state = 'pending'`,
  );
  const counts = { pending: 0, delivered: 0, failed: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

export async function holders(reader: Reader, objectId: Uri): Promise<readonly Uri[]> {
  const rows = await reader.all<{ readonly inbox: Uri }>(
    `SELECT inbox FROM deliveries
     WHERE state <> 'failed' AND activity IN (SELECT row FROM activities WHERE object = ?1)
     -- An inbox that others share stays: by them, or as that of followers.
     EXCEPT
     SELECT mailbox.value FROM silenced_accounts CROSS JOIN actors ON actors.id = silenced_accounts.actor
       CROSS JOIN json_each(json_array(inbox, shared_inbox)) mailbox
     WHERE act = 'block'
     UNION
     SELECT coalesce(shared_inbox, inbox) FROM actors
     WHERE NOT ${isBlocked('actors.id')} AND id IN (
       SELECT actor FROM replies WHERE object = ?1 AND shown = 1 -- Shown or not: each has an index of its own.
       UNION ALL SELECT actor FROM replies WHERE object = ?1 AND shown = 0
       UNION ALL SELECT actor FROM reactions WHERE object = ?1
       UNION ALL SELECT actor FROM quotes WHERE object = ?1
       UNION ALL SELECT actor FROM votes WHERE poll = ?1)`,
    objectId,
  );
  return rows.map(({ inbox }) => inbox);
}
