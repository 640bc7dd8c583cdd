import type { PostOutcome } from './remote.ts';

/** What follows from one attempt. 'gone' is a 410: whoever is reached there has left, and is forgotten. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs: number | undefined };

const minute = 60_000;
const hour = 60 * minute;
/** Pauses after each failed attempt; together a little under seven days (interop 7.3). */
const pausesMs = [
  10_000,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  6 * hour,
  12 * hour,
  24 * hour,
  48 * hour,
  60 * hour,
] as const;

/** Retry-After beyond this is not believed. */
const longestPauseMs = 48 * hour;

/**
 * Milliseconds to wait after failed attempt `attempt` (0 is the first), shifted by up to a quarter either way: `jitter` in
 * [0, 1) parts servers that failed together. Undefined gives up.
 */
export function retryDelayMs(attempt: number, jitter: number): number | undefined {
  const pause = pausesMs[attempt];
  return pause === undefined ? undefined : Math.round(pause * (0.75 + jitter / 2));
}

/** Reads an answer as a sender should (interop 7.2). `now` in milliseconds, for a Retry-After that is a date. */
export function outcomeOf(answer: PostOutcome, now: number): DeliveryOutcome {
  if (answer.kind === 'failed') return { kind: 'retry', reason: answer.reason, afterMs: undefined };
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  if (status === 410) return { kind: 'gone' };
  const reason = `answered ${status}`;
  if (refusals.has(status)) return { kind: 'refused', reason };
  return { kind: 'retry', reason, afterMs: retryAfterMs(answer.retryAfter, now) };
}

/** Answers that a second try of the same bytes will not change. */
const refusals = new Set([400, 403, 406, 413, 415, 422, 501]);

/** RFC 9110 §10.2.3: seconds or an HTTP date; undefined when absent or neither. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  // Date.parse alone would make a date of almost anything.
  const at = text.endsWith(' GMT') ? Date.parse(text) : Number.NaN;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : at - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestPauseMs);
}
