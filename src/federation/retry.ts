import type { Delivery, StoredOutcome } from '../store/store.ts';
import type { PostOutcome } from './remote.ts';

/** What follows from one attempt for the delivery. `isMoved`: the inbox is not where it was, so who is reached there is in doubt. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly isMoved: boolean }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly isMoved: boolean;
      readonly afterMs: number | undefined;
    };

/**
 * What follows for its host: 'fails' is silence, or an error of the server itself; 'declines' answers, and takes nothing for
 * the moment.
 */
export type HostHealth = 'works' | 'declines' | 'fails';

const minute = 60_000;
const hour = 60 * minute;
/** Pauses after each failed attempt; the last one repeats (interop 7.3). */
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

/** From when an activity may first be sent to when it is given up, where nobody takes it. */
export const patienceMs = 7 * 24 * hour;

/**
 * Milliseconds to wait after failed attempt `attempt` (0 is the first), shifted by up to a quarter either way: `jitter` in
 * [0, 1) parts servers that failed together.
 */
export function retryDelayMs(attempt: number, jitter: number): number {
  const pause = pausesMs[attempt] ?? pausesMs[pausesMs.length - 1] ?? 0;
  return Math.round(pause * (0.75 + jitter / 2));
}

/** Reads an answer as a sender should (interop 7.2). `now` in milliseconds, for a Retry-After that is a date. */
export function outcomeOf(answer: PostOutcome, now: number): DeliveryOutcome {
  if (answer.kind === 'failed')
    return { kind: 'retry', reason: answer.reason, isMoved: false, afterMs: undefined };
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  const reason = `answered ${status}`;
  const isMoved = moves.has(status);
  if (refusals.has(status)) return { kind: 'refused', reason, isMoved };
  return { kind: 'retry', reason, isMoved, afterMs: retryAfterMs(answer.retryAfter, now) };
}

/** Answers that a second try of the same bytes will not change. */
const refusals = new Set([400, 403, 404, 405, 406, 410, 413, 415, 422, 501]);

/** Nobody is reached there any more; but whoever answers may be wrong, or not say for whom. */
const moves = new Set([301, 308, 404, 405, 410]);

export function healthOf(answer: PostOutcome, outcome: DeliveryOutcome): HostHealth {
  if (outcome.kind !== 'retry') return 'works';
  return answer.kind === 'failed' || answer.status >= 500 ? 'fails' : 'declines';
}

/**
 * What is stored of it. An attempt that fails when the delivery has been tried for a week was the last; the one before is
 * early enough for that.
 */
export function storedOutcome(
  { attempt, notBefore }: Pick<Delivery, 'attempt' | 'notBefore'>,
  outcome: DeliveryOutcome,
  now: number,
  jitter: number,
): StoredOutcome {
  if (outcome.kind === 'delivered') return { state: 'delivered', at: now, status: outcome.status };
  const { reason } = outcome;
  const endMs = notBefore + patienceMs - now;
  if (outcome.kind === 'refused' || endMs <= 0) return { state: 'failed', at: now, reason };
  const pauseMs = Math.min(retryDelayMs(attempt, jitter), endMs);
  return { state: 'retry', at: now + Math.max(pauseMs, outcome.afterMs ?? 0), reason };
}

/** RFC 9110 §10.2.3: seconds or an HTTP date; undefined when absent or neither. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  // Date.parse alone would make a date of almost anything.
  const at = text.endsWith(' GMT') ? Date.parse(text) : Number.NaN;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : at - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestPauseMs);
}
