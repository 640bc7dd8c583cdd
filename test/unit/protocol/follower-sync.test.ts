import { expect, test } from 'vitest';
import { followersDigest, formatSynchronization } from '../../../src/protocol/follower-sync.ts';
import vector from '../../fixtures/signatures/fep-8fcf-digest.json' with { type: 'json' };
import { uri } from '../builders.ts';

const ids = vector.followers.map(uri);

test("the digest is that of the proposal's example, in whichever order", () => {
  expect(followersDigest(ids)).toBe(vector.digest);
  expect(followersDigest(ids.toReversed())).toBe(vector.digest);
});

test('the digest of nobody is 64 zeros', () => {
  expect(followersDigest([])).toBe('0'.repeat(64));
});

test('one follower more is another digest, and one less the former', () => {
  const more = uri('https://testing.example.org/users/3');
  expect(followersDigest([...ids, more])).not.toBe(vector.digest);
  expect(followersDigest([...ids, more, more])).toBe(vector.digest);
});

test('the header names collection, address and digest, as the example has it', () => {
  const collectionId = uri('https://example.org/users/1/followers');
  const url = uri('https://example.org/users/1/followers_synchronization');
  expect(formatSynchronization({ collectionId, url, digest: vector.digest })).toBe(
    `collectionId="${collectionId}", url="${url}", digest="${vector.digest}"`,
  );
});
