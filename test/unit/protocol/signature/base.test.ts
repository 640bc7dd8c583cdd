import { describe, expect, test } from 'vitest';
import { signingString } from '../../../../src/protocol/signature/base.ts';
import { parseSignatureHeader } from '../../../../src/protocol/signature/header.ts';
import { digestOf } from '../../../../src/protocol/signature/digest.ts';
import {
  privateKeyFromPem,
  publicKeyFromPem,
  signBase,
  verifyBase,
} from '../../../../src/protocol/signature/keys.ts';
import { fixture } from '../fixture.ts';

interface Vectors {
  readonly keys: { readonly Test: { readonly publicKeyPem: string; readonly privateKeyPem: string } };
  readonly request: { method: string; target: string; headers: [string, string][]; body: string };
  readonly cases: readonly { id: string; title: string; signingString: string; signatureHeader: string }[];
}

const badSignature = expect.objectContaining({ name: 'Refusal', code: 'bad-signature' }) as Error;

describe('draft-cavage-http-signatures-12 Appendix C', () => {
  const { keys, request, cases } = fixture('signatures/cavage-appendix-c') as unknown as Vectors;
  const headers = new Headers(request.headers);
  const parts = { ...request, header: (name: string) => headers.get(name) };
  const publicKey = publicKeyFromPem(keys.Test.publicKeyPem);

  test.each(cases)(
    '$id $title: the signing string is that of the draft, and its signature verifies',
    (vector) => {
      const { headers: names, signature } = parseSignatureHeader(vector.signatureHeader);
      expect(signingString(names, parts)).toBe(vector.signingString);
      expect(verifyBase(vector.signingString, signature, publicKey)).toBe(true);
      expect(verifyBase(`${vector.signingString} `, signature, publicKey)).toBe(false);
    },
  );

  test.each(cases)('$id $title: signing gives the signature of the draft', async (vector) => {
    const privateKey = privateKeyFromPem(keys.Test.privateKeyPem);
    const { signature } = parseSignatureHeader(vector.signatureHeader);
    expect(await signBase(vector.signingString, privateKey)).toEqual(signature);
  });

  test('the digest is that of the body', () => {
    expect(digestOf(request.body)).toBe(headers.get('digest'));
  });
});

const parts = (fields: Record<string, string>) => ({
  method: 'POST',
  target: '/inbox?page=1',
  header: (name: string) => fields[name] ?? null,
});

test('the method is in lower case and the target has its query', () => {
  expect(signingString(['(request-target)'], parts({}))).toBe('(request-target): post /inbox?page=1');
});

test('values are trimmed, repeated ones joined as they come, empty ones kept', () => {
  const headers = new Headers([
    ['x-a', ' one '],
    ['x-a', 'two'],
    ['x-b', ''],
  ]);
  const request = { ...parts({}), header: (name: string) => headers.get(name) };
  expect(signingString(['x-a', 'x-b'], request)).toBe('x-a: one, two\nx-b: ');
});

test('times are the numbers of the Signature header', () => {
  const timed = { ...parts({}), created: 1_795_339_800, expires: 0 };
  expect(signingString(['(created)', '(expires)'], timed)).toBe('(created): 1795339800\n(expires): 0');
});

test.each(['x-absent', '(created)', '(expires)'])('401: %s is signed, but not there', (name) => {
  expect(() => signingString([name], parts({}))).toThrow(badSignature);
});

test.each(['1\nhost: blog.test', '1\u010ahost: blog.test'])(
  '401: a value cannot smuggle in another line: %j',
  (value) => {
    expect(() => signingString(['x-a'], parts({ 'x-a': value }))).toThrow(badSignature);
  },
);
