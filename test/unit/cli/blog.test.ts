import { expect, test } from 'vitest';
import { printable } from '../../../src/cli/blog.ts';

test.each([
  ['Spam.', 'Spam.'],
  ['two\n\tlines', 'two lines'],
  ['a\u001B[2Jb', 'a [2Jb'],
  ['a\u009B2Jb', 'a 2Jb'],
  ['right\u202Eto left', 'right to left'],
  ['Grüße ☕', 'Grüße ☕'],
])('%j is printed as %j: nobody steers a terminal by what he reports', (text, expected) => {
  expect(printable(text)).toBe(expected);
});
