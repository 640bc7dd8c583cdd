import { createPublicKey } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { loadKeys, type OwnKeys } from '../../../src/federation/keys.ts';
import { madeAt, rotateKeys } from '../../../src/federation/rotate-keys.ts';
import { proofsOf } from '../../../src/protocol/proof/proof.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import type { Store } from '../../../src/store/store.ts';
import { claim, followerOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { NOW, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';

async function openStores(): Promise<readonly [Store, Store]> {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  return [fresh.store, await fresh.openAgain()];
}

const idsOf = ({ request, assertion, instance }: OwnKeys): readonly string[] =>
  [request, assertion, instance].map(({ id }) => id);
const pemsOf = ({ request, assertion, instance }: OwnKeys): readonly string[] =>
  [request, assertion, instance].map(({ publicKeyPem }) => publicKeyPem);

test('three keys are made at first: RSA for requests of blog and server, Ed25519 for proofs', async () => {
  const [store] = await openStores();
  const keys = await loadKeys(store, site);
  expect(idsOf(keys)).toEqual([
    'https://blog.test/ap/actors/blog#main-key',
    'https://blog.test/ap/actors/blog#ed25519-key',
    'https://blog.test/ap/instance#main-key',
  ]);
  const types = [keys.request, keys.assertion, keys.instance].map((key) => key.privateKey.asymmetricKeyType);
  expect(types).toEqual(['rsa', 'ed25519', 'rsa']);
  expect(keys.request.privateKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(new Set(pemsOf(keys)).size).toBe(3);
  for (const { privateKey, publicKeyPem } of [keys.request, keys.assertion, keys.instance]) {
    expect(createPublicKey(privateKey).equals(createPublicKey(publicKeyPem))).toBe(true);
  }
});

test('they stay the same, also where two processes make them at once', async () => {
  const [store, other] = await openStores();
  const [one, two] = await Promise.all([loadKeys(store, site), loadKeys(other, site)]);
  expect(pemsOf(one)).toEqual(pemsOf(two));
  expect(pemsOf(await loadKeys(store, site))).toEqual(pemsOf(one));
});

test('rotated, all are others, under ids that nobody has seen', async () => {
  const [store, other] = await openStores();
  const before = await loadKeys(store, site);
  const rotated = await rotateKeys(store, site, NOW);
  expect(idsOf(rotated)).toEqual([
    'https://blog.test/ap/actors/blog#key-20260310T120000000Z',
    'https://blog.test/ap/actors/blog#ed25519-key-20260310T120000000Z',
    'https://blog.test/ap/instance#key-20260310T120000000Z',
  ]);
  expect(pemsOf(rotated).filter((pem) => pemsOf(before).includes(pem))).toEqual([]);
  expect(pemsOf(await loadKeys(other, site))).toEqual(pemsOf(rotated));
  expect(idsOf(rotated).map(madeAt)).toEqual(Array(3).fill(new Date(NOW)));
  expect(idsOf(before).map(madeAt)).toEqual(Array(3).fill(undefined));
});

test('followers are told by an Update of the actor, proved with the new key, once a server has taken it up', async () => {
  const [store] = await openStores();
  await store.transact((tx) => tx.putFollower(followerOf(uri('https://social.test/users/ann')), 1));
  await rotateKeys(store, site, NOW - 60_000);
  const { assertion, request } = await rotateKeys(store, site, NOW);
  expect(await claim(store, { now: NOW })).toEqual([]);
  const deliveries = await claim(store, { now: NOW + 1_000 });
  expect(deliveries).toMatchObject([{ inbox: 'https://social.test/users/ann/inbox', toFollowers: true }]);
  const update = JSON.parse(deliveries[0]!.body) as JsonObject;
  expect(update).toMatchObject({
    type: 'Update',
    actor: site.actor,
    object: {
      id: site.actor,
      publicKey: { id: request.id, publicKeyPem: request.publicKeyPem },
      assertionMethod: [{ id: assertion.id }],
    },
  });
  const [proof] = proofsOf(update);
  expect(proof?.verificationMethod).toBe(assertion.id);
  expect(proof?.verify(createPublicKey(assertion.publicKeyPem))).toBe(true);
});
