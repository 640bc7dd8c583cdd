import type { KeyObject } from 'node:crypto';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import forge from 'node-forge';
import { describe, expect, test } from 'vitest';
import {
  algorithmOf,
  generateKeyPair,
  privateKeyFromPem,
  publicKeyFromPem,
  signBase,
  spkiPemOf,
  verifyBase,
} from '../../../../src/protocol/signature/keys.ts';

const { privateKeyPem, publicKeyPem } = await generateKeyPair('request');
const ed25519 = await generateKeyPair('assertion');
const pkcs1 = createPublicKey(publicKeyPem).export({ type: 'pkcs1', format: 'pem' }).toString();
const unavailable = expect.objectContaining({ name: 'Refusal', code: 'key-unavailable' }) as Error;

function certificateOf(publicPem: string, privatePem: string): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicPem);
  certificate.setSubject([{ name: 'commonName', value: 'ann' }]);
  certificate.sign(forge.pki.privateKeyFromPem(privatePem), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}

function rsaPem(modulusLength: number, publicExponent = 65_537): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** A key that nobody holds the other half of: any odd number of so many bits. */
function pemWithExponent(exponent: string): string {
  const modulus = new forge.jsbn.BigInteger(`c${'1'.repeat(511)}`, 16);
  const key = forge.pki.setRsaPublicKey(modulus, new forge.jsbn.BigInteger(exponent, 16));
  return forge.pki.publicKeyToPem(key);
}

test('a new pair for requests is RSA-2048 in PKCS#8 and SPKI, and fits', async () => {
  expect(privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  const key = publicKeyFromPem(publicKeyPem);
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  const signature = await signBase('text', privateKeyFromPem(privateKeyPem));
  expect(verifyBase('text', signature, key)).toBe(true);
  expect(verifyBase('Text', signature, key)).toBe(false);
});

test('a new pair for assertions is Ed25519 in PKCS#8 and SPKI, and fits', async () => {
  const key = publicKeyFromPem(ed25519.publicKeyPem);
  expect(algorithmOf(key)).toBe('ed25519');
  const signature = await signBase('text', privateKeyFromPem(ed25519.privateKeyPem));
  expect(signature).toHaveLength(64);
  expect(verifyBase('text', signature, key)).toBe(true);
  expect(verifyBase('Text', signature, key)).toBe(false);
});

test('what is signed are the bytes that characters of a header stand for', async () => {
  const signature = await signBase('caf\u00e9', privateKeyFromPem(privateKeyPem));
  const bytes = Buffer.from([0x63, 0x61, 0x66, 0xe9]);
  expect(verify('sha256', bytes, publicKeyFromPem(publicKeyPem), signature)).toBe(true);
});

describe('a public key is read', () => {
  const body = publicKeyPem.split('\n').slice(1, -2).join('');
  test.each([
    ['as SPKI', publicKeyPem],
    ['as PKCS#1', pkcs1],
    ['from an X.509 certificate', certificateOf(publicKeyPem, privateKeyPem)],
    ['under the label of the other form', pkcs1.replaceAll('RSA PUBLIC', 'PUBLIC')],
    ['with CRLF', publicKeyPem.replaceAll('\n', '\r\n')],
    ['with doubled line breaks', publicKeyPem.replaceAll('\n', '\n\n')],
    ['without a line break at the end', publicKeyPem.trimEnd()],
    ['on one line', `-----BEGIN PUBLIC KEY-----${body}-----END PUBLIC KEY-----`],
    ['with escaped line breaks', publicKeyPem.replaceAll('\n', '\\n')],
    ['after other text', `the key:\n${publicKeyPem}`],
  ])('%s', (_, pem) => {
    expect(spkiPemOf(pem)).toBe(publicKeyPem);
  });

  test('as Ed25519 in SPKI', () => {
    expect(spkiPemOf(ed25519.publicKeyPem.replaceAll('\n', '\r\n'))).toBe(ed25519.publicKeyPem);
  });

  test.each([1024, 4096])('with %d bits', (bits) => {
    const pem = rsaPem(bits);
    expect(spkiPemOf(pem)).toBe(pem);
  });
});

describe('401:', () => {
  const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
  const label = (text: string): string => `-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----`;
  test.each([
    ['nothing', ''],
    ['no PEM', 'MIIBIjANBgkqhkiG9w0'],
    ['an empty one', label('')],
    ['one without an end', publicKeyPem.slice(0, 200)],
    ['one that is cut', label(publicKeyPem.split('\n').slice(1, 3).join('\n'))],
    ['noise', label('!!!!')],
    ['nesting without end', label(Buffer.from('30800'.repeat(2000), 'hex').toString('base64'))],
    ['an X25519 key', pem(generateKeyPairSync('x25519').publicKey)],
    ['an ECDSA key', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)],
    [
      'an RSA key that may sign with PSS only',
      pem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey),
    ],
    ['an Ed25519 key that is cut', label('MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC8=')],
    ['a private key', privateKeyPem],
    ['a private key of Ed25519', ed25519.privateKeyPem],
    ['a key of 512 bits', rsaPem(512)],
    ['a key of 16,384 bits', label('A'.repeat(5000))],
    ['exponent 1', pemWithExponent('1')],
    ['an even exponent', pemWithExponent('10000')],
    ['a huge exponent', pemWithExponent('f'.repeat(500))],
    ['a megabyte', `${publicKeyPem}${' '.repeat(1_000_000)}`],
    ['many beginnings', '-----BEGIN -----'.repeat(1000)],
  ])('%s is no key to verify with', (_, pem) => {
    expect(() => spkiPemOf(pem)).toThrow(unavailable);
  });
});

test.each([
  ['RSA', publicKeyPem],
  ['Ed25519', ed25519.publicKeyPem],
])('a signature of %s that is empty, or of another size, is false and not an error', (_, pem) => {
  const key = publicKeyFromPem(pem);
  for (const bytes of [0, 3, 64, 1500]) expect(verifyBase('text', Buffer.alloc(bytes), key)).toBe(false);
});
