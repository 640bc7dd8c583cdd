import type { Connection } from './sqlite-connection.ts';

/**
 * SQL: whether the moment in the column `stored` is so far ahead of `learnt` that no race between two writers explains it. The
 * clock was wrong when it was written, and what is learnt now must not wait for years to count.
 */
export function isAClocksFault(stored: string, learnt: string): string {
  return `${stored} > ${learnt} + 3600000`;
}

/** Longer than any pause between two attempts, or any Retry-After that is believed. */
const longestWaitMs = 4 * 24 * 3_600_000;

/** See `Store.hastenDeliveries`. */
export async function hastenDeliveries(connection: Connection, now: number): Promise<void> {
  await connection.all(
    `UPDATE deliveries SET due_at = min(due_at, ?1), claimable_at = ?1
     WHERE state = 'pending' AND blocked = 0 AND held = 0 AND claimable_at > ?1 + ${longestWaitMs}`,
    now,
  );
  await connection.all(
    `UPDATE hosts SET open_until = ?1, ask_at = min(ask_at, ?1) WHERE open_until > ?1 + ${longestWaitMs}`,
    now,
  );
  await connection.all(`UPDATE followers SET ask_at = ?1 WHERE ask_at > ?1 + ${longestWaitMs}`, now);
}
