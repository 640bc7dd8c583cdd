import tls from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseRanges } from '../../../src/addresses.ts';
import { openRemote, type Remote } from '../../../src/federation/remote.ts';
import { privateKeyFromPem } from '../../../src/protocol/signature/rsa.ts';
import { faultOf, isSignedBy } from '../../support/cavage.ts';
import { testAuthority } from '../../support/certificates.ts';
import { hugeAnswer, redirectTo, type Answer } from '../../support/misbehaviour.ts';
import { startRemoteServer, type RemoteServer } from '../../support/remote-server.ts';
import { aliceKeys, found, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';

const authorities = tls.getCACertificates();
let social: RemoteServer;
let elsewhere: RemoteServer;
let remote: Remote;

beforeAll(async () => {
  tls.setDefaultCACertificates([testAuthority().certificatePem]);
  social = await startRemoteServer('social.test');
  elsewhere = await startRemoteServer('elsewhere.test');
  remote = openRemote({
    reach: {
      resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
      privatePeers: parseRanges('127.0.0.0/8'),
    },
    userAgent: 'Outward/0 (+https://blog.test/)',
    key: () => ({
      keyId: site.keyId,
      privateKey: privateKeyFromPem(aliceKeys.privateKeyPem),
      publicKeyPem: aliceKeys.publicKeyPem,
    }),
    now: () => Date.now(),
  });
});

afterAll(async () => {
  remote.close();
  await Promise.all([social, elsewhere].map((server) => server[Symbol.asyncDispose]()));
  tls.setDefaultCACertificates(authorities);
});

let path = 0;
let url = '';
beforeEach(() => {
  url = `${social.origin}/${++path}`;
});

const document = {
  status: 200,
  headers: { 'content-type': 'application/activity+json' },
  body: '{"type":"Note"}',
};

/** Has `social` answer so at `url`, and fetches it. */
function fetchAs(answer: Answer): ReturnType<Remote['fetchDocument']> {
  social.respondAt(url, answer);
  return remote.fetchDocument(uri(url));
}

describe('a GET', () => {
  test('is signed, says who asks, and asks for a bare ActivityPub document', async () => {
    expect(await fetchAs(document)).toEqual(found(url, { type: 'Note' }));
    const request = social.requests.at(-1)!;
    expect(request.headers).toMatchObject({
      accept:
        'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
      'accept-encoding': 'identity',
      'user-agent': 'Outward/0 (+https://blog.test/)',
    });
    expect(faultOf(request, new Date())).toBeUndefined();
    expect(isSignedBy(request, aliceKeys.publicKeyPem)).toBe(true);
    expect(request.headers.signature).toContain(`keyId="${site.keyId}"`);
  });

  test('leaves the fragment of an id away', async () => {
    social.respondAt(url, document);
    expect(await remote.fetchDocument(uri(`${url}#main-key`))).toMatchObject({ kind: 'document', url });
    expect(social.requests.at(-1)?.target).toBe(new URL(url).pathname);
  });

  test.each([
    'application/activity+json',
    'application/activity+json; charset=utf-8',
    'Application/Activity+JSON',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  ])('takes a document of type %s', async (type) => {
    expect(await fetchAs({ ...document, headers: { 'content-type': type } })).toMatchObject({
      kind: 'document',
    });
  });

  test.each([
    'application/json',
    'application/ld+json',
    'text/html',
    'text/plain; application/activity+json',
    'image/png',
  ])('takes none of type %s, whatever it holds', async (type) => {
    expect(await fetchAs({ ...document, headers: { 'content-type': type } })).toEqual({
      kind: 'failed',
      reason: `${url} is ${type}`,
    });
  });

  test('takes none without a type', async () => {
    expect(await fetchAs({ status: 200, body: '{}' })).toEqual({
      kind: 'failed',
      reason: `${url} is of no type`,
    });
  });

  test.each<[string, Answer, RegExp]>([
    ['404', 404, /social\.test:\d+ answered 404/],
    ['401', 401, /answered 401/],
    ['304', 304, /answered 304/],
    ['what is no JSON', { ...document, body: '<html>' }, /^bad-json: /],
    ['what is no object', { ...document, body: '[]' }, /^bad-json: /],
    ['a megabyte and more', hugeAnswer(1_048_576), /longer than 1048576 bytes/],
    [
      'compressed bytes',
      { ...document, headers: { ...document.headers, 'content-encoding': 'gzip' } },
      /compressed unasked/,
    ],
  ])('of %s is a failed fetch with its reason', async (_, answer, reason) => {
    expect(await fetchAs(answer)).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(reason) as string,
    });
  });

  test.each<[string, Answer, RegExp]>([
    ['500', 500, /answered 500/],
    ['503', 503, /answered 503/],
    ['429', 429, /answered 429/],
    ['a connection broken off', 'reset', /socket hang up/],
  ])('of %s may succeed later', async (_, answer, reason) => {
    expect(await fetchAs(answer)).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(reason) as string,
      isPassing: true,
    });
  });

  test('of what answers 410 is gone', async () => {
    expect(await fetchAs(410)).toEqual({ kind: 'gone' });
  });

  test('of a server that is down fails', async () => {
    const down = await startRemoteServer('down.test');
    await down.down();
    expect(await remote.fetchDocument(uri(`${down.origin}/`))).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  test('of a server whose certificate is not its own fails', async () => {
    const asked = social.requests.length;
    const outcome = await remote.fetchDocument(uri(url.replace('social.test', 'bank.test')));
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining("does not match certificate's altnames") as string,
    });
    expect(social.requests).toHaveLength(asked);
  });
});

