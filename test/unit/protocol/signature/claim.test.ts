import { describe, expect, test } from 'vitest';
import { readSignature } from '../../../../src/protocol/signature/claim.ts';
import { digestOf } from '../../../../src/protocol/signature/digest.ts';
import { generateKeyPair, publicKeyFromPem } from '../../../../src/protocol/signature/keys.ts';
import type { Layout } from './peer.ts';
import { edPublicKey, KEY_ID, NOW, publicKey, received, RULES, signedFields } from './peer.ts';

const seconds = Math.floor(NOW / 1000);
const plain: Layout = { names: ['(request-target)', 'host', 'date', 'digest'] };
const refusal = (code: string): Error => expect.objectContaining({ name: 'Refusal', code }) as Error;

describe('a request verifies as it is signed by', () => {
  test.each<[string, Layout]>([
    [
      'Mastodon',
      { algorithm: 'rsa-sha256', names: ['host', 'date', 'digest', 'content-type', '(request-target)'] },
    ],
    ['Mastodon, to a target with a query', { ...plain, target: '/ap/inbox?a=1&b=%20' }],
    [
      'Mastodon, with followers to compare',
      {
        names: ['host', 'date', 'digest', 'content-type', 'collection-synchronization', '(request-target)'],
        fields: {
          'collection-synchronization': 'collectionId="https://peer.test/users/ann/followers", digest="00"',
        },
      },
    ],
    ['GoToSocial', { algorithm: 'hs2019', names: ['(request-target)', 'host', 'date', 'digest'] }],
    [
      'GoToSocial, fetching',
      { algorithm: 'hs2019', method: 'GET', names: ['(request-target)', 'host', 'date'] },
    ],
    ['Misskey', { algorithm: 'rsa-sha256', names: ['(request-target)', 'date', 'host', 'digest'] }],
    ['Misskey, fetching', { method: 'GET', names: ['(request-target)', 'date', 'host', 'accept'] }],
    [
      'Misskey, leaving out the query',
      {
        method: 'GET',
        target: '/ap/outbox?page=2',
        signedTarget: '/ap/outbox',
        names: ['(request-target)', 'date', 'host', 'accept'],
      },
    ],
    [
      'Pleroma',
      { algorithm: 'rsa-sha256', names: ['(request-target)', 'content-length', 'date', 'digest', 'host'] },
    ],
    [
      'Lemmy',
      {
        algorithm: 'hs2019',
        created: seconds,
        expires: seconds + 300,
        names: ['(created)', '(expires)', '(request-target)', 'content-type', 'date', 'digest', 'host'],
      },
    ],
    [
      'Pixelfed',
      {
        algorithm: 'rsa-sha256',
        names: ['(request-target)', 'date', 'host', 'digest', 'content-type', 'user-agent'],
      },
    ],
    [
      'Fedify',
      { names: ['(request-target)', 'accept', 'content-type', 'date', 'digest', 'host', 'user-agent'] },
    ],
    ['snac, fetching', { method: 'GET', body: '', names: ['(request-target)', 'host', 'digest', 'date'] }],
    [
      'somebody with a clock of its own',
      { created: seconds, names: ['(request-target)', '(created)', 'host', 'digest'] },
    ],
  ])('%s', async (_, layout) => {
    const claim = readSignature(received(layout, await signedFields(layout)), RULES);
    expect(claim.keyId).toBe(KEY_ID);
    expect(claim.verify(publicKey)).toBe(true);
  });

  test('nobody with another key', async () => {
    const { publicKeyPem } = await generateKeyPair('request');
    const claim = readSignature(received(plain, await signedFields(plain)), RULES);
    expect(claim.verify(publicKeyFromPem(publicKeyPem))).toBe(false);
  });
});

describe('a request does not verify when something signed was changed:', () => {
  const wide: Layout = { target: '/ap/inbox?a=1', names: [...plain.names, 'content-type'] };
  test.each([
    ['the method', { method: 'PUT' }, {}],
    ['the path', { target: '/ap/actors/blog/inbox?a=1' }, {}],
    ['the query', { target: '/ap/inbox?a=2' }, {}],
    ['the loss of the query', { target: '/ap/inbox' }, {}],
    ['the date', {}, { date: new Date(NOW - 1000).toUTCString() }],
    ['the body and its digest', { body: '{"a":1}' }, { digest: digestOf('{"a":1}') }],
    ['another header', {}, { 'content-type': 'text/plain' }],
  ])('%s', async (_, changes, fields) => {
    const request = received({ ...wide, ...changes }, { ...(await signedFields(wide)), ...fields });
    expect(readSignature(request, RULES).verify(publicKey)).toBe(false);
  });

  test('the order of the names', async () => {
    const fields = await signedFields(plain);
    const signature = fields.signature?.replace('host date', 'date host');
    expect(readSignature(received(plain, { ...fields, signature }), RULES).verify(publicKey)).toBe(false);
  });

  test('a byte of the signature', async () => {
    const fields = await signedFields(plain);
    const signature = fields.signature?.replace(
      /signature="(.)/,
      (_, first) => `signature="${first === 'A' ? 'B' : 'A'}`,
    );
    expect(readSignature(received(plain, { ...fields, signature }), RULES).verify(publicKey)).toBe(false);
  });
});

