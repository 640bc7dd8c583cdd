import { expect, test } from 'vitest';
import { wordsFor } from '../../../src/components/words.ts';

test('a language that the theme does not speak gets English, and says so', () => {
  expect(wordsFor('tlh').lang).toBe('en');
  expect(wordsFor('constructor').lang).toBe('en');
  expect(wordsFor('EN-gb').lang).toBe('en');
});

test('one is not many', () => {
  const words = wordsFor('en');
  expect([0, 1, 1200].map(words.replies)).toEqual(['0 replies', '1 reply', '1,200 replies']);
});
