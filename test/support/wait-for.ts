import { setTimeout as pause } from 'node:timers/promises';

const firstPauseMs = 5;
const longestPauseMs = 100;
/** Generous: reached only when the thing waited for never happens. */
const usualDeadlineMs = 45_000;

/**
 * Asks `condition` again and again until it gives something other than false, null or undefined, and resolves with that.
 * Rejects after the deadline, naming `what` (a phrase like "alice's Accept") and the condition's last error, if it threw.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  what: string,
  deadlineMs = usualDeadlineMs,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + deadlineMs;
  let cause: unknown;
  for (
    let pauseMs = firstPauseMs;
    performance.now() < deadline;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  ) {
    try {
      const value = await condition();
      cause = undefined;
      if (isThere(value)) return value;
    } catch (error) {
      cause = error;
    }
    await pause(pauseMs);
  }
  throw new Error(`waited ${deadlineMs / 1000} s in vain for ${what}`, { cause });
}

function isThere<T>(value: T): value is Exclude<T, false | null | undefined> {
  return value !== undefined && value !== null && value !== false;
}
