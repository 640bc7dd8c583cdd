import { describe, expect, test } from 'vitest';
import { outcomeOf, retryAfterMs, retryDelayMs } from '../../../src/federation/retry.ts';
import { answered, hourMs, minuteMs, NOW } from '../builders.ts';

describe('the pause after a failed attempt', () => {
  const seconds10 = 10_000;
  test.each([
    [0, seconds10],
    [1, minuteMs],
    [2, 5 * minuteMs],
    [3, 30 * minuteMs],
    [4, 2 * hourMs],
    [5, 6 * hourMs],
    [6, 12 * hourMs],
    [7, 24 * hourMs],
    [8, 48 * hourMs],
    [9, 60 * hourMs],
  ])('number %i is %i ms, a quarter less or more', (attempt, pauseMs) => {
    expect(retryDelayMs(attempt, 0.5)).toBe(pauseMs);
    expect(retryDelayMs(attempt, 0)).toBe(pauseMs * 0.75);
    expect(retryDelayMs(attempt, 0.999_999_999_9)).toBeLessThanOrEqual(pauseMs * 1.25);
  });

  test('number 10 never comes: a little under seven days are enough', () => {
    expect(retryDelayMs(10, 0.5)).toBeUndefined();
    const days =
      Array.from({ length: 10 }, (_, attempt) => retryDelayMs(attempt, 0.5) ?? 0).reduce(
        (sum, ms) => sum + ms,
      ) /
      (24 * hourMs);
    expect(days).toBeGreaterThan(6);
    expect(days).toBeLessThan(7);
  });
});

describe('what follows from an answer', () => {
  const outcome = (status: number): string => outcomeOf(answered(status), NOW).kind;
  test.each([
    ['delivered', [200, 201, 202, 204, 299]],
    ['gone', [410]],
    ['refused', [400, 403, 406, 413, 415, 422, 501]],
    ['retry', [301, 302, 307, 308, 401, 404, 405, 408, 409, 425, 429, 500, 502, 503, 504, 599]],
  ])('%s: %s', (kind, statuses) => {
    expect(new Set(statuses.map(outcome))).toEqual(new Set([kind]));
  });

  test('a connection that failed is tried again, for the reason it failed', () => {
    expect(outcomeOf({ kind: 'failed', reason: 'ECONNREFUSED' }, NOW)).toEqual({
      kind: 'retry',
      reason: 'ECONNREFUSED',
      afterMs: undefined,
    });
  });

  test('503 and 429 say when', () => {
    expect(outcomeOf(answered(429, '120'), NOW)).toEqual({
      kind: 'retry',
      reason: 'answered 429',
      afterMs: 120_000,
    });
    expect(outcomeOf(answered(503), NOW)).toEqual({
      kind: 'retry',
      reason: 'answered 503',
      afterMs: undefined,
    });
  });
});

test.each([
  ['120', 120_000],
  [' 5 ', 5_000],
  ['0', 0],
  ['Tue, 10 Mar 2026 12:01:30 GMT', 90_000],
  ['Tue, 10 Mar 2026 11:00:00 GMT', 0],
  ['99999999999', 48 * hourMs],
  ['Fri, 01 Jan 2100 00:00:00 GMT', 48 * hourMs],
  ['soon', undefined],
  ['', undefined],
  ['-60', undefined],
  ['1.5', undefined],
  ['3600 seconds', undefined],
  [undefined, undefined],
])('Retry-After: %s is %s ms', (value, expected) => {
  expect(retryAfterMs(value, NOW)).toBe(expected);
});
