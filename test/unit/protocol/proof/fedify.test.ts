/** What Fedify signs we verify, and the other way round. */
import { KeyObject } from 'node:crypto';
import { signObject, verifyProof } from '@fedify/fedify/sig';
import { Create, DataIntegrityProof, Note } from '@fedify/fedify/vocab';
import { beforeAll, expect, test } from 'vitest';
import { multikeyOf } from '../../../../src/protocol/proof/multikey.ts';
import { addProof, proofsOf } from '../../../../src/protocol/proof/proof.ts';
import { AS_CONTEXT, type JsonObject, type Uri } from '../../../../src/protocol/vocabulary.ts';

const actor = 'https://hollo.test/@mila';
const keyId = `${actor}#ed25519-key` as Uri;
let pair: CryptoKeyPair;
let publicKey: KeyObject;
let privateKey: KeyObject;

type Signed = JsonObject & { readonly object: JsonObject };

beforeAll(async () => {
  pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  publicKey = KeyObject.from(pair.publicKey);
  privateKey = KeyObject.from(pair.privateKey);
});

const unlisted = (url: string): Promise<never> => Promise.reject(new Error(`${url} is not to be fetched`));

test.each([
  ['with its own contexts', {}],
  [
    'with those that an application wants',
    { context: [AS_CONTEXT, 'https://w3id.org/security/data-integrity/v1'] },
  ],
])('a proof by Fedify is verified, in a document %s', async (_, options) => {
  const create = new Create({
    id: new URL(`${actor}/1#create`),
    actor: new URL(actor),
    object: new Note({ id: new URL(`${actor}/1`), attribution: new URL(actor), content: '<p>Hot.</p>' }),
  });
  const signed = await signObject(create, pair.privateKey, new URL(keyId), options);
  const document = (await signed.toJsonLd({ format: 'compact', ...options })) as Signed;
  const [claim] = proofsOf(document);
  expect(claim?.verificationMethod).toBe(keyId);
  expect(claim?.verify(publicKey)).toBe(true);
  const cold = { ...document, object: { ...document.object, content: '<p>Cold.</p>' } };
  expect(proofsOf(cold)[0]?.verify(publicKey)).toBe(false);
});

test('a proof of ours is verified by Fedify', async () => {
  const activity = {
    '@context': AS_CONTEXT,
    id: `${actor}/2#like`,
    type: 'Like',
    actor,
    object: `${actor}/1`,
  };
  const document = addProof(activity, { id: keyId, privateKey }, new Date('2026-03-01T12:00:00Z'));
  const proof = await DataIntegrityProof.fromJsonLd(document.proof);
  const multikey = {
    '@context': ['https://w3id.org/security/multikey/v1'],
    id: keyId,
    type: 'Multikey',
    controller: actor,
    publicKeyMultibase: multikeyOf(publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  };
  const documentLoader = (
    url: string,
  ): Promise<{ contextUrl: null; document: unknown; documentUrl: string }> =>
    url === keyId
      ? Promise.resolve({ contextUrl: null, document: multikey, documentUrl: url })
      : unlisted(url);
  const options = { documentLoader };
  expect((await verifyProof(document, proof, options))?.id?.href).toBe(keyId);
  expect(await verifyProof({ ...document, type: 'Dislike' }, proof, options)).toBeNull();
});
