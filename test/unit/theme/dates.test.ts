import { describe, expect, test } from 'vitest';
import { dateOf, formatDate } from '../../../src/components/dates.ts';

const lateEvening = new Date('2026-03-03T23:30:00Z');

describe('a date', () => {
  test('is written in the language of its readers', () => {
    expect(formatDate(lateEvening, 'en')).toBe('March 3, 2026');
    expect(formatDate(lateEvening, 'en-GB')).toBe('3 March 2026');
    expect(formatDate(lateEvening, 'de')).toBe('3. März 2026');
  });

  test('is the day in UTC, and a time says so', () => {
    expect(formatDate(lateEvening, 'en', 'dayOfYear')).toBe('Mar 3');
    expect(formatDate(lateEvening, 'en-GB', 'minute')).toBe('3 Mar 2026, 23:30 UTC');
  });
});

test.each([Number.NaN, Infinity, 9e99, -9e15])('a time of %d is no date', (time) => {
  expect(dateOf(time)).toBeUndefined();
});

test('a time in milliseconds is a date', () => {
  expect(dateOf(0)?.toISOString()).toBe('1970-01-01T00:00:00.000Z');
});
