import { expect, test } from 'vitest';
import { findRelease } from '../../../src/cli/rollback.ts';

const kept = [
  { release: '20260301T120000000Z', commit: 'a'.repeat(40) },
  { release: '20260302T120000000Z' },
  { release: '20260303T120000000Z', commit: 'c'.repeat(40) },
] as const;
const [first, second, third] = kept;

test.each([
  ['the one before, when nothing is asked for', third, undefined, second],
  ['the one before the one that is shown, not before the newest', second, undefined, first],
  ['one by its name', third, first.release, first],
  ['one by its commit, shortened', third, 'aaaaaaa', first],
  ['a newer one, which takes a rollback back', first, 'cccccccc', third],
])('a release is found: %s', (_, from, wanted, found) => {
  expect(findRelease(kept, from.release, wanted)).toBe(found);
});

test.each([
  ['none before the first', first, undefined, /^No earlier release is kept\. .*outward releases/],
  ['none of that name', third, 'yesterday', /^No release "yesterday" is kept\. .*outward releases/],
  ['none of a commit that is cut too short', third, 'aaaaaa', /^No release "aaaaaa" is kept/],
  ['not the one that is shown', third, third.release, /^The site shows 20260303T120000000Z already\.$/],
])('there is %s, and it is said', (_, from, wanted, message) => {
  expect(() => findRelease(kept, from.release, wanted)).toThrow(message);
});
