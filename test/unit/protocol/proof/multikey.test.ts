import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { multibaseOf } from '../../../../src/protocol/proof/multibase.ts';
import { multikeyOf, pemOfMultikey } from '../../../../src/protocol/proof/multikey.ts';
import { fixture } from '../fixture.ts';

interface Vector {
  readonly multikey?: { readonly publicKeyMultibase: string };
  readonly publicKeyMultibase?: string;
  readonly publicKeyPem?: string;
  readonly rawHex?: string;
}

const [ed25519, rsa, alice] = (fixture('signatures/multikey') as unknown as { cases: Vector[] }).cases;
const unavailable = (message: string): Error =>
  expect.objectContaining({
    name: 'Refusal',
    code: 'key-unavailable',
    message: expect.stringContaining(message) as string,
  }) as Error;

describe('FEP-521a', () => {
  test('an Ed25519 key is the 32 bytes after its prefix', () => {
    const { multikey, rawHex } = ed25519!;
    const pem = pemOfMultikey(multikey!.publicKeyMultibase);
    const { x } = createPublicKey(pem).export({ format: 'jwk' });
    expect(Buffer.from(String(x), 'base64url').toString('hex')).toBe(rawHex);
    expect(multikeyOf(pem)).toBe(multikey!.publicKeyMultibase);
  });

  test.each([
    ['RSA', rsa!.multikey!.publicKeyMultibase, rsa!.publicKeyPem!],
    ['Ed25519', alice!.publicKeyMultibase!, alice!.publicKeyPem!],
  ])('%s, both ways', (_, multibase, pem) => {
    expect(pemOfMultikey(multibase)).toBe(pem);
    expect(multikeyOf(pem)).toBe(multibase);
  });
});

test('an RSA key of 8,192 bits still fits', () => {
  const modulus = Buffer.alloc(1024, 0xff).toString('base64url');
  const key = createPublicKey({ key: { kty: 'RSA', n: modulus, e: 'AQAB' }, format: 'jwk' });
  const pem = key.export({ type: 'spki', format: 'pem' }).toString();
  expect(pemOfMultikey(multikeyOf(pem))).toBe(pem);
});

test('a key of another kind is not ours to publish', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(() => multikeyOf(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toThrow('not ec');
});

describe('401:', () => {
  const known = alice!.publicKeyMultibase!;
  const weak = createPublicKey({
    key: { kty: 'RSA', n: Buffer.alloc(64, 0xff).toString('base64url'), e: 'AQAB' },
    format: 'jwk',
  });

  test.each([
    ['nothing', '', 'is not base58btc'],
    ['another base', `m${known.slice(1)}`, 'is not base58btc'],
    ['characters that base58 has not', `${known.slice(0, -1)}0`, 'is not base58btc'],
    ['no end of characters', `z${'1'.repeat(100_000)}`, 'is not base58btc'],
    ['no bytes', 'z', 'is neither Ed25519 nor RSA'],
    [
      'a key of another kind',
      multibaseOf(Buffer.from([0xe7, 0x01, ...Buffer.alloc(33)])),
      'is neither Ed25519 nor RSA',
    ],
    ['a private key', 'z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq', 'is neither Ed25519 nor RSA'],
    ['a byte too few', multibaseOf(Buffer.from([0xed, 0x01, ...Buffer.alloc(31)])), 'holds no key'],
    ['a byte too many', multibaseOf(Buffer.from([0xed, 0x01, ...Buffer.alloc(33)])), 'holds no key'],
    ['an RSA key that is none', multibaseOf(Buffer.from([0x85, 0x24, 0x30, 0x03])), 'holds no key'],
    [
      'an RSA key too short to trust',
      multibaseOf(Buffer.from([0x85, 0x24, ...weak.export({ type: 'pkcs1', format: 'der' })])),
      'an RSA key of 512 bits',
    ],
  ])('%s', (_, text, message) => {
    expect(() => pemOfMultikey(text)).toThrow(unavailable(message));
  });
});
