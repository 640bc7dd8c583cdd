import { describe, expect, test } from 'vitest';
import { readSignature } from '../../../../src/protocol/signature/claim.ts';
import { digestOf } from '../../../../src/protocol/signature/digest.ts';
import { parseSignatureHeader } from '../../../../src/protocol/signature/header.ts';
import {
  generateKeyPair,
  privateKeyFromPem,
  publicKeyFromPem,
} from '../../../../src/protocol/signature/rsa.ts';
import { signedHeaders } from '../../../../src/protocol/signature/sign.ts';

const pair = await generateKeyPair();
const key = {
  keyId: 'https://blog.test/ap/actors/blog#main-key',
  privateKey: privateKeyFromPem(pair.privateKeyPem),
};
const date = new Date('2026-11-22T09:30:00Z');
const url = new URL('https://peer.test:8443/inbox?shared=1');

describe('a POST', () => {
  test('carries host, date, digest, content type and a signature over all of them', async () => {
    const { signature, ...headers } = await signedHeaders(
      { method: 'POST', url, date, body: '{"a":1}' },
      key,
    );
    expect(headers).toEqual({
      host: 'peer.test:8443',
      date: 'Sun, 22 Nov 2026 09:30:00 GMT',
      digest: digestOf('{"a":1}'),
      'content-type': 'application/activity+json',
    });
    expect(parseSignatureHeader(signature ?? '')).toMatchObject({
      keyId: key.keyId,
      algorithm: 'rsa-sha256',
      headers: ['(request-target)', 'host', 'date', 'digest', 'content-type'],
    });
  });

  test('is signed alike with its body, its bytes, or a digest made before', async () => {
    const body = '{"name":"Käthe"}';
    const alike = [{ body }, { body: new TextEncoder().encode(body) }, { digest: digestOf(body) }];
    const [first, ...others] = await Promise.all(
      alike.map((content) => signedHeaders({ method: 'POST', url, date, ...content }, key)),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  test('without body and digest is our own mistake', async () => {
    await expect(signedHeaders({ method: 'POST', url, date }, key)).rejects.toThrow('signed with its body');
  });
});

test('a GET signs target, host and date, and has no body to speak of', async () => {
  const { signature, ...headers } = await signedHeaders({ method: 'GET', url, date }, key);
  expect(headers).toEqual({ host: 'peer.test:8443', date: 'Sun, 22 Nov 2026 09:30:00 GMT' });
  expect(parseSignatureHeader(signature ?? '').headers).toEqual(['(request-target)', 'host', 'date']);
});

test.each(['GET', 'POST'] as const)('a %s that we sign, we verify', async (method) => {
  const body = method === 'POST' ? '{"a":1}' : '';
  const headers = new Headers(await signedHeaders({ method, url, date, body }, key));
  const request = {
    method,
    target: '/inbox?shared=1',
    header: (name: string) => headers.get(name),
    body: new TextEncoder().encode(body),
  };
  const claim = readSignature(request, { now: date.getTime(), host: 'peer.test:8443' });
  expect(claim.keyId).toBe(key.keyId);
  expect(claim.verify(publicKeyFromPem(pair.publicKeyPem))).toBe(true);
});
