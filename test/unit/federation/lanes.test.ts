import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLanes } from '../../../src/federation/lanes.ts';

const limits = { fastMax: 2, slowMax: 1, slowAfterMs: 1_000, slowAfterOthers: 4 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass, and what follows at once happen. */
function pass(ms: number): void {
  vi.advanceTimersByTime(ms);
  vi.advanceTimersToNextTimer();
}

test('there are as many places as the fast lane has, and each can be left', () => {
  const lanes = openLanes(limits, () => undefined);
  const first = lanes.take();
  expect(lanes.room()).toBe(1);
  lanes.take();
  expect(lanes.take()).toBeUndefined();
  first?.leave();
  expect(lanes.room()).toBe(1);
});

test('leaving twice frees one place', () => {
  const lanes = openLanes(limits, () => undefined);
  const place = lanes.take();
  lanes.take();
  place?.leave();
  place?.leave();
  expect(lanes.room()).toBe(1);
});

test('who is out for long makes room, and says so', () => {
  const onRoom = vi.fn();
  const lanes = openLanes(limits, onRoom);
  lanes.take();
  vi.advanceTimersByTime(999);
  expect([lanes.room(), onRoom.mock.calls.length]).toEqual([1, 0]);
  pass(1);
  expect([lanes.room(), onRoom.mock.calls.length]).toEqual([2, 1]);
});

test('who has left does not turn slow', () => {
  const onRoom = vi.fn();
  const lanes = openLanes(limits, onRoom);
  lanes.take()?.leave();
  pass(10_000);
  expect([lanes.room(), onRoom.mock.calls.length]).toEqual([2, 0]);
});

test('a full slow lane keeps the others where they are, until one of them comes back', () => {
  const lanes = openLanes(limits, () => undefined);
  const places = [lanes.take(), lanes.take()];
  pass(1_000);
  expect(lanes.room()).toBe(1); // One moved over, the other had nowhere to go.
  places[0]?.leave();
  expect(lanes.room()).toBe(1);
  lanes.take();
  pass(1_000);
  expect(lanes.room()).toBe(1);
  places[1]?.leave();
  expect(lanes.room()).toBe(2);
});

test('an answer that came while we were busy ourselves is read before its place is called slow', () => {
  const onRoom = vi.fn();
  const lanes = openLanes(limits, onRoom);
  const place = lanes.take();
  vi.advanceTimersByTime(1_000);
  place?.leave();
  vi.advanceTimersToNextTimer();
  expect([lanes.room(), onRoom.mock.calls.length]).toEqual([2, 0]);
});

test('who is overtaken by more than could have begun before makes room, however soon', () => {
  const lanes = openLanes(limits, () => undefined);
  const slow = lanes.take();
  for (let others = 0; others < 3; others += 1) lanes.take()?.leave();
  expect(lanes.room()).toBe(1);
  lanes.take()?.leave();
  expect(lanes.room()).toBe(2);
  slow?.leave();
  expect(lanes.room()).toBe(2);
});

test('who is known to be slow takes no fast place; as many may as are allowed, and as there is room', () => {
  const lanes = openLanes({ ...limits, slowMax: 3 }, () => undefined);
  const begun = [lanes.takeSlow(2), lanes.takeSlow(2)];
  expect(lanes.takeSlow(2)).toBeUndefined();
  expect(lanes.room()).toBe(2);
  lanes.take();
  pass(1_000);
  expect(lanes.takeSlow(9)).toBeUndefined();
  begun[0]?.leave();
  begun[0]?.leave();
  expect(lanes.takeSlow(2)).toBeDefined();
  expect(lanes.takeSlow(2)).toBeUndefined();
});
