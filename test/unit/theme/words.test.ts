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

test('a wait is told in units that people count in', () => {
  const { timeLeft } = wordsFor('en');
  expect([0, 1, 179, 180, 10_799, 10_800, 86_400].map(timeLeft)).toEqual([
    'any moment now',
    '1 second from now',
    '179 seconds from now',
    '3 minutes from now',
    '179 minutes from now',
    '3 hours from now',
    '24 hours from now',
  ]);
});
