import { describe, expect, test } from 'vitest';
import {
  healthOf,
  outcomeOf,
  retryAfterMs,
  retryDelayMs,
  storedOutcome,
} from '../../../src/federation/retry.ts';
import { answered, hourMs, minuteMs, NOW } from '../builders.ts';

const dayMs = 24 * hourMs;
const silence = { kind: 'failed', reason: 'no answer in time' } as const;

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
    [10, 60 * hourMs],
    [99, 60 * hourMs],
  ])('number %i is %i ms, a quarter less or more', (attempt, pauseMs) => {
    expect(retryDelayMs(attempt, 0.5)).toBe(pauseMs);
    expect(retryDelayMs(attempt, 0)).toBe(pauseMs * 0.75);
    expect(retryDelayMs(attempt, 0.999_999_999_9)).toBeLessThanOrEqual(pauseMs * 1.25);
  });
});

describe('what is stored of an attempt that failed', () => {
  const failed = outcomeOf(answered(503), NOW);
  const stored = (ageMs: number, attempt: number, outcome = failed) =>
    storedOutcome({ attempt, notBefore: NOW - ageMs }, outcome, NOW, 0.5);

  test.each([
    [0, 0, 10_000],
    [dayMs, 50, 60 * hourMs],
    [7 * dayMs - hourMs, 9, hourMs],
    [7 * dayMs - 1, 0, 1],
  ])('%i ms after its time, attempt %i: it is tried again after %i ms', (ageMs, attempt, pauseMs) => {
    expect(stored(ageMs, attempt)).toEqual({ state: 'retry', at: NOW + pauseMs, reason: 'answered 503' });
  });

  test('seven days after its time it is given up, however often it was tried', () => {
    expect(stored(7 * dayMs, 0)).toEqual({ state: 'failed', at: NOW, reason: 'answered 503' });
    expect(stored(7 * dayMs, 99)).toMatchObject({ state: 'failed' });
  });

  test('it waits for as long as it was told to', () => {
    expect(stored(0, 0, outcomeOf(answered(429, '3600'), NOW))).toMatchObject({ at: NOW + hourMs });
    expect(stored(7 * dayMs - 1, 0, outcomeOf(answered(429, '3600'), NOW))).toMatchObject({
      at: NOW + hourMs,
    });
  });

  test('what is refused is not tried again, and what arrived has arrived', () => {
    expect(stored(0, 0, outcomeOf(answered(403), NOW))).toMatchObject({ state: 'failed', at: NOW });
    expect(stored(0, 0, outcomeOf(answered(202), NOW))).toEqual({
      state: 'delivered',
      at: NOW,
      status: 202,
    });
  });
});

describe('what follows from an answer', () => {
  const outcome = (status: number): string => outcomeOf(answered(status), NOW).kind;
  test.each([
    ['delivered', [200, 201, 202, 204, 299]],
    ['refused', [400, 403, 404, 405, 406, 410, 413, 415, 422, 501]],
    ['retry', [301, 302, 307, 308, 401, 408, 409, 425, 429, 500, 502, 503, 504, 599]],
  ])('%s: %s', (kind, statuses) => {
    expect(new Set(statuses.map(outcome))).toEqual(new Set([kind]));
  });

  test('a connection that failed is tried again, for the reason it failed', () => {
    expect(outcomeOf({ kind: 'failed', reason: 'ECONNREFUSED' }, NOW)).toEqual({
      kind: 'retry',
      reason: 'ECONNREFUSED',
      isMoved: false,
      afterMs: undefined,
    });
  });

  test('503 and 429 say when', () => {
    expect(outcomeOf(answered(429, '120'), NOW)).toEqual({
      kind: 'retry',
      reason: 'answered 429',
      isMoved: false,
      afterMs: 120_000,
    });
    expect(outcomeOf(answered(503), NOW)).toEqual({
      kind: 'retry',
      reason: 'answered 503',
      isMoved: false,
      afterMs: undefined,
    });
  });

  test('an inbox that is not there, or elsewhere, may be nobody’s any more', () => {
    const isMoved = (status: number): boolean => {
      const outcome = outcomeOf(answered(status), NOW);
      return outcome.kind !== 'delivered' && outcome.isMoved;
    };
    const statuses = [200, 301, 302, 307, 308, 400, 401, 403, 404, 405, 406, 410, 413, 429, 500, 503];
    expect(statuses.filter(isMoved)).toEqual([301, 308, 404, 405, 410]);
  });

  test.each([
    ['works', [200, 202, 400, 403, 404, 410, 501]],
    ['declines', [301, 302, 307, 401, 408, 429]],
    ['fails', [500, 502, 503, 504, 599]],
  ])('its host %s: %s', (health, statuses) => {
    const healths = [...statuses.map((status) => answered(status)), ...(health === 'fails' ? [silence] : [])];
    expect(new Set(healths.map((answer) => healthOf(answer, outcomeOf(answer, NOW))))).toEqual(
      new Set([health]),
    );
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
