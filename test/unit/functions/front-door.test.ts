import { describe, expect, onTestFinished, test } from 'vitest';
import { privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import { ACCEPT_SIGNATURE } from '../../../src/protocol/signature/form.ts';
import { listen } from '../../../src/server.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { signedHeaders } from '../../support/cavage.ts';
import { actorOf, mainKeyOf } from '../../store/cast.ts';
import { aliceKeys, NOW, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { openDoor, type Door } from './door.ts';

const every = [
  ['GET', '/'],
  ['GET', '/posts/kettle/'],
  ['GET', '/posts/kettle'],
  ['GET', '/nothing'],
  ['GET', '/feed.xml'],
  ['GET', '/ap/actors/blog'],
  ['GET', '/ap/objects/id-kettle'],
  ['GET', '/ap/objects/id-kettle/likes'],
  ['GET', '/ap/objects/nothing/likes'],
  ['GET', '/.well-known/webfinger'],
  ['GET', '/.well-known/host-meta'],
  ['GET', '/posts/kettle/comments/'],
  ['POST', '/ap/inbox'],
  ['POST', '/posts/kettle/'],
  ['DELETE', '/ap/objects/id-kettle'],
  ['OPTIONS', '/'],
] as const;

describe('on the wire', () => {
  test.each(every)('%s %s is answered with the headers that keep readers safe', async (method, path) => {
    const { headers } = await askOnWire(path, { method });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
      ]),
    );
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  test('the port that was asked for is taken, and refused to a second server', async () => {
    const { hono } = await openDoor();
    const first = await listen(hono, { host: '127.0.0.1', port: 0 });
    onTestFinished(first.close);
    await expect(listen(hono, { host: '127.0.0.1', port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

/** Over a socket: what the server adds to an answer is there as well. */
async function askOnWire(path: string, init: RequestInit): Promise<Response> {
  const server = await listen((await openDoor()).hono, { host: '127.0.0.1', port: 0 });
  onTestFinished(server.close);
  return fetch(`http://127.0.0.1:${server.port}${path}`, { ...init, redirect: 'manual' });
}

test.each(every.filter(([method]) => method === 'GET'))(
  'HEAD instead of %s %s: the same answer without its body',
  async (method, path) => {
    const door = await openDoor();
    const [whole, head] = await Promise.all([door.ask(path, { method }), door.ask(path, { method: 'HEAD' })]);
    expect(head.status).toBe(whole.status);
    expect(head.headers.get('content-type')).toBe(whole.headers.get('content-type'));
    expect(head.headers.get('etag')).toBe(whole.headers.get('etag'));
    expect(await head.text()).toBe('');
  },
);

test.each([
  ['POST', '/posts/kettle/', 'GET, HEAD'],
  ['PUT', '/ap/inbox', 'POST'],
  ['GET', '/ap/inbox', 'POST'],
  ['GET', '/ap/actors/blog/inbox', 'POST'],
  ['DELETE', '/ap/objects/id-kettle', 'GET, HEAD'],
  ['POST', '/.well-known/webfinger', 'GET, HEAD'],
])('405: %s %s, and what may be done: %s', async (method, path, allow) => {
  const answer = await (await openDoor()).ask(path, { method });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([405, 'application/problem+json']);
  expect(answer.headers.get('allow')).toBe(allow);
  expect(await answer.json()).toMatchObject({ type: 'urn:outward:refusal:method-not-allowed', status: 405 });
});

test('a Refusal is told as Problem Details, with its code and its reason', async () => {
  const answer = await (await openDoor()).ask('/.well-known/webfinger');
  expect(await answer.json()).toEqual({
    type: 'urn:outward:refusal:bad-request',
    title: 'The request cannot be read',
    status: 400,
    detail: 'say who: ?resource=acct:user@host',
  });
});

test('503: a mistake of ours is logged, and not told', async () => {
  const door = await openDoor();
  door.store.countFollowers = () =>
    Promise.reject(new StoreUnavailable('/srv/secret/outward.sqlite is locked'));
  const answer = await door.ask('/ap/actors/blog/followers');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
  expect(await answer.text()).not.toContain('secret');
  expect(door.log).toMatchObject([
    { event: 'request.failed', reason: expect.stringContaining('is locked') as string },
  ]);
});

describe('an inbox', () => {
  const alice = 'https://social.test/users/alice';
  const key = { keyId: `${alice}#main-key`, privateKey: privateKeyFromPem(aliceKeys.privateKeyPem) };
  const like = JSON.stringify({
    id: `${alice}#likes/1`,
    type: 'Like',
    actor: alice,
    object: site.objectId('id-kettle'),
  });

  async function send(
    door: Door,
    path: string,
    body = like,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const signed = signedHeaders(
      { method: 'POST', url: `https://blog.test${path}`, date: new Date(NOW), body },
      key,
      ['(request-target)', 'host', 'date', 'digest'],
    );
    return door.ask(path, { method: 'POST', headers: { ...signed, ...headers }, body });
  }

  async function openKnown(): Promise<Door> {
    const door = await openDoor();
    await door.store.transact((tx) =>
      tx.putActor(
        actorOf(uri(alice), { keys: [{ id: mainKeyOf(uri(alice)), pem: aliceKeys.publicKeyPem }] }),
        1,
      ),
    );
    return door;
  }

  test.each(['/ap/inbox', '/ap/actors/blog/inbox', '/ap/inbox?from=alice'])('202: at %s', async (path) => {
    const door = await openKnown();
    const answer = await send(door, path);
    expect([answer.status, await answer.text()]).toEqual([202, '']);
    expect(await door.store.conversation(site.objectId('id-kettle'))).toMatchObject({ likes: 1 });
  });

  test('202: though a proxy changed the Host, because ours is known', async () => {
    expect((await send(await openKnown(), '/ap/inbox', like, { host: '127.0.0.1:4321' })).status).toBe(202);
  });

  test.each([
    ['application/activity+json; charset=utf-8', 202],
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', 202],
    ['application/ld+json', 202],
    ['application/json', 415],
    ['text/plain', 415],
    ['multipart/form-data', 415],
  ])('of type %s: %i', async (type, status) => {
    expect((await send(await openKnown(), '/ap/inbox', like, { 'content-type': type })).status).toBe(status);
  });

  test('415: without a type, and said so', async () => {
    const answer = await (await openDoor()).ask('/ap/inbox', { method: 'POST' });
    expect(await answer.json()).toMatchObject({
      status: 415,
      detail: 'an inbox takes no body without a type',
    });
  });

  test('413: more than 256 KiB', async () => {
    const door = await openKnown();
    expect((await send(door, '/ap/inbox', `"${'x'.repeat(256 * 1024 - 2)}"`)).status).toBe(400);
    expect((await send(door, '/ap/inbox', `"${'x'.repeat(256 * 1024 - 1)}"`)).status).toBe(413);
  });

  test.each([
    ['400: a body that is no object', '[]', {}, 'bad-json'],
    ['401: a body that is not the one that was signed', like, { digest: 'SHA-256=AAAA' }, 'bad-digest'],
    ['401: no signature', like, { signature: '' }, 'bad-signature'],
  ])('%s', async (title, body, headers, code) => {
    const answer = await send(await openKnown(), '/ap/inbox', body, headers);
    expect(answer.headers.get('accept-signature')).toBe(answer.status === 401 ? ACCEPT_SIGNATURE : null);
    expect(await answer.json()).toMatchObject({
      status: Number(title.slice(0, 3)),
      type: `urn:outward:refusal:${code}`,
    });
  });
});
