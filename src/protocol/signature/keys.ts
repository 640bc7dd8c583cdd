import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPair as makeKeyPair, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { Refusal } from '../refusal.ts';
import { spkiDerOf } from './pem.ts';

/** How a signature with a key is made, in the words of RFC 9421 §3.3. Nothing else is ever verified. */
export type SignatureAlgorithm = 'rsa-v1_5-sha256' | 'ed25519';

const ownKeyBits = 2048;
/** Old peers have keys of 1,024 bits; beyond 8,192 a verification costs more than it proves. */
const keyBitsMin = 1024;
const keyBitsMax = 8192;
/** All real keys have 3 or 65,537; a huge exponent makes verifying as dear as signing. */
const exponentMax = 2n ** 32n;

const generate = promisify(makeKeyPair);
const spki = { type: 'spki', format: 'pem' } as const;

/** A new key pair, PKCS#8 and SPKI: RSA-2048 for requests, Ed25519 for assertions (FEP-8b32). */
export async function generateKeyPair(
  purpose: 'request' | 'assertion',
): Promise<{ privateKeyPem: string; publicKeyPem: string }> {
  const { privateKey, publicKey } = await (purpose === 'assertion'
    ? generate('ed25519')
    : generate('rsa', { modulusLength: ownKeyBits }));
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export(spki).toString(),
  };
}

/**
 * The key in a peer's PEM: RSA as SPKI, PKCS#1 or an X.509 certificate, Ed25519 as SPKI. Throws Refusal('key-unavailable')
 * when there is none, or an RSA key's size or exponent is not one to verify with. Costs more than a verification: keep the
 * result.
 */
export function publicKeyFromPem(pem: string): KeyObject {
  return lately.get(pem) ?? remembered(pem, checkedKey(pem));
}

/** The same key as SPKI PEM, the form that we keep. Throws as `publicKeyFromPem` does. */
export function spkiPemOf(pem: string): string {
  const key = publicKeyFromPem(pem);
  const kept = key.export(spki).toString();
  remembered(kept, key);
  return kept;
}

/** Keys read lately, by their PEM: one that was fetched is read for its form, and a moment later to verify with. */
const lately = new Map<string, KeyObject>();
const latelyMax = 256;

function remembered(pem: string, key: KeyObject): KeyObject {
  if (lately.size >= latelyMax) lately.clear();
  lately.set(pem, key);
  return key;
}

function checkedKey(pem: string): KeyObject {
  const key = readPublicKey(pem);
  if (algorithmOf(key) === 'rsa-v1_5-sha256') checkRsaKey(key);
  return key;
}

/** Our own private key, from PKCS#8 PEM. Throws when it is none. */
export function privateKeyFromPem(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** What the key signs with: the key decides, whatever a header says. */
export function algorithmOf(key: KeyObject): SignatureAlgorithm {
  return key.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa-v1_5-sha256';
}

/** The signature of `base`, made in the thread pool: a fan-out must not hold up the event loop. */
export function signBase(base: string, privateKey: KeyObject): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  sign(digestOf(privateKey), bytesOf(base), privateKey, (error, signature) => {
    if (error) reject(error);
    else resolve(signature);
  });
  return promise;
}

/** As `signBase`, on the calling thread. */
export function signNow(base: string, privateKey: KeyObject): Buffer {
  return sign(digestOf(privateKey), bytesOf(base), privateKey);
}

/** Whether `signature` is that of `base`. On the calling thread: the way to the pool costs more than the work. */
export function verifyBase(base: string, signature: Uint8Array, key: KeyObject): boolean {
  return verify(digestOf(key), bytesOf(base), key, signature);
}

/** Ed25519 digests by itself. */
function digestOf(key: KeyObject): 'sha256' | null {
  return algorithmOf(key) === 'ed25519' ? null : 'sha256';
}

/** The bytes that went over the wire: node:http gives each as one character. */
function bytesOf(base: string): Buffer {
  return Buffer.from(base, 'latin1');
}

function readPublicKey(pem: string): KeyObject {
  try {
    return createPublicKey({ key: spkiDerOf(pem), format: 'der', type: 'spki' });
  } catch {
    throw new Refusal('key-unavailable', 'a public key that is no RSA or Ed25519 key in PEM');
  }
}

function checkRsaKey(key: KeyObject): void {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < keyBitsMin || modulusLength > keyBitsMax) {
    throw new Refusal('key-unavailable', `an RSA key of ${modulusLength} bits`);
  }
  if (publicExponent < 3n || publicExponent > exponentMax || publicExponent % 2n === 0n) {
    throw new Refusal('key-unavailable', 'an RSA key with an exponent that no real key has');
  }
}
