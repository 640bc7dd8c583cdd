import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parseRanges } from '../../../src/addresses.ts';
import type { OwnKeys } from '../../../src/federation/keys.ts';
import { openRemote, type Asker, type Remote } from '../../../src/federation/remote.ts';
import { openSignatureForms } from '../../../src/federation/signature-forms.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { faultOf, isSignedBy } from '../../support/cavage.ts';
import { testAuthority } from '../../support/certificates.ts';
import { isMessageSignedBy, messageFaultOf } from '../../support/message-signature.ts';
import { hugeAnswer, redirectTo, type Answer } from '../../support/misbehaviour.ts';
import type { RecordedRequest } from '../../support/recorded-request.ts';
import { startRemoteServer, type RemoteServer } from '../../support/remote-server.ts';
import { waitFor } from '../../support/wait-for.ts';
import { blogKeys, found, uri } from '../builders.ts';

const authorities = tls.getCACertificates();
let social: RemoteServer;
let elsewhere: RemoteServer;
let modern: RemoteServer;
let fresh: Awaited<ReturnType<typeof freshSqlite>>;
let keys: OwnKeys;
let remote: Remote;

beforeAll(async () => {
  tls.setDefaultCACertificates([testAuthority().certificatePem]);
  social = await startRemoteServer('social.test');
  elsewhere = await startRemoteServer('elsewhere.test');
  modern = await startRemoteServer('modern.test', { reads: 'rfc9421' });
  fresh = await freshSqlite();
  keys = publishKeys(social);
});

/** Has `server` show our keys as those of two of its people, so that whoever verifies finds them. */
function publishKeys(server: RemoteServer): OwnKeys {
  const { request, assertion, instance } = blogKeys;
  const id = (name: string, keyPair: typeof request): Uri =>
    uri(`${server.actor(name, { keys: keyPair }).id}#main-key`);
  return {
    request: { ...request, id: id('blog', request) },
    assertion,
    instance: { ...instance, id: id('instance', instance) },
  };
}

/** As a process does that starts with what `store` remembers. */
function open(store: Pick<Store, 'signatureForm' | 'transact'> = fresh.store): Remote {
  return openRemote({
    reach: {
      resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
      privatePeers: parseRanges('127.0.0.0/8'),
    },
    origin: 'https://blog.test',
    userAgent: 'Outward/0 (+https://blog.test/)',
    keys: () => keys,
    forms: openSignatureForms(store, { now: Date.now, log: () => undefined }),
    now: Date.now,
  });
}

const forgetful = {
  signatureForm: () => Promise.resolve(undefined),
  transact: () => Promise.resolve(),
};

afterAll(async () => {
  await Promise.all([social, elsewhere, modern, fresh].map((server) => server[Symbol.asyncDispose]()));
  tls.setDefaultCACertificates(authorities);
});

let path = 0;
let url = '';
beforeEach(() => {
  url = `${social.origin}/${++path}`;
  remote = open(); // What was in vain in another test does not count.
});
afterEach(() => remote.close());

const document = {
  status: 200,
  headers: { 'content-type': 'application/activity+json' },
  body: '{"type":"Note"}',
};

/** Has `social` answer so at `url`, and fetches it. */
function fetchAs(answer: Answer, asker?: Asker): ReturnType<Remote['fetchDocument']> {
  social.respondAt(url, answer);
  return remote.fetchDocument(uri(url), asker);
}

