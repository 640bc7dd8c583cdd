import { describe, expect, test } from 'vitest';
import { openPlaces, openRateLimit } from '../../src/limits.ts';
import { Refusal } from '../../src/protocol/refusal.ts';

/** How often `work` may be done before it is refused, up to 1,000 times. */
function timesUntilRefused(work: () => unknown): number {
  for (let times = 0; times < 1000; times += 1) {
    try {
      work();
    } catch (error) {
      expect(error).toMatchObject({ name: 'Refusal', code: 'too-many-requests' });
      return times;
    }
  }
  return 1000;
}

describe('a rate', () => {
  const rate = { perMinute: 60, burst: 5 };

  test('gives what may come at once, then so much a minute', () => {
    let now = 0;
    const limit = openRateLimit('requests', rate, () => now);
    expect(timesUntilRefused(() => limit.demand('a'))).toBe(5);
    now += 2_000;
    expect(timesUntilRefused(() => limit.demand('a'))).toBe(2);
    now += 3_600_000;
    expect(timesUntilRefused(() => limit.demand('a'))).toBe(5);
  });

  test('is each name’s own', () => {
    const limit = openRateLimit('requests', rate, () => 0);
    expect(timesUntilRefused(() => limit.demand('a'))).toBe(5);
    expect(timesUntilRefused(() => limit.demand('b'))).toBe(5);
  });

  test('says after how many seconds the next will be taken', () => {
    const limit = openRateLimit('requests', { perMinute: 6, burst: 1 }, () => 0);
    limit.demand('a');
    expect(() => limit.demand('a')).toThrow(expect.objectContaining({ retryAfter: 10 }));
    expect([limit.take('a'), limit.take('b')]).toEqual([10, 0]);
  });

  test('remembers as many names as it may, and forgets whoever came first', () => {
    const limit = openRateLimit('requests', { perMinute: 1, burst: 1 }, () => 0);
    limit.demand('a');
    limit.demand('b');
    for (let n = 0; n < 9_999; n += 1) limit.demand(`other ${n}`);
    expect(() => limit.demand('b')).toThrow(Refusal);
    expect(() => limit.demand('a')).not.toThrow();
  });
});

describe('places', () => {
  const limits = {
    max: 10,
    crowdedAt: 6,
    shareMax: 2,
    bytesMax: 1_000,
    bytesCrowdedAt: 500,
    bytesShareMax: 100,
  };

  test('are anybody’s while there is room, and beyond that only for who has few', () => {
    const places = openPlaces(limits);
    expect(timesUntilRefused(() => places.take('a', 1))).toBe(6);
    expect(timesUntilRefused(() => places.take('b', 1))).toBe(2);
    expect(timesUntilRefused(() => places.take('c', 1))).toBe(2);
    expect(timesUntilRefused(() => places.take('d', 1))).toBe(0);
    expect(places.underWay()).toBe(10);
  });

  test('come back when they are left', () => {
    const places = openPlaces(limits);
    const taken = Array.from({ length: 6 }, () => places.take('a', 1));
    expect(timesUntilRefused(() => places.take('a', 1))).toBe(0);
    for (const leave of taken) leave();
    expect(places.underWay()).toBe(0);
    expect(timesUntilRefused(() => places.take('a', 1))).toBe(6);
  });

  test('hold no more bytes than memory should', () => {
    const places = openPlaces(limits);
    const leaves = ['a', 'b', 'c', 'd', 'e', 'f'].map((source) => places.take(source, 100));
    for (const source of ['g', 'h', 'i']) places.take(source, 100);
    places.take('j', 50);
    expect(() => openPlaces(limits).take('a', 1_001)).toThrow(Refusal);
    expect(() => places.take('k', 51)).toThrow(Refusal);
    for (const leave of leaves) leave();
    expect(() => places.take('k', 100)).not.toThrow();
  });

  test('give nobody all the memory: beyond what is free for all, each has a share', () => {
    const places = openPlaces(limits);
    expect(timesUntilRefused(() => places.take('a', 100))).toBe(5);
    expect(timesUntilRefused(() => places.take('b', 100))).toBe(1);
    expect(timesUntilRefused(() => places.take('c', 50))).toBe(2);
  });
});
