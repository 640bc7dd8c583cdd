import { createPublicKey, type KeyObject } from 'node:crypto';
import { assert } from '../../assert.ts';
import { Refusal } from '../refusal.ts';
import { spkiPemOf } from '../signature/keys.ts';
import { multibaseOf, parseMultibase } from './multibase.ts';

/** What the largest RSA key that we verify with takes, 8,192 bits. */
const lengthMax = 1500;

interface Codec {
  /** The multicodec number of the kind of key, as a varint. */
  readonly prefix: Buffer;
  bytesOf(key: KeyObject): Buffer;
  /** SPKI PEM. Throws when the bytes are no such key. */
  pemOf(bytes: Buffer): string;
}

/** The SubjectPublicKeyInfo of an Ed25519 key (RFC 8410 §4) is this and its 32 bytes. */
const ed25519Head = Buffer.from('302a300506032b6570032100', 'hex');
const ed25519Bytes = 32;

const codecs: ReadonlyMap<string, Codec> = new Map([
  [
    'ed25519',
    {
      prefix: Buffer.from([0xed, 0x01]),
      bytesOf: (key) => key.export({ type: 'spki', format: 'der' }).subarray(ed25519Head.length),
      pemOf(bytes) {
        if (bytes.length !== ed25519Bytes) throw new Error(`${bytes.length} bytes`);
        return pemOf(
          createPublicKey({ key: Buffer.concat([ed25519Head, bytes]), format: 'der', type: 'spki' }),
        );
      },
    },
  ],
  [
    'rsa',
    {
      prefix: Buffer.from([0x85, 0x24]),
      bytesOf: (key) => key.export({ type: 'pkcs1', format: 'der' }),
      pemOf: (bytes) => spkiPemOf(pemOf(createPublicKey({ key: bytes, format: 'der', type: 'pkcs1' }))),
    },
  ],
]);

/** The `publicKeyMultibase` (`z…`) of an Ed25519 or RSA key in SPKI PEM (FEP-521a, W3C Controlled Identifiers §2.2.2). */
export function multikeyOf(publicKeyPem: string): string {
  const key = createPublicKey(publicKeyPem);
  const codec = codecs.get(key.asymmetricKeyType ?? '');
  assert(codec !== undefined, `a Multikey is Ed25519 or RSA, not ${key.asymmetricKeyType}`);
  return multibaseOf(Buffer.concat([codec.prefix, codec.bytesOf(key)]));
}

/**
 * The key in a `publicKeyMultibase`, as SPKI PEM. Throws Refusal('key-unavailable') when it is no Ed25519 key, and no RSA key
 * that we would verify with.
 */
export function pemOfMultikey(text: string): string {
  const bytes = parseMultibase(text, lengthMax) ?? refuse('is not base58btc');
  for (const { prefix, pemOf } of codecs.values()) {
    if (!bytes.subarray(0, prefix.length).equals(prefix)) continue;
    try {
      return pemOf(bytes.subarray(prefix.length));
    } catch (error) {
      throw error instanceof Refusal ? error : refuse('holds no key');
    }
  }
  return refuse('is neither Ed25519 nor RSA');
}

function refuse(what: string): never {
  throw new Refusal('key-unavailable', `a Multikey that ${what}`);
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}
