import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLanes } from '../../../src/federation/lanes.ts';

const limits = { fastMax: 2, slowMax: 1, slowAfterMs: 1_000 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

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
  vi.advanceTimersByTime(1);
  expect([lanes.room(), onRoom.mock.calls.length]).toEqual([2, 1]);
});

test('who has left does not turn slow', () => {
  const onRoom = vi.fn();
  const lanes = openLanes(limits, onRoom);
  lanes.take()?.leave();
  vi.advanceTimersByTime(10_000);
  expect([lanes.room(), onRoom.mock.calls.length]).toEqual([2, 0]);
});

test('a full slow lane keeps the others where they are, until one of them comes back', () => {
  const lanes = openLanes(limits, () => undefined);
  const places = [lanes.take(), lanes.take()];
  vi.advanceTimersByTime(1_000);
  expect(lanes.room()).toBe(1); // One moved over, the other had nowhere to go.
  places[0]?.leave();
  expect(lanes.room()).toBe(1);
  lanes.take();
  vi.advanceTimersByTime(1_000);
  expect(lanes.room()).toBe(1);
  places[1]?.leave();
  expect(lanes.room()).toBe(2);
});
