import { describe, expect, test } from 'vitest';
import { readSignature } from '../../../../src/protocol/signature/claim.ts';
import { digestOf } from '../../../../src/protocol/signature/digest.ts';
import { draftCavage, parseAcceptSignature, rfc9421 } from '../../../../src/protocol/signature/form.ts';
import { parseSignatureHeader } from '../../../../src/protocol/signature/header.ts';
import {
  generateKeyPair,
  privateKeyFromPem,
  publicKeyFromPem,
} from '../../../../src/protocol/signature/keys.ts';
import { signedHeaders } from '../../../../src/protocol/signature/sign.ts';

const pair = await generateKeyPair('request');
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

test('further fields are sent and signed, whatever their names', async () => {
  const headers = { 'collection-synchronization': 'digest="00"', constructor: 'x' };
  const request = { method: 'POST', url, date, body: '{}', headers } as const;
  const draft = await signedHeaders(request, key);
  expect(draft).toMatchObject(headers);
  expect(parseSignatureHeader(draft.signature ?? '').headers.slice(-2)).toEqual(Object.keys(headers));
  const message = await signedHeaders(request, key, rfc9421);
  expect(message).toMatchObject(headers);
  expect(message['signature-input']).toContain(
    '("@method" "@target-uri" "content-digest" "collection-synchronization" "constructor")',
  );
});

describe('RFC 9421', () => {
  const created = date.getTime() / 1000;

  test('a POST carries host, date, digest, content type and a signature over method, target and digest', async () => {
    const { signature, ...headers } = await signedHeaders(
      { method: 'POST', url, date, body: '{"a":1}' },
      key,
      rfc9421,
    );
    expect(headers).toEqual({
      host: 'peer.test:8443',
      date: 'Sun, 22 Nov 2026 09:30:00 GMT',
      'content-digest': `sha-256=:${digestOf('{"a":1}').slice(8)}:`,
      'content-type': 'application/activity+json',
      'signature-input': `sig1=("@method" "@target-uri" "content-digest");created=${created};keyid="${key.keyId}";alg="rsa-v1_5-sha256"`,
    });
    expect(signature).toMatch(/^sig1=:[A-Za-z0-9+/]{342}==:$/);
  });

  test('a GET signs method and target, and has no body to speak of', async () => {
    const headers = await signedHeaders({ method: 'GET', url, date }, key, rfc9421);
    expect(Object.keys(headers)).toEqual(['host', 'date', 'signature-input', 'signature']);
    expect(headers['signature-input']).toMatch(/^sig1=\("@method" "@target-uri"\);created=/);
  });

  test('a digest made before, for the other form, is written in this one', async () => {
    const body = '{"name":"Käthe"}';
    const made = await signedHeaders({ method: 'POST', url, date, digest: digestOf(body) }, key, rfc9421);
    expect(made).toEqual(await signedHeaders({ method: 'POST', url, date, body }, key, rfc9421));
  });

  test('what a peer asks for is filled in', async () => {
    const asked = parseAcceptSignature(
      'peer=("@request-target" "host" "@query");tag="t";nonce="a\\"b";expires;keyid;created',
    );
    const headers = await signedHeaders({ method: 'GET', url, date }, key, asked);
    expect(headers['signature-input']).toBe(
      `peer=("@request-target" "host" "@query" "@method" "@target-uri");expires=${created + 3600};keyid="${key.keyId}";created=${created};tag="t";nonce="a\\"b"`,
    );
  });

  test('a key of Ed25519 signs as such in either form', async () => {
    const { privateKeyPem } = await generateKeyPair('assertion');
    const edKey = { keyId: key.keyId, privateKey: privateKeyFromPem(privateKeyPem) };
    const request = { method: 'GET', url, date } as const;
    expect((await signedHeaders(request, edKey, rfc9421))['signature-input']).toMatch(/;alg="ed25519"$/);
    expect((await signedHeaders(request, edKey)).signature).toContain('algorithm="hs2019"');
  });
});

describe.each([
  ['draft-cavage', draftCavage],
  ['RFC 9421', rfc9421],
])('%s', (_, form) => {
  test.each(['GET', 'POST'] as const)('a %s that we sign, we verify', async (method) => {
    const body = method === 'POST' ? '{"a":1}' : '';
    const headers = new Headers(await signedHeaders({ method, url, date, body }, key, form));
    const request = {
      method,
      target: '/inbox?shared=1',
      header: (name: string) => headers.get(name),
      body: new TextEncoder().encode(body),
    };
    const rules = { now: date.getTime(), host: 'peer.test:8443', origin: 'https://peer.test:8443' };
    const claim = readSignature(request, rules);
    expect(claim.keyId).toBe(key.keyId);
    expect(claim.verify(publicKeyFromPem(pair.publicKeyPem))).toBe(true);
  });
});
