import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../src/listen.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { openDoor } from './door.ts';

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
  ['GET', '/healthz'],
  ['GET', '/metrics'],
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
  door.store.countFollowers = () => Promise.reject(new Error('/srv/secret/outward.sqlite is no table'));
  const answer = await door.ask('/ap/actors/blog/followers');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
  expect(await answer.text()).not.toContain('secret');
  expect(door.log).toMatchObject([
    { event: 'request.failed', reason: expect.stringContaining('is no table') as string },
  ]);
});

test('503: while the store is away, which it tells the operator itself', async () => {
  const door = await openDoor();
  door.store.countFollowers = () =>
    Promise.reject(new StoreUnavailable('/srv/secret/outward.sqlite is locked'));
  const answer = await door.ask('/ap/actors/blog/followers');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
  expect(await answer.text()).not.toContain('secret');
  expect(door.log).toEqual([]);
});
