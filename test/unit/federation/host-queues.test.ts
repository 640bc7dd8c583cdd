import { expect, test } from 'vitest';
import { openHostQueues, type HostQueues } from '../../../src/federation/host-queues.ts';

const queuesOf = (perHostMax: number, ...items: readonly string[]): HostQueues<string> => {
  const queues = openHostQueues<string>(perHostMax);
  for (const item of items) queues.add(item.slice(0, 1), item);
  return queues;
};

function startedOf(queues: HostQueues<string>): readonly string[] {
  const items: string[] = [];
  for (let next = queues.next(); next !== undefined; next = queues.next()) items.push(next.item);
  return items;
}

test('hosts take turns, and of one host the first comes first', () => {
  expect(startedOf(queuesOf(2, 'a1', 'a2', 'b1', 'b2', 'c1'))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2']);
});

test('no more of a host are given out than it may have, until one leaves', () => {
  const queues = queuesOf(1, 'a1', 'a2', 'b1');
  const first = queues.next();
  expect(startedOf(queues)).toEqual(['b1']);
  first?.leave();
  expect(startedOf(queues)).toEqual(['a2']);
});

test('what waits behind a busy host is not ahead', () => {
  const queues = queuesOf(1, 'a1', 'a2', 'b1');
  expect(queues.ahead()).toBe(3);
  const first = queues.next();
  expect(queues.ahead()).toBe(1);
  queues.add('a', 'a3');
  queues.add('b', 'b2');
  expect(queues.ahead()).toBe(2);
  first?.leave();
  expect(queues.ahead()).toBe(4);
});

test('hosts are named for which so many wait, and forgotten when they have none', () => {
  const queues = queuesOf(2, 'a1', 'a2', 'b1');
  expect(queues.hostsWith(2)).toEqual(['a']);
  expect(queues.hostsWith(1)).toEqual(['a', 'b']);
  for (let next = queues.next(); next !== undefined; next = queues.next()) next.leave();
  expect(queues.hostsWith(0)).toEqual([]);
});
