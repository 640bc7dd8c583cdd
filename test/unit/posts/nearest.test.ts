import { expect, test } from 'vitest';
import { nearest } from '../../../src/posts/nearest.ts';

const known = ['title', 'date', 'tags', 'translationOf', 'contentWarning'];

test.each([
  ['tilte', 'title'],
  ['Title', 'title'],
  ['titel', 'title'],
  ['tag', 'tags'],
  ['dat', 'date'],
  ['translation_of', 'translationOf'],
  ['contentwarning', 'contentWarning'],
])('%s is taken for %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test.each(['layout', 'categories', 'x', ''])('"%s" is near to no word', (word) => {
  expect(nearest(word, known)).toBeUndefined();
});
