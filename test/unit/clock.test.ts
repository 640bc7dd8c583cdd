import { expect, test } from 'vitest';
import { openClock } from '../../src/clock.ts';

const minute = 60_000;

/** A clock that shows what it is set to, while time passes as it does. */
function openWatch() {
  const log: unknown[] = [];
  const time = { elapsed: 0, set: 1_000_000 };
  const clock = openClock({
    now: () => time.set + time.elapsed,
    elapsed: () => time.elapsed,
    log: (event) => log.push(event),
  });
  return { clock, log, time };
}

test('time that passes is no jump, nor is a second more or less', () => {
  const { clock, log, time } = openWatch();
  time.elapsed += 1_000 * minute;
  expect([clock.isInDoubt(), clock.jumps()]).toEqual([false, 0]);
  for (let n = 0; n < 100; n += 1) {
    time.set += 1_000;
    expect(clock.jumps()).toBe(0);
  }
  expect(log).toEqual([]);
});

test.each([13 * 60 * minute, -13 * 60 * minute, 3 * 365 * 24 * 60 * minute, -6 * minute])(
  'a jump by %d ms is told once, and for ten minutes nothing depends on the clock',
  (byMs) => {
    const { clock, log, time } = openWatch();
    time.set += byMs;
    expect([clock.isInDoubt(), clock.jumps()]).toEqual([true, 1]);
    expect(log).toEqual([{ event: 'clock.jumped', byMs }]);
    time.elapsed += 10 * minute - 1;
    expect(clock.isInDoubt()).toBe(true);
    time.elapsed += 1;
    expect(clock.isInDoubt()).toBe(false);
    expect(log).toHaveLength(1);
  },
);

test('back again is another jump, and doubt begins anew', () => {
  const { clock, time } = openWatch();
  time.set += 60 * minute;
  expect(clock.jumps()).toBe(1);
  time.elapsed += 9 * minute;
  time.set -= 60 * minute;
  expect(clock.jumps()).toBe(2);
  time.elapsed += 9 * minute;
  expect(clock.isInDoubt()).toBe(true);
});

test('a few seconds are a jump, and no reason for doubt', () => {
  const { clock, time } = openWatch();
  time.set += 6_000;
  expect([clock.jumps(), clock.isInDoubt()]).toEqual([1, false]);
});
