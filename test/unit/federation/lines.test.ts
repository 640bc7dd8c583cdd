import { describe, expect, test } from 'vitest';
import type { Started } from '../../../src/federation/host-queues.ts';
import { openLanes } from '../../../src/federation/lanes.ts';
import { openLines, type Lines } from '../../../src/federation/lines.ts';

/** Lines over lanes that are wide enough, and a clock that stands. */
function openDesk(fastMax = 128) {
  const clock = { ms: 0 };
  const limits = { fastMax, slowMax: 1_024, slowAfterMs: 60_000, slowAfterOthers: 10_000 };
  const lines = openLines<string>(
    openLanes(limits, () => undefined),
    () => clock.ms,
  );
  return { clock, lines };
}

function addAll(lines: Lines<string>, kind: 'good' | 'new' | 'bad', count: number): void {
  for (let n = 0; n < count; n += 1) {
    const host = `${kind}${n}.test`;
    if (kind === 'good') lines.note(host, true);
    lines.add(host, host, kind === 'bad');
  }
}

/** Starts all that may start, and says of which kind they are. */
function begun(
  lines: Lines<string>,
  max = Infinity,
): { readonly kinds: Readonly<Record<'good' | 'new' | 'bad', number>>; leaveAll(): void } {
  const started: Started<string>[] = [];
  for (let next = lines.next(); next !== undefined && started.length < max; next = lines.next())
    started.push(next);
  const kinds = { good: 0, new: 0, bad: 0 };
  for (const { item } of started) kinds[item.replace(/\d.*/, '') as keyof typeof kinds] += 1;
  return { kinds, leaveAll: () => started.forEach(({ leave }) => leave()) };
}

describe('who is sent to next', () => {
  test('hosts that took the last go first; of newcomers and of those that fail a few begin beside them', () => {
    const { clock, lines } = openDesk();
    addAll(lines, 'new', 400);
    addAll(lines, 'bad', 100);
    addAll(lines, 'good', 500);
    const first = begun(lines);
    expect(first.kinds).toEqual({ good: 116, new: 12, bad: 4 });
    first.leaveAll();
    const second = begun(lines);
    expect(second.kinds).toEqual({ good: 128, new: 0, bad: 0 });
    clock.ms += 150;
    second.leaveAll();
    expect(begun(lines).kinds).toEqual({ good: 116, new: 12, bad: 4 });
  });

  test('when the first are through the newcomers go, as many as there are places, and then all that fail', () => {
    const { lines } = openDesk();
    addAll(lines, 'new', 200);
    addAll(lines, 'bad', 20);
    const first = begun(lines);
    expect(first.kinds).toEqual({ good: 0, new: 128, bad: 20 });
    first.leaveAll();
    expect(begun(lines).kinds).toEqual({ good: 0, new: 72, bad: 0 });
  });

  test('while more is expected, newcomers do not take all places; unless they fill the memory', () => {
    const { lines } = openDesk();
    lines.expect(true);
    addAll(lines, 'new', 200);
    addAll(lines, 'bad', 20);
    expect(begun(lines).kinds).toEqual({ good: 0, new: 12, bad: 4 });
    const full = openDesk();
    full.lines.expect(true);
    addAll(full.lines, 'new', 1_100);
    expect(begun(full.lines).kinds.new).toBeGreaterThan(70);
  });

  test('a host that fails is a newcomer again', () => {
    const { lines } = openDesk(1);
    lines.note('a.test', true);
    lines.note('a.test', false);
    lines.note('b.test', true);
    lines.add('b.test', 'good', false);
    lines.add('a.test', 'new', false);
    lines.add('b.test', 'good', false);
    const order = [];
    for (let n = 0; n < 3; n += 1) {
      const next = lines.next();
      order.push(next?.item);
      next?.leave();
    }
    expect(order).toEqual(['new', 'good', 'good']); // It has its share beside the others.
  });

  test('newcomers that wait do not keep the store from being asked for those that work', () => {
    const { lines } = openDesk();
    addAll(lines, 'new', 600);
    expect(lines.isHungry()).toBe(true);
    expect(lines.room().others).toBe(1_024);
    addAll(lines, 'new', 1_100);
    expect(lines.isHungry()).toBe(false);
  });

  test('what waits for a host is taken back from whichever line it stands in', () => {
    const { lines } = openDesk();
    lines.note('a.test', true);
    lines.add('a.test', 'one', false);
    lines.note('a.test', false);
    lines.add('a.test', 'two', false);
    expect(lines.drop('a.test')).toEqual(['one', 'two']);
    expect(lines.next()).toBeUndefined();
  });
});
