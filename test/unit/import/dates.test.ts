import { expect, test } from 'vitest';
import { dateOf, withOffset } from '../../../src/import/dates.ts';

test.each([
  ['2019-03-01', undefined, '2019-03-01'],
  ['2019-3-1', undefined, '2019-03-01'],
  ['2019-03-01', 'Europe/Berlin', '2019-03-01'],
  ['2019-03-01T10:00:00Z', 'Europe/Berlin', '2019-03-01T10:00:00Z'],
  ['2019-03-01 10:00:00 +0100', undefined, '2019-03-01 10:00:00 +0100'],
  ['2019-03-01 10:00:00 UTC', undefined, '2019-03-01 10:00:00 Z'],
  ['2019-03-01 9:05', undefined, '2019-03-01T09:05Z'],
  ['2019-03-01T10:00:00', 'Europe/Berlin', '2019-03-01T10:00:00+01:00'],
  ['2019-07-01 10:00', 'Europe/Berlin', '2019-07-01 10:00+02:00'],
  ['2019-03-31T03:30:00', 'Europe/Berlin', '2019-03-31T03:30:00+02:00'],
  ['2019-03-01T10:00:00', 'Nowhere/Land', '2019-03-01T10:00:00Z'],
  ['Jul 08 2022', undefined, '2022-07-08'],
  ['Fri, 01 Mar 2019 09:30:00 +0000', undefined, '2019-03-01T09:30:00Z'],
  ['soon', undefined, undefined],
  ['', undefined, undefined],
  [undefined, undefined, undefined],
])('%s on a clock of %s is %s', (written, zone, expected) => {
  expect(dateOf(written, zone)).toBe(expected);
});

test.each([
  ['2019-03-01 10:30:00', '2019-03-01 09:30:00', '2019-03-01T10:30:00+01:00'],
  ['2019-03-01 05:30:00', '2019-03-01 09:00:00', '2019-03-01T05:30:00-03:30'],
  ['2019-03-01 09:00:00', '2019-03-01 09:00:00', '2019-03-01T09:00:00Z'],
  ['2019-03-09 09:00:00', '2019-03-01 09:00:00', '2019-03-01 09:00:00Z'],
])('%s here and %s in UTC is %s', (local, utc, expected) => {
  expect(withOffset(local, utc)).toBe(expected);
});
