import { expect, test } from 'vitest';
import { problemOf } from '../../../src/protocol/problem.ts';
import { Refusal } from '../../../src/protocol/refusal.ts';

test('a Refusal becomes Problem Details with a stable type', () => {
  expect(problemOf(new Refusal('bad-digest', 'the body does not have the SHA-256 that Digest says'))).toEqual(
    {
      type: 'urn:outward:refusal:bad-digest',
      title: 'The body does not match its Digest',
      status: 401,
      detail: 'the body does not have the SHA-256 that Digest says',
    },
  );
});