describe('401: what needs no key is refused before any key is asked for:', () => {
  test.each<[string, string, Layout, Record<string, string | undefined>]>([
    ['unsigned', 'no signature', plain, { signature: undefined }],
    ['bad-signature', 'a signature of nonsense', plain, { signature: 'nonsense' }],
    ['bad-signature', 'a form of RFC 9421 without its Signature-Input', plain, { signature: 'sig1=:AAAA:' }],
    ['bad-signature', 'a host that is not ours', plain, { host: 'evil.test' }],
    ['bad-signature', 'a host like ours', plain, { host: 'blog.test.evil.test' }],
    ['bad-signature', 'no host', plain, { host: undefined }],
    ['bad-signature', 'a date that is none', plain, { date: 'yesterday GMT' }],
    ['bad-signature', 'a date without a zone', plain, { date: 'Sun, 22 Nov 2026 09:30:00' }],
    ['bad-signature', 'no date', plain, { date: undefined }],
    ['bad-digest', 'no digest', plain, { digest: undefined }],
    ['bad-digest', 'the digest of another body', plain, { digest: digestOf('x') }],
    ['bad-digest', 'a changed body', { ...plain, body: '{"a":1}' }, { digest: digestOf('{}') }],
    [
      'bad-signature',
      'a header that is signed, but not there',
      { names: [...plain.names, 'accept'] },
      { accept: undefined },
    ],
  ])('%s: %s', async (code, _, layout, fields) => {
    const request = received(layout, { ...(await signedFields(layout)), ...fields });
    expect(() => readSignature(request, RULES)).toThrow(refusal(code));
  });

  test.each(['(request-target)', 'host', 'date', 'digest'])(
    'bad-signature: %s is not signed',
    async (missing) => {
      const layout = { names: plain.names.filter((name) => name !== missing) };
      const request = received(layout, await signedFields(layout));
      expect(() => readSignature(request, RULES)).toThrow(refusal('bad-signature'));
    },
  );

  test.each(['acct:ann@peer.test', 'ann', 'javascript:alert(1)'])(
    'bad-signature: keyId %s is no URL',
    async (keyId) => {
      const fields = await signedFields(plain);
      const signature = fields.signature?.replace(KEY_ID, keyId);
      expect(() => readSignature(received(plain, { ...fields, signature }), RULES)).toThrow(
        refusal('bad-signature'),
      );
    },
  );

  test('bad-digest: a digest that a GET signs must be right too', async () => {
    const layout: Layout = { ...plain, method: 'GET', body: '' };
    const request = received(layout, { ...(await signedFields(layout)), digest: digestOf('x') });
    expect(() => readSignature(request, RULES)).toThrow(refusal('bad-digest'));
  });
});

describe('time', () => {
  const hour = 3_600_000;
  const at = (now: number) => ({ ...RULES, now });
  const timed: Layout = { created: seconds, names: ['(request-target)', '(created)', 'host', 'digest'] };

  test.each([
    ['Date', plain],
    ['(created)', timed],
  ])('%s counts for 12 hours, and may be an hour ahead', async (_, layout) => {
    const request = received(layout, await signedFields(layout));
    for (const now of [NOW - hour, NOW, NOW + 12 * hour]) {
      expect(readSignature(request, at(now)).verify(publicKey)).toBe(true);
    }
    for (const now of [NOW - hour - 1, NOW + 12 * hour + 1]) {
      expect(() => readSignature(request, at(now))).toThrow(refusal('stale'));
    }
  });

  test('stale: an expiry that has passed', async () => {
    const layout: Layout = { created: seconds, expires: seconds + 300, names: [...timed.names, '(expires)'] };
    const request = received(layout, await signedFields(layout));
    expect(readSignature(request, at(NOW + 300_000)).verify(publicKey)).toBe(true);
    expect(() => readSignature(request, at(NOW + 300_001))).toThrow(refusal('stale'));
  });

  test('stale: an old (created) beside a fresh date', async () => {
    const layout: Layout = { created: seconds - 13 * 3600, names: [...plain.names, '(created)'] };
    const request = received(layout, await signedFields(layout));
    expect(() => readSignature(request, RULES)).toThrow(refusal('stale'));
  });
});

test('the host is compared in any case', async () => {
  const layout: Layout = { ...plain, fields: { host: 'Blog.Test' } };
  expect(readSignature(received(layout, await signedFields(layout)), RULES).verify(publicKey)).toBe(true);
});

test('a claim says which fields it covers', async () => {
  const claim = readSignature(received(plain, await signedFields(plain)), RULES);
  expect(['date', 'digest', 'content-type', '(created)'].map((field) => claim.covers(field))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a signature of RSA is none of an Ed25519 key', async () => {
  const claim = readSignature(received(plain, await signedFields(plain)), RULES);
  expect(claim.verify(edPublicKey)).toBe(false);
});
