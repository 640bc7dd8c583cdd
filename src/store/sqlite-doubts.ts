import type { OperationKind } from './operation.ts';
import type { Nullable, Reader } from './sqlite-connection.ts';
import type { DoubtedFollower } from './store.ts';

export async function doubtedFollowers(
  reader: Reader,
  now: number,
  limit: number,
): Promise<readonly DoubtedFollower[]> {
  const rows = await reader.all<Nullable<DoubtedFollower>>(
    `SELECT row, actor, inbox, shared_inbox AS sharedInbox, follow_id AS followId, since, missing_days AS missingDays
     FROM followers WHERE ask_at <= ?1 ORDER BY ask_at LIMIT ?2`,
    now,
    limit,
  );
  return rows.map((row) => ({
    ...row,
    sharedInbox: row.sharedInbox ?? undefined,
    followId: row.followId ?? undefined,
  }));
}

/** What `sqlite-effects.ts` runs for followers in doubt, and for those who are given up with their host. */
export const effectsOnDoubts = {
  doubtFollowersAt: [
    `UPDATE followers SET doubted_at = value ->> 'at', ask_at = value ->> 'at', missing_days = 0
     FROM jsonb_each(?1)
     WHERE state IN ('accepted', 'pending') AND deliver_to = value ->> 'inbox' AND doubted_at IS NULL`,
  ],
  settleDoubt: [
    `UPDATE followers SET doubted_at = NULL, ask_at = NULL, missing_days = 0
     WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
  ],
  postponeDoubt: [
    `UPDATE followers SET ask_at = value ->> 'askAt', missing_days = missing_days + (value ->> 'isMissing')
     FROM jsonb_each(?1)
     WHERE actor = value ->> 'actor' AND doubted_at IS NOT NULL`,
  ],
  removeFollowersOn: [`DELETE FROM followers WHERE host IN (SELECT value ->> 'host' FROM jsonb_each(?1))`],
} as const satisfies Partial<Record<OperationKind, readonly string[]>>;
