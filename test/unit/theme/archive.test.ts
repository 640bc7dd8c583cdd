import { expect, test } from 'vitest';
import { archiveYears, postsByMonth } from '../../../src/components/archive.ts';
import type { Post } from '../../../src/posts/post.ts';
import { libraryOf, postOf } from './sample.ts';

const on = (slug: string, date: string): Post => postOf(slug, { date: new Date(date) });
const library = libraryOf([
  on('e', '2026-03-02'),
  on('d', '2026-03-01'),
  on('c', '2026-01-31T23:59:59Z'),
  on('b', '2025-06-01'),
  on('a', '2023-06-01'),
]);

test.each([
  [5, [true, true, true]],
  [4, [true, true, false]],
  [3, [true, false, false]],
  [1, [true, false, false]],
])('with room for %i posts, the archive shows whole years, and always the newest', (countMax, expected) => {
  const years = archiveYears(library, countMax);
  expect(years.map(({ year, posts }) => [year, posts.length])).toEqual([
    [2026, 3],
    [2025, 1],
    [2023, 1],
  ]);
  expect(years.map(({ isShown }) => isShown)).toEqual(expected);
});

test('months are those of UTC, in the order of the posts', () => {
  const months = postsByMonth(library.posts).map(([month, posts]) => [
    month.toISOString().slice(0, 7),
    posts.length,
  ]);
  expect(months).toEqual([
    ['2026-03', 2],
    ['2026-01', 1],
    ['2025-06', 1],
    ['2023-06', 1],
  ]);
});
