import { describe, expect, test } from 'vitest';
import {
  authorsWith,
  frontPosts,
  listedPosts,
  neighboursOf,
  postsByYear,
  tagUses,
  translationsOf,
} from '../../../src/components/listing.ts';
import type { Post } from '../../../src/posts/post.ts';
import { author, libraryOf, postOf } from './sample.ts';

const slugs = (posts: readonly Post[]): readonly string[] => posts.map(({ slug }) => slug);

const newest = postOf('newest', { date: new Date('2026-03-01'), tags: ['Tea', 'lake'] });
const hidden = postOf('hidden', { visibility: 'unlisted', tags: ['secret'] });
const middle = postOf('middle', { date: new Date('2026-01-01T00:00:00Z'), tags: ['tea'] });
const oldest = postOf('oldest', { date: new Date('2025-12-31T23:59:59Z'), pinned: true });
const library = libraryOf([newest, hidden, middle, oldest]);

test('an unlisted post is in no list', () => {
  expect(slugs(listedPosts(library))).toEqual(['newest', 'middle', 'oldest']);
  expect(tagUses(library).map(({ slug }) => slug)).not.toContain('secret');
});

test('the front page sets what is pinned apart, and is no longer than asked', () => {
  const { newest, pinned } = frontPosts(library, 2);
  expect([slugs(pinned), slugs(newest)]).toEqual([['oldest'], ['newest']]);
});

test('a tag is one whatever its case, spelt as in the newest post, in the order of the alphabet', () => {
  const uses = tagUses(library).map(({ tag, posts }) => [tag, slugs(posts)]);
  expect(uses).toEqual([
    ['lake', ['newest']],
    ['Tea', ['newest', 'middle']],
  ]);
});

test('a year ends at midnight in UTC', () => {
  const years = [...postsByYear(library)].map(([year, posts]) => [year, slugs(posts)]);
  expect(years).toEqual([
    [2026, ['newest', 'middle']],
    [2025, ['oldest']],
  ]);
});

describe('neighbours', () => {
  test('are the listed posts before and after', () => {
    expect(neighboursOf(middle, library)).toEqual({ older: oldest, newer: newest });
    expect(neighboursOf(newest, library)).toEqual({ older: middle, newer: undefined });
  });

  test('of an unlisted post are none', () => {
    expect(neighboursOf(hidden, library)).toEqual({ older: undefined, newer: undefined });
  });
});

describe('translations', () => {
  const english = postOf('tea');
  const german = postOf('tee', { lang: 'de', translationOf: 'id-tea' });
  const draftlike = postOf('the', { lang: 'fr', translationOf: 'id-tea', visibility: 'unlisted' });

  test('are all listed versions, whichever is asked', () => {
    const versions = libraryOf([draftlike, german, english]);
    expect(slugs(translationsOf(english, versions))).toEqual(['tea', 'tee']);
    expect(slugs(translationsOf(german, versions))).toEqual(['tea', 'tee']);
    expect(translationsOf(draftlike, versions)).toEqual([]);
  });

  test('of a post in one language are none', () => {
    expect(translationsOf(english, libraryOf([english]))).toEqual([]);
  });
});

test('authors come in the order of the post, those without a file left out', () => {
  const tomas = { ...author, handle: 'tomas' };
  const two = libraryOf([], { authors: [author, tomas] });
  expect(authorsWith(['tomas', 'ghost', 'nadia'], two)).toEqual([tomas, author]);
});