describe('a GET', () => {
  test('is signed by the server itself, says who asks, and asks for a bare ActivityPub document', async () => {
    expect(await fetchAs(document)).toEqual(found(url, { type: 'Note' }));
    const request = social.requests.at(-1)!;
    expect(request.headers).toMatchObject({
      accept:
        'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
      'accept-encoding': 'identity',
      'user-agent': 'Outward/0 (+https://blog.test/)',
    });
    expect(faultOf(request, new Date())).toBeUndefined();
    expect(isSignedBy(request, keys.instance.publicKeyPem)).toBe(true);
    expect(request.headers.signature).toContain(`keyId="${keys.instance.id}"`);
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
    const outcome = await fetchAs(answer);
    expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringMatching(reason) as string });
    expect(outcome).not.toHaveProperty('isPassing');
    if (typeof answer === 'number') expect(outcome).toMatchObject({ status: answer });
  });

  test.each<[string, Answer, RegExp]>([
    ['500', 500, /answered 500/],
    ['503', 503, /answered 503/],
    ['429', 429, /answered 429/],
    ['a connection broken off', 'reset', /socket hang up/],
  ])('of %s may succeed later', async (_, answer, reason) => {
    expect(await fetchAs(answer)).toMatchObject({
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

test('what is our own is fetched for the writer only', async () => {
  const own = uri('https://blog.test/ap/actors/blog');
  const refusal = { kind: 'failed', reason: `${own} is our own` };
  expect(await remote.fetchDocument(own)).toEqual(refusal);
  expect(await remote.fetchDocument(own, 'writer')).not.toEqual(refusal);
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

  test('to another host is signed anew, for that host, where the writer asks', async () => {
    const target = `${elsewhere.origin}/note`;
    elsewhere.respondAt(target, document);
    expect(await fetchAs(redirectTo(target, 308), 'writer')).toEqual(found(target, { type: 'Note' }));
    const request = elsewhere.requests.at(-1)!;
    expect(request.headers.host).toBe(new URL(elsewhere.origin).host);
    expect(isSignedBy(request, keys.instance.publicKeyPem)).toBe(true);
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
  ])('to %s is not followed, whoever asks', async (_, location, reason) => {
    expect(await fetchAs(redirectTo(location))).toMatchObject({ kind: 'failed' });
    expect(await fetchAs(redirectTo(location), 'writer')).toEqual({
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
  const lastDelivery = (): RecordedRequest => social.requests.findLast(({ method }) => method === 'POST')!;

  test('arrives with its very bytes, and verifies', async () => {
    const ann = social.actor('ann');
    const body = JSON.stringify({ type: 'Create', actor: ownerOf(keys.request), content: 'Grüße ☕' });
    expect(await remote.post(uri(ann.inbox), body)).toEqual({ kind: 'answered', status: 202 });
    const request = lastDelivery();
    expect(request.body.toString()).toBe(body);
    expect(request.headers).toMatchObject({
      'content-type': 'application/activity+json',
      'user-agent': 'Outward/0 (+https://blog.test/)',
    });
    expect(faultOf(request, new Date())).toBeUndefined();
    expect(isSignedBy(request, keys.request.publicKeyPem)).toBe(true);
  });

  test('of the server itself is signed by its own key', async () => {
    const ann = social.actor('ann');
    const body = JSON.stringify({ type: 'Flag', actor: ownerOf(keys.instance) });
    expect(await remote.post(uri(ann.inbox), body, { key: 'instance' })).toMatchObject({ status: 202 });
  });

  test('takes further fields along, and signs them', async () => {
    const ann = social.actor('ann');
    const body = JSON.stringify({ type: 'Create', actor: ownerOf(keys.request) });
    const fields = { 'collection-synchronization': 'digest="00"' };
    expect(await remote.post(uri(ann.inbox), body, { fields })).toMatchObject({ status: 202 });
    const { headers } = lastDelivery();
    expect(headers).toMatchObject(fields);
    expect(headers.signature).toMatch(/headers="[^"]*\bcollection-synchronization\b/);
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

describe('a peer that reads RFC 9421 only', () => {
  const body = (): string => JSON.stringify({ type: 'Create', actor: ownerOf(keys.request) });
  const formsAt = (server: RemoteServer): readonly string[] =>
    server.requests.map(({ headers }) => ('signature-input' in headers ? 'rfc9421' : 'draft-cavage'));

  test('is knocked at twice, once: what it took is remembered, by the next process too', async () => {
    const inbox = uri(modern.actor('ann').inbox);
    expect(await remote.post(inbox, body())).toMatchObject({ status: 202 });
    expect(await remote.post(inbox, body())).toMatchObject({ status: 202 });
    expect(formsAt(modern)).toEqual(['draft-cavage', 'rfc9421', 'rfc9421']);

    await untilStored(fresh.store, new URL(inbox).host);
    const restarted = open();
    onTestFinished(() => restarted.close());
    const fields = { 'collection-synchronization': 'digest="00"' };
    expect(await restarted.post(inbox, body(), { fields })).toMatchObject({ status: 202 });
    expect(formsAt(modern).slice(3)).toEqual(['rfc9421']);
    expect(modern.requests.at(-1)?.headers['signature-input']).toContain('"collection-synchronization"');
  });

  test('is fetched from so as well', async () => {
    const page = `${modern.origin}/note`;
    modern.respondAt(page, (request) => {
      if (!('signature-input' in request.headers)) return 401;
      const isRight = isMessageSignedBy(request, modern.origin, keys.instance.publicKeyPem);
      return isRight && messageFaultOf(request, new Date()) === undefined ? document : 500;
    });
    const restarted = open(forgetful);
    onTestFinished(() => restarted.close());
    expect(await restarted.fetchDocument(uri(page))).toEqual(found(page, { type: 'Note' }));
  });

  test('gets what its Accept-Signature asks for', async () => {
    const asking = await startRemoteServer('asking.test', {
      reads: 'rfc9421',
      acceptSignature: 'mine=("@authority" "@method" "@target-uri" "content-digest");created;keyid;tag="tea"',
    });
    onTestFinished(() => asking[Symbol.asyncDispose]());
    expect(await remote.post(uri(asking.actor('ann').inbox), body())).toMatchObject({ status: 202 });
    expect(asking.requests).toHaveLength(2);
    expect(asking.requests[1]?.headers['signature-input']).toMatch(
      /^mine=\("@authority" "@method" "@target-uri" "content-digest"\);created=\d+;keyid="[^"]+";tag="tea"$/,
    );
  });
});

function untilStored(store: Store, host: string): Promise<unknown> {
  return waitFor(async () => (await store.signatureForm(host)) !== undefined, `the form that ${host} takes`);
}

const ownerOf = ({ id }: OwnKeys['request']): string => id.replace(/#.*/, '');
