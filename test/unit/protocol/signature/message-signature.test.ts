import { describe, expect, test } from 'vitest';
import { readSignature } from '../../../../src/protocol/signature/claim.ts';
import { generateKeyPair, publicKeyFromPem } from '../../../../src/protocol/signature/keys.ts';
import type { MessageLayout } from './peer.ts';
import {
  CREATED,
  edPublicKey,
  KEY_ID,
  messageFields,
  NOW,
  PARAMETERS,
  publicKey,
  received,
  RULES,
  signedFields,
} from './peer.ts';

const plain: MessageLayout = { components: '"@method" "@target-uri" "content-digest"' };
const get = { method: 'GET', body: '' };
const refusal = (code: string): Error => expect.objectContaining({ name: 'Refusal', code }) as Error;

describe('a request verifies that covers', () => {
  test.each<[string, MessageLayout]>([
    ['what Mastodon covers', plain],
    ['a target with a query', { ...plain, target: '/ap/inbox?a=1&b=%20' }],
    ['a target with an empty query', { ...plain, target: '/ap/inbox?' }],
    [
      'more than it must',
      { components: `${plain.components} "@authority" "host" "date" "@scheme" "@query"` },
    ],
    ['path and authority', { components: '"@authority" "@path" "@method" "content-digest"' }],
    [
      'path, query and authority',
      { components: '"@query" "@authority" "@path" "@method" "content-digest"', target: '/ap/inbox?a=1' },
    ],
    [
      'request target and authority',
      { components: '"@request-target" "@authority" "@method" "content-digest"' },
    ],
    ['no digest of a GET', { ...get, components: '"@method" "@target-uri"' }],
    [
      'a digest of SHA-256 and one nobody knows',
      {
        ...plain,
        fields: { 'content-digest': 'sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:, unixsum=30637' },
      },
    ],
  ])('%s', async (_, layout) => {
    const claim = readSignature(received(layout, await messageFields(layout)), RULES);
    expect(claim.keyId).toBe(KEY_ID);
    expect(claim.verify(publicKey)).toBe(true);
  });

  test('what it must, under any label', async () => {
    const layout = { ...plain, label: '*f.o-o_9' };
    expect(readSignature(received(layout, await messageFields(layout)), RULES).verify(publicKey)).toBe(true);
  });
});

test('a claim says which fields it covers, and means the whole field', async () => {
  const claim = readSignature(received(plain, await messageFields(plain)), RULES);
  expect(['content-digest', 'date', '@method'].map((field) => claim.covers(field))).toEqual([
    true,
    false,
    true,
  ]);
});

describe('the key', () => {
  test.each<[string, MessageLayout, boolean, boolean]>([
    ['RSA', plain, true, false],
    ['RSA, named', { ...plain, parameters: `${PARAMETERS};alg="rsa-v1_5-sha256"` }, true, false],
    ['Ed25519', { ...plain, key: 'ed25519' }, false, true],
    ['Ed25519, named', { ...plain, key: 'ed25519', parameters: `${PARAMETERS};alg="ed25519"` }, false, true],
    ['RSA under the name of Ed25519', { ...plain, parameters: `${PARAMETERS};alg="ed25519"` }, false, false],
    [
      'Ed25519 under the name of RSA',
      { ...plain, key: 'ed25519', parameters: `${PARAMETERS};alg="rsa-v1_5-sha256"` },
      false,
      false,
    ],
  ])('%s verifies as what it is', async (_, layout, rsa, ed25519) => {
    const claim = readSignature(received(layout, await messageFields(layout)), RULES);
    expect([claim.verify(publicKey), claim.verify(edPublicKey)]).toEqual([rsa, ed25519]);
  });

  test('another one does not verify', async () => {
    const { publicKeyPem } = await generateKeyPair('request');
    const claim = readSignature(received(plain, await messageFields(plain)), RULES);
    expect(claim.verify(publicKeyFromPem(publicKeyPem))).toBe(false);
  });
});

