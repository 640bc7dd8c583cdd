import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkContentDigest, contentDigestFrom } from '../../../../src/protocol/signature/content-digest.ts';
import { digestOf } from '../../../../src/protocol/signature/digest.ts';

const body = new TextEncoder().encode('{"hello": "world"}\n');
const sha256 = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';
const sha512 = `sha-512=:${createHash('sha512').update(body).digest('base64')}:`;
const other = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';
const badDigest = expect.objectContaining({ name: 'Refusal', code: 'bad-digest' }) as Error;

test('a Digest is written as a Content-Digest (RFC 9530 Appendix D)', () => {
  expect(contentDigestFrom(digestOf(body))).toBe(sha256);
});

test.each([
  ['of SHA-256', sha256],
  ['of SHA-512', sha512],
  ['of both', `${sha512}, ${sha256}`],
  ['beside one nobody knows', `unixsum=30637,md5=:AAAA:,${sha256}`],
])('a digest %s is accepted', (_, header) => {
  expect(() => checkContentDigest(header, body)).not.toThrow();
});

test.each([
  ['no header', null],
  ['an empty one', ''],
  ['only other algorithms', 'md5=:AAAA:'],
  ['the digest of another body', other],
  ['a right one beside a wrong one', `${sha512}, ${other}`],
  ['one twice', `${sha256}, ${sha256}`],
  ['a name in capitals', sha256.replace('sha', 'SHA')],
  ['no colons', sha256.replaceAll(':', '')],
  ['text', sha256.replaceAll(':', '"')],
  ['an empty digest', 'sha-256=::'],
  ['no digest', 'sha-256'],
  ['a Digest', digestOf(body)],
  ['padding left out', sha256.replace('=:', ':').replace('=:', '=:')],
])('401: %s is refused', (_, header) => {
  expect(() => checkContentDigest(header, body)).toThrow(badDigest);
});
