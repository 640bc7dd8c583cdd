import { expect, test } from 'vitest';
import { isDeadWorker, workerName } from '../../../src/federation/worker-name.ts';

const self = workerName('kettle', 100, 5_000);
const running = new Set([100, 200]);
const isRunning = (pid: number): boolean => running.has(pid);

test('a name says machine, process and start', () => {
  expect(self).toBe('kettle/100/5000');
});

test.each([
  ['this very worker', self, false],
  ['one of this machine that runs', workerName('kettle', 200, 4_000), false],
  ['one of this machine that runs no more', workerName('kettle', 300, 4_000), true],
  ['one that had our number before a restart', workerName('kettle', 100, 4_000), true],
  ['one of another machine, whatever its number', workerName('teapot', 300, 4_000), false],
  ['one of another machine with our number', workerName('teapot', 100, 5_000), false],
])('%s: dead is %s', (_, owner, expected) => {
  expect(isDeadWorker(owner, self, isRunning)).toBe(expected);
});
