import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { base58 } from '@scure/base';
import canonicalize from 'canonicalize';

// Proofs (FEP-8b32) and the keys for them (FEP-521a), made apart from the code that is to read them.

const DATA_INTEGRITY = 'https://w3id.org/security/data-integrity/v2';
export const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1';

/** An Ed25519 key pair, under the name that its owner's document gives it. */
export interface AssertionKey {
  readonly id: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function makeAssertionKey(id: string): AssertionKey {
  return { id, ...generateKeyPairSync('ed25519') };
}

/** The key as its owner publishes it. */
export function multikeyDocument({ id, publicKey }: AssertionKey, controller: string): object {
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const bytes = Buffer.concat([Buffer.from([0xed, 0x01]), Buffer.from(x, 'base64url')]);
  return { id, type: 'Multikey', controller, publicKeyMultibase: `z${base58.encode(bytes)}` };
}

/** The document with a proof, and with the context that defines it. */
export function withProof<T extends object>(document: T, key: AssertionKey, created: Date): T {
  const before = '@context' in document ? [document['@context']].flat() : [];
  const contexts: readonly unknown[] = [...before, DATA_INTEGRITY];
  const unsecured = { ...document, '@context': contexts };
  const options = {
    '@context': contexts,
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod: key.id,
    proofPurpose: 'assertionMethod',
    created: created.toISOString(),
  };
  const signature = sign(null, Buffer.concat([digestOf(options), digestOf(unsecured)]), key.privateKey);
  return { ...unsecured, proof: { ...options, proofValue: `z${base58.encode(signature)}` } };
}

function digestOf(value: object): Buffer {
  return createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest();
}
