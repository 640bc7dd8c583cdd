import { expect, test } from 'vitest';
import { byMonth, byServer, csvOf } from '../../../src/cli/follower-list.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';

const follower = (id: string, day: string, handle?: string) => ({
  actor: `https://${id}` as Uri,
  handle,
  since: Date.parse(day),
});

const ada = follower('one.test/ada', '2026-01-31T23:59:59Z', '@ada@one.test');
const bob = follower('two.test/bob', '2026-03-01T00:00:00Z', '@bob@two.test');
const eve = follower('one.test/a,"b', '2026-01-01T00:00:00Z');

test('servers are counted, most first', () => {
  expect(byServer([bob, ada, eve])).toEqual([
    { server: 'one.test', followers: 2 },
    { server: 'two.test', followers: 1 },
  ]);
});

test('months are counted by the day of UTC, each with all before', () => {
  expect(byMonth([bob, ada, eve])).toEqual([
    { month: '2026-01', came: 2, total: 2 },
    { month: '2026-03', came: 1, total: 3 },
  ]);
});

test('a table has addresses as Mastodon writes them, and no formula of a stranger', () => {
  const formula = follower('three.test/x', '2026-01-01T00:00:00Z', '@=1+1@three.test');
  expect(csvOf([ada, eve, formula])).toBe(
    'Account address,Id,Since\r\n' +
      'ada@one.test,https://one.test/ada,2026-01-31T23:59:59.000Z\r\n' +
      ',"https://one.test/a,""b",2026-01-01T00:00:00.000Z\r\n' +
      "'=1+1@three.test,https://three.test/x,2026-01-01T00:00:00.000Z\r\n",
  );
});
