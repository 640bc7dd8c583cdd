import { expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import { relatedPosts } from '../../../src/posts/related.ts';
import { libraryOf, postOf } from '../theme/sample.ts';

/** Posts one day apart, newest first, with a stranger between each two so that none are neighbours. */
function shelf(...entries: readonly [slug: string, more: Partial<Post>][]): readonly Post[] {
  return entries.flatMap(([slug, more], index) => [
    postOf(slug, { date: new Date(Date.UTC(2026, 2, 28 - index)), ...more }),
    postOf(`between-${index}`),
  ]);
}

function related(posts: readonly Post[], slug: string, countMax?: number): readonly string[] {
  const post = posts.find((one) => one.slug === slug);
  if (post === undefined) throw new Error(`${slug} is not on the shelf`);
  return relatedPosts(post, libraryOf(posts), countMax).map((other) => other.slug);
}

test('a post without tags, or alone with them, has none', () => {
  expect(related(shelf(['tea', { tags: ['Tea'] }], ['ice', {}]), 'tea')).toEqual([]);
  expect(related(shelf(['tea', {}], ['ice', { tags: ['Ice'] }]), 'tea')).toEqual([]);
});

test('a rare tag makes closer kin than a common one, whatever its capitals', () => {
  const posts = shelf(
    ['tea', { tags: ['Water', 'Kettle'] }],
    ['rain', { tags: ['water'] }],
    ['lake', { tags: ['water'] }],
    ['stove', { tags: ['kettle'] }],
  );
  expect(related(posts, 'tea')).toEqual(['stove', 'rain', 'lake']);
  expect(related(posts, 'tea', 1)).toEqual(['stove']);
});

test('of equals the one nearest in time comes first, of two as near the newer', () => {
  const tags = ['Water'];
  expect(related(shelf(['a', { tags }], ['b', { tags }], ['c', { tags }], ['d', { tags }]), 'c')).toEqual([
    'b',
    'd',
    'a',
  ]);
});

test('a tag that a post has twice counts once', () => {
  const posts = shelf(
    ['tea', { tags: ['Tea', 'Pot'] }],
    ['twice', { tags: ['tea', 'TEA'] }],
    ['both', { tags: ['tea', 'pot'] }],
  );
  expect(related(posts, 'tea')).toEqual(['both', 'twice']);
});

test('neighbours, other languages, translations, its own series, untitled notes and unlisted posts are left out', () => {
  const tags = ['Tea'];
  const posts = [
    postOf('newer', { tags }),
    postOf('tea', { tags, lang: 'en-GB', series: { name: 'Brewing', part: undefined } }),
    postOf('older', { tags }),
    ...shelf(
      ['swedish', { tags, lang: 'sv' }],
      ['version', { tags, translationOf: 'id-tea' }],
      ['part', { tags, series: { name: 'brewing', part: undefined } }],
      ['note', { tags, title: '' }],
      ['hidden', { tags, visibility: 'unlisted' }],
      ['american', { tags, lang: 'en-US' }],
    ),
  ];
  expect(related(posts, 'tea')).toEqual(['american']);
  expect(related(posts, 'hidden')).toEqual([]);
});

test('however many posts share a tag, the near ones are found', () => {
  const posts = shelf(
    ...Array.from({ length: 500 }, (_, index): [string, Partial<Post>] => [`p${index}`, { tags: ['Tea'] }]),
  );
  expect(related(posts, 'p250')).toEqual(['p249', 'p251', 'p248']);
});
