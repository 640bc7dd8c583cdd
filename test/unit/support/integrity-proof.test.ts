import { createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseActor } from '../../../src/protocol/actor.ts';
import { proofsOf } from '../../../src/protocol/proof/proof.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { startRemoteServer } from '../../support/remote-server.ts';

test('an account of the cast that makes proofs publishes the key that confirms them', async () => {
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice', { makesProofs: true });
  const { body } = await alice.get(alice.id, 'application/activity+json');
  const { keys } = parseActor(JSON.parse(body) as JsonObject);
  const [claim] = proofsOf({ ...alice.prove(alice.like('https://blog.test/1')) });
  const key = keys.find(({ id }) => id === claim?.verificationMethod);
  expect(key?.id).toBe(`${alice.id}#ed25519-key`);
  expect(claim?.verify(createPublicKey(key!.pem))).toBe(true);
});

test('an account of the cast makes no proofs unless it is asked for', async () => {
  await using social = await startRemoteServer('social.test');
  const bob = social.actor('bob');
  expect(() => bob.prove(bob.like('https://blog.test/1'))).toThrow('makes no proofs');
  const { body } = await bob.get(bob.id, 'application/activity+json');
  expect(JSON.parse(body)).not.toHaveProperty('assertionMethod');
});
