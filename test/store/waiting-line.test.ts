import { expect, test } from 'vitest';
import { WaitingLine, type Entry } from '../../src/store/waiting-line.ts';

interface Named extends Entry {
  readonly name: number;
}

const MB = 1024 * 1024;
const entryOf = (name: number, characters = 10): Named => ({
  name,
  operations: [
    { kind: 'putReply', row: { content: 'x'.repeat(characters), at: 1 }, exclusive: [], shared: [] },
  ],
  work: undefined,
});
const namesOf = (entries: readonly Named[]): readonly number[] => entries.map(({ name }) => name);

function lineOf(count: number, characters?: number): WaitingLine<Named> {
  const line = new WaitingLine<Named>();
  for (let name = 0; name < count; name += 1) line.join(entryOf(name, characters));
  return line;
}

test('who came first is in the next commit, with all who wait', () => {
  const line = lineOf(3);
  expect(namesOf(line.next())).toEqual([0, 1, 2]);
  expect([line.length, line.next()]).toEqual([0, []]);
});

test('a commit is of at most two thousand, and of sixteen million characters, but of one at least', () => {
  const many = lineOf(2_500);
  expect([many.next().length, many.next().length]).toEqual([2_000, 500]);
  const long = lineOf(5, 6 * MB);
  expect([long.next(), long.next(), long.next()].map(namesOf)).toEqual([[0, 1], [2, 3], [4]]);
  const longer = lineOf(2, 20 * MB);
  expect([longer.next(), longer.next()].map(namesOf)).toEqual([[0], [1]]);
});

test('no more may wait than eight thousand, or than sixty-four million characters; then there is room again', () => {
  const many = lineOf(8_000);
  expect(many.join(entryOf(1))).toBe(false);
  many.next();
  expect(many.join(entryOf(1))).toBe(true);
  const long = lineOf(4, 16 * MB);
  expect(long.join(entryOf(1))).toBe(false);
  expect(long.all()).toHaveLength(4);
  expect(long.join(entryOf(1))).toBe(true);
});

test('what is longer than all that may wait is taken when nobody else waits', () => {
  const line = new WaitingLine<Named>();
  expect(line.join(entryOf(1, 80 * MB))).toBe(true);
  expect(line.join(entryOf(2))).toBe(false);
});
