import { expect, test } from 'vitest';
import { checkDigest, digestOf } from '../../../../src/protocol/signature/digest.ts';

const body = new TextEncoder().encode('{"kettle":"🫖"}');
const digest = digestOf(body);
const other = digestOf('another body');
const badDigest = expect.objectContaining({ name: 'Refusal', code: 'bad-digest' }) as Error;

test('text and its bytes have one digest', () => {
  expect(digestOf('{"kettle":"🫖"}')).toBe(digest);
  expect(digestOf('')).toBe('SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
});

test.each([
  ['alone', digest],
  ['with its name in lower case', digest.replace('SHA', 'sha')],
  ['among others', `SHA-512=abc=,  ${digest} ,unixsum=30637`],
  ['twice', `${digest},${digest}`],
])('a SHA-256 %s is accepted', (_, header) => {
  expect(() => checkDigest(header, body)).not.toThrow();
});

test.each([
  ['no header', null],
  ['an empty one', ''],
  ['only other algorithms', 'SHA-512=abc='],
  ['the digest of another body', other],
  ['two that differ', `${digest},${other}`],
  ['an empty digest', 'SHA-256='],
  ['no algorithm', digest.slice(8)],
  ['a Content-Digest', digest.replace('SHA-256=', 'sha-256=:') + ':'],
])('401: %s is refused', (_, header) => {
  expect(() => checkDigest(header, body)).toThrow(badDigest);
});
