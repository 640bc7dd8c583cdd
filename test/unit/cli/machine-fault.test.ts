import { expect, test } from 'vitest';
import { machineFaultOf } from '../../../src/cli/machine-fault.ts';
import { HistoryUnreadable } from '../../../src/release/history.ts';
import { StoreLost, StoreUnavailable } from '../../../src/store/store.ts';

test('a full disk is a sentence with the file in it', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    path: '/srv/blog/var/current',
  });
  expect(machineFaultOf(error)).toMatch(/^Writing \/srv\/blog\/var\/current failed: the disk is full\. /);
});

test('the store says itself what is the matter', () => {
  expect(machineFaultOf(new StoreUnavailable('locked'))).toBe('locked');
  expect(machineFaultOf(new StoreLost('damaged'))).toBe('damaged');
});

test('so does the history of the content', () => {
  expect(machineFaultOf(new HistoryUnreadable('git says no'))).toBe('git says no');
});

test.each([
  new TypeError('x is undefined'),
  Object.assign(new Error('?'), { code: 'ENOENT' }),
  undefined,
  'text',
])('any other error is none: %s', (error) => {
  expect(machineFaultOf(error)).toBeUndefined();
});