describe('401: what needs no key is refused before any key is asked for:', () => {
  const parameters = (text: string): MessageLayout => ({ ...plain, parameters: text });
  test.each<[string, string, MessageLayout]>([
    ['bad-signature', 'no @method', { components: '"@target-uri" "content-digest"' }],
    ['bad-signature', 'no target', { components: '"@method" "content-digest"' }],
    [
      'bad-signature',
      'a path without authority',
      { components: '"@method" "@path" "@query" "content-digest"' },
    ],
    [
      'bad-signature',
      'a path without its query',
      { components: '"@method" "@authority" "@path" "content-digest"', target: '/ap/inbox?a=1' },
    ],
    ['bad-signature', 'no digest', { components: '"@method" "@target-uri"' }],
    ['bad-signature', 'nothing at all', { components: '' }],
    ['bad-signature', 'a component twice', { components: `${plain.components} "@method"` }],
    ['bad-signature', 'a component of responses', { components: `${plain.components} "@status"` }],
    ['bad-signature', 'a component nobody knows', { components: `${plain.components} "@moon"` }],
    ['bad-signature', 'a field with parameters', { components: `${plain.components} "date";bs` }],
    [
      'bad-signature',
      '@method of another message',
      { components: '"@method";req "@target-uri" "content-digest"' },
    ],
    ['bad-signature', 'a field that is not there', { components: `${plain.components} "x-absent"` }],
    ['bad-signature', 'a field in capitals', { components: `${plain.components} "Date"` }],
    ['bad-signature', 'a field that is none', { components: `${plain.components} "da:te"` }],
    ['bad-signature', 'a component that is no string', { components: `${plain.components} date` }],
    [
      'bad-signature',
      'too many components',
      { components: Array.from({ length: 33 }, (_, n) => `"x-${n}"`).join(' ') },
    ],
    ['bad-signature', 'no created', parameters(`;keyid="${KEY_ID}"`)],
    ['bad-signature', 'created as text', parameters(`;created="${CREATED}";keyid="${KEY_ID}"`)],
    ['bad-signature', 'created with a fraction', parameters(`;created=${CREATED}.5;keyid="${KEY_ID}"`)],
    ['bad-signature', 'expires as text', parameters(`${PARAMETERS};expires="1"`)],
    ['bad-signature', 'created twice', parameters(`;created=1${PARAMETERS}`)],
    ['bad-signature', 'keyid twice', parameters(`${PARAMETERS};keyid="https://evil.test/#main-key"`)],
    ['bad-signature', 'no keyid', parameters(`;created=${CREATED}`)],
    ['bad-signature', 'a keyid that is no URL', parameters(`;created=${CREATED};keyid="acct:ann@peer.test"`)],
    ['bad-signature', 'a keyid that is a word', parameters(`;created=${CREATED};keyid=ann`)],
    ['bad-signature', 'a shared secret', parameters(`${PARAMETERS};alg="hmac-sha256"`)],
    ['bad-signature', 'an algorithm we do not verify', parameters(`${PARAMETERS};alg="rsa-pss-sha512"`)],
    ['bad-signature', 'an algorithm that is a word', parameters(`${PARAMETERS};alg=ed25519`)],
    [
      'bad-digest',
      'a digest of another body',
      {
        ...plain,
        fields: { 'content-digest': 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:' },
      },
    ],
  ])('%s: %s', async (code, _, layout) => {
    const request = received(layout, await messageFields(layout));
    expect(() => readSignature(request, RULES)).toThrow(refusal(code));
  });

  test.each<[string, string, Record<string, string | undefined>]>([
    ['unsigned', 'no Signature', { signature: undefined }],
    ['bad-signature', 'an empty Signature-Input', { 'signature-input': '' }],
    ['bad-signature', 'a Signature-Input that is no dictionary', { 'signature-input': '"@method"' }],
    ['bad-signature', 'a Signature-Input with a member that is no list', { 'signature-input': 'sig1=1' }],
    ['bad-signature', 'a Signature of another label', { signature: 'sig2=:AAAA:' }],
    ['bad-signature', 'a Signature that is text', { signature: 'sig1="AAAA"' }],
    ['bad-signature', 'a Signature with parameters', { signature: 'sig1=:AAAA:;x' }],
    ['bad-signature', 'a Signature of the draft', { signature: `keyId="${KEY_ID}",signature="AAAA"` }],
    ['bad-digest', 'a body that is not the digested one', { 'content-digest': 'sha-256=:AAAA:' }],
    [
      'bad-digest',
      'a digest in capitals',
      {
        'content-digest': 'SHA-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:',
      },
    ],
    ['bad-digest', 'no digest', { 'content-digest': undefined }],
  ])('%s: %s', async (code, _, fields) => {
    const request = received(plain, { ...(await messageFields(plain)), ...fields });
    expect(() => readSignature(request, RULES)).toThrow(refusal(code));
  });

  test('bad-signature: a value that is no ASCII, for which other readers may see other bytes', async () => {
    const layout = { components: `${plain.components} "user-agent"`, fields: { 'user-agent': 'caf\u00e9' } };
    const request = received(layout, await messageFields(layout));
    expect(() => readSignature(request, RULES)).toThrow(refusal('bad-signature'));
  });
});

describe('a request does not verify when something covered was changed:', () => {
  const wide: MessageLayout = { components: `${plain.components} "date"`, target: '/ap/inbox?a=1' };
  test.each([
    ['the method', { method: 'PUT' }, {}],
    ['the path', { target: '/ap/actors/blog/inbox?a=1' }, {}],
    ['the loss of the query', { target: '/ap/inbox' }, {}],
    ['a field', {}, { date: new Date(NOW - 1000).toUTCString() }],
  ])('%s', async (_, changes, fields) => {
    const request = received({ ...wide, ...changes }, { ...(await messageFields(wide)), ...fields });
    expect(readSignature(request, RULES).verify(publicKey)).toBe(false);
  });

  test('the origin that it was sent to', async () => {
    const request = received(plain, await messageFields(plain));
    for (const origin of ['http://blog.test', 'https://blog.test:8443', 'https://evil.test']) {
      expect(readSignature(request, { ...RULES, origin }).verify(publicKey)).toBe(false);
    }
  });

  test.each([
    ['the order of components', '"@method" "@target-uri"', '"@target-uri" "@method"'],
    ['created', `created=${CREATED}`, `created=${CREATED - 1}`],
    ['keyid', 'users/ann', 'users/bob'],
    ['the order of parameters', PARAMETERS, `;keyid="${KEY_ID}";created=${CREATED}`],
    ['a parameter more', PARAMETERS, `${PARAMETERS};tag="x"`],
  ])('%s', async (_, from, to) => {
    const fields = await messageFields(plain);
    const input = fields['signature-input']?.replace(from, to);
    const request = received(plain, { ...fields, 'signature-input': input });
    expect(readSignature(request, RULES).verify(publicKey)).toBe(false);
  });
});

describe('time', () => {
  const hour = 3_600_000;
  const at = (now: number) => ({ ...RULES, now });

  test('created counts for 12 hours, and may be an hour ahead', async () => {
    const request = received(plain, await messageFields(plain));
    for (const now of [NOW - hour, NOW, NOW + 12 * hour]) {
      expect(readSignature(request, at(now)).verify(publicKey)).toBe(true);
    }
    for (const now of [NOW - hour - 1, NOW + 12 * hour + 1]) {
      expect(() => readSignature(request, at(now))).toThrow(refusal('stale'));
    }
  });

  test('stale: an expiry that has passed', async () => {
    const layout = { ...plain, parameters: `${PARAMETERS};expires=${CREATED + 300}` };
    const request = received(layout, await messageFields(layout));
    expect(readSignature(request, at(NOW + 300_000)).verify(publicKey)).toBe(true);
    expect(() => readSignature(request, at(NOW + 300_001))).toThrow(refusal('stale'));
  });
});

describe('of several labels', () => {
  async function both(first: MessageLayout, second: MessageLayout) {
    const [one, two] = await Promise.all([messageFields(first), messageFields(second)]);
    const joined = (name: string): string => `${one[name] ?? ''}, ${two[name] ?? ''}`;
    const signatures = { 'signature-input': joined('signature-input'), signature: joined('signature') };
    return received(plain, { ...one, ...signatures });
  }
  const named = (label: string, layout: MessageLayout = plain): MessageLayout => ({ ...layout, label });

  test.each<[string, MessageLayout]>([
    ['covers too little', { components: '"@authority"' }],
    ['has a key that is no URL', { ...plain, parameters: `;created=${CREATED};keyid="edge"` }],
    ['is of a shared secret', { ...plain, parameters: `${PARAMETERS};alg="hmac-sha256"` }],
    ['is old', { ...plain, parameters: `;created=1;keyid="${KEY_ID}"` }],
    ['is of another algorithm of the same key', { ...plain, parameters: `${PARAMETERS};alg="ed25519"` }],
  ])('one counts where the other %s', async (_, other) => {
    for (const request of [
      await both(named('a', other), named('b')),
      await both(named('a'), named('b', other)),
    ]) {
      expect(readSignature(request, RULES)).toMatchObject({ keyId: KEY_ID });
      expect(readSignature(request, RULES).verify(publicKey)).toBe(true);
    }
  });

  test('a field is covered only when all that may count cover it', async () => {
    const request = await both(named('a'), named('b', { components: `${plain.components} "date"` }));
    expect(readSignature(request, RULES).covers('date')).toBe(false);
  });

  test('all that may verify are kept, whichever comes first', async () => {
    const [one, two] = [await both(named('a'), named('b')), await messageFields(named('b'))];
    const { signatures } = readSignature(one, RULES);
    expect(signatures).toHaveLength(2);
    expect(`b=:${Buffer.from(signatures[1] ?? []).toString('base64')}:`).toBe(two.signature);
  });

  test('those of another key than the first are passed over', async () => {
    const other = `;created=${CREATED};keyid="https://peer.test/users/ann#ed25519-key"`;
    const request = await both(named('a', { ...plain, key: 'ed25519', parameters: other }), named('b'));
    const claim = readSignature(request, RULES);
    expect(claim.keyId).toBe('https://peer.test/users/ann#ed25519-key');
    expect([claim.verify(edPublicKey), claim.verify(publicKey)]).toEqual([true, false]);
    expect(claim.signatures).toHaveLength(1);
  });

  test('one that was meant for us says why, when all are refused', async () => {
    const old = { ...plain, parameters: `;created=1;keyid="${KEY_ID}"` };
    const request = await both(named('a', { components: '' }), named('b', old));
    expect(() => readSignature(request, RULES)).toThrow(refusal('stale'));
  });

  test('401: one label twice is refused', async () => {
    const request = await both(named('a'), named('a'));
    expect(() => readSignature(request, RULES)).toThrow(refusal('bad-signature'));
  });

  test('401: more than four are refused', async () => {
    const fields = await messageFields(plain);
    const five = (name: string): string =>
      ['a', 'b', 'c', 'd', 'e'].map((label) => fields[name]?.replace('sig1', label) ?? '').join();
    const four = (name: string): string => five(name).slice(0, five(name).lastIndexOf(',e='));
    const of = (joined: (name: string) => string) =>
      received(plain, {
        ...fields,
        'signature-input': joined('signature-input'),
        signature: joined('signature'),
      });
    expect(readSignature(of(four), RULES).verify(publicKey)).toBe(true);
    expect(() => readSignature(of(five), RULES)).toThrow(refusal('bad-signature'));
  });
});

test('a request with a Signature-Input is read as RFC 9421 alone', async () => {
  const draft = await signedFields({ names: ['(request-target)', 'host', 'date', 'digest'] });
  const request = received({}, { ...draft, 'signature-input': `sig1=("@method")${PARAMETERS}` });
  expect(() => readSignature(request, RULES)).toThrow(refusal('bad-signature'));
});