describe('a JRD', () => {
  test.each(['application/jrd+json', 'application/jrd+json; charset=utf-8', 'application/json'])(
    'is taken as %s',
    async (type) => {
      social.respondAt(url, { status: 200, headers: { 'content-type': type }, body: '{"links":[]}' });
      expect(await remote.fetchJrd(uri(url))).toEqual(found(url, { links: [] }));
    },
  );

  test.each(['text/html', 'application/jsonp', 'application/xrd+xml'])('is not taken as %s', async (type) => {
    social.respondAt(url, { status: 200, headers: { 'content-type': type }, body: '{}' });
    expect(await remote.fetchJrd(uri(url))).toMatchObject({ kind: 'failed' });
  });
});

describe('a redirect', () => {
  /** `hops` redirects in a row, then the document. */
  function chain(hops: number): ReturnType<Remote['fetchDocument']> {
    for (let hop = 0; hop < hops; hop += 1)
      social.respondAt(`${url}/${hop}`, redirectTo(`${url}/${hop + 1}`));
    social.respondAt(`${url}/${hops}`, document);
    return remote.fetchDocument(uri(`${url}/0`));
  }

  test('is followed three times, and the document says where it came from', async () => {
    expect(await chain(3)).toEqual(found(`${url}/3`, { type: 'Note' }));
    expect(await chain(4)).toEqual({ kind: 'failed', reason: 'too many redirects' });
  });

  test('to another host is signed anew, for that host', async () => {
    const target = `${elsewhere.origin}/note`;
    elsewhere.respondAt(target, document);
    expect(await fetchAs(redirectTo(target, 308))).toEqual(found(target, { type: 'Note' }));
    const request = elsewhere.requests.at(-1)!;
    expect(request.headers.host).toBe(new URL(elsewhere.origin).host);
    expect(isSignedBy(request, aliceKeys.publicKeyPem)).toBe(true);
  });

  test('without a host leads on on the same one', async () => {
    social.respondAt(`${url}/next`, document);
    expect(await fetchAs(redirectTo(`${new URL(url).pathname}/next`))).toMatchObject({
      kind: 'document',
      url: `${url}/next`,
    });
  });

  test.each<[string, string, RegExp]>([
    ['plain http', 'http://social.test/', /^redirected to http:$/],
    ['a private address', 'https://10.0.0.1/', /leads to 10\.0\.0\.1, which is not public/],
    ['an address in disguise', 'https://[::ffff:10.0.0.1]/', /which is not public/],
    ['a password', 'https://ann:secret@social.test/', /comes with a password/],
    ['a file', 'file:///etc/passwd', /^redirected to file:$/],
    ['nowhere', 'https://', /redirected to what is no address/],
  ])('to %s is not followed', async (_, location, reason) => {
    expect(await fetchAs(redirectTo(location))).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(reason) as string,
    });
  });

  test('that names no place is an answer like others', async () => {
    expect(await fetchAs({ status: 302 })).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('answered 302') as string,
    });
  });
});

describe('a delivery', () => {
  test('arrives with its very bytes, and verifies', async () => {
    const ann = social.actor('ann');
    const keyHolder = social.actor('blog', {
      keys: { privateKey: privateKeyFromPem(aliceKeys.privateKeyPem), publicKeyPem: aliceKeys.publicKeyPem },
    });
    const body = JSON.stringify({ type: 'Create', actor: keyHolder.id, content: 'Grüße ☕' });
    await remote.post(uri(ann.inbox), body);
    const request = social.requests.at(-1)!;
    expect(request.body.toString()).toBe(body);
    expect(request.headers).toMatchObject({
      'content-type': 'application/activity+json',
      'user-agent': 'Outward/0 (+https://blog.test/)',
    });
    expect(faultOf(request, new Date())).toBeUndefined();
    expect(isSignedBy(request, aliceKeys.publicKeyPem)).toBe(true);
  });

  test.each<[Answer, object]>([
    [202, { status: 202, retryAfter: undefined }],
    [410, { status: 410, retryAfter: undefined }],
    [
      { status: 429, headers: { 'retry-after': '120' } },
      { status: 429, retryAfter: '120' },
    ],
  ])('that is answered %j says so', async (answer, expected) => {
    social.respondAt(url, answer);
    expect(await remote.post(uri(url), '{}')).toEqual({ kind: 'answered', ...expected });
  });

  test('is not redirected', async () => {
    social.respondAt(url, redirectTo(`${url}/next`, 307));
    expect(await remote.post(uri(url), '{}')).toMatchObject({ status: 307 });
    expect(social.requests.at(-1)?.url).toBe(url);
  });

  test('that is broken off has failed', async () => {
    social.respondAt(url, 'reset');
    expect(await remote.post(uri(url), '{}')).toEqual({ kind: 'failed', reason: 'socket hang up' });
  });

  test.each<[string, Answer]>([
    ['with a book', hugeAnswer(10_000_000)],
    ['in small drops', { status: 200, headers: {}, body: 'x'.repeat(1000), dripMs: 1000 }],
    ['with compressed bytes', { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'x' }],
  ])('that is answered %s has arrived all the same, so it is not sent again', async (_, answer) => {
    social.respondAt(url, answer);
    expect(await remote.post(uri(url), '{}')).toMatchObject({ kind: 'answered', status: 200 });
  });

  test.each(['http://10.0.0.1/inbox', 'https://169.254.169.254/', 'no address'])(
    'to %s fails and is a value',
    async (inbox) => {
      expect(await remote.post(uri(inbox), '{}')).toMatchObject({ kind: 'failed' });
    },
  );
});
