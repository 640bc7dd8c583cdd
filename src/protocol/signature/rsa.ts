import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPair as generate, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { Refusal } from '../refusal.ts';
import { spkiDerOf } from './pem.ts';

const ownKeyBits = 2048;
/** Old peers have keys of 1,024 bits; beyond 8,192 a verification costs more than it proves. */
const keyBitsMin = 1024;
const keyBitsMax = 8192;
/** All real keys have 3 or 65,537; a huge exponent makes verifying as dear as signing. */
const exponentMax = 2n ** 32n;

/** A new RSA-2048 key pair: PKCS#8 and SPKI. */
export async function generateKeyPair(): Promise<{ privateKeyPem: string; publicKeyPem: string }> {
  const { privateKey, publicKey } = await promisify(generate)('rsa', {
    modulusLength: ownKeyBits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKeyPem: privateKey, publicKeyPem: publicKey };
}

/**
 * The RSA key in a peer's PEM: SPKI, PKCS#1 or an X.509 certificate. Throws Refusal('key-unavailable') when there is none, or
 * its size or exponent is not one to verify with. Costs more than a verification: keep the result.
 */
export function publicKeyFromPem(pem: string): KeyObject {
  const key = readPublicKey(pem);
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < keyBitsMin || modulusLength > keyBitsMax) {
    throw new Refusal('key-unavailable', `an RSA key of ${modulusLength} bits`);
  }
  if (publicExponent < 3n || publicExponent > exponentMax || publicExponent % 2n === 0n) {
    throw new Refusal('key-unavailable', 'an RSA key with an exponent that no real key has');
  }
  return key;
}

/** The same key as SPKI PEM, the form that we keep. Throws as `publicKeyFromPem` does. */
export function spkiPemOf(pem: string): string {
  return publicKeyFromPem(pem).export({ type: 'spki', format: 'pem' }).toString();
}

/** Our own private key, from PKCS#8 PEM. Throws when it is none. */
export function privateKeyFromPem(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** RSASSA-PKCS1-v1_5 with SHA-256 in the thread pool, as base64: a fan-out must not hold up the event loop. */
export function signBase(base: string, privateKey: KeyObject): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  sign('sha256', Buffer.from(base), privateKey, (error, signature) => {
    if (error) reject(error);
    else resolve(signature.toString('base64'));
  });
  return promise;
}

/** Whether `signature` (base64) is that of `base`. On the calling thread: the way to the pool costs more than the work. */
export function verifyBase(base: string, signature: string, key: KeyObject): boolean {
  return verify('sha256', Buffer.from(base), key, Buffer.from(signature, 'base64'));
}

function readPublicKey(pem: string): KeyObject {
  try {
    return createPublicKey({ key: spkiDerOf(pem), format: 'der', type: 'spki' });
  } catch {
    throw new Refusal('key-unavailable', 'a public key that is no RSA key in PEM');
  }
}
