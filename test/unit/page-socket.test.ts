import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findPlain } from '../../src/page-socket.ts';
import { listen } from '../../src/listen.ts';
import { replyOf, show } from '../store/cast.ts';
import { openDoor, type Door } from './functions/door.ts';
import { openDesk } from './release/desk.ts';
import { postOf, site } from './theme/sample.ts';

const activityJson = 'application/activity+json';
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** What a reader sees of an answer, by whichever way it came. */
interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>> & { readonly etag?: string };
  readonly body: string;
}

const posts = [postOf('kettle', { aliases: ['/old/'] }), postOf('grün')];
const addresses = ['/', '/posts/kettle/', '/posts/gr%C3%BCn/', '/feed.xml', '/search/', '/404.html'];
const otherAddresses = [
  '/posts/kettle',
  '/posts/gr%c3%bcn/',
  '/posts/kettle/?q=1',
  '/old/',
  '/nothing',
  '/__proto__',
  '/ap/objects/id-kettle',
];
const waysToAsk: readonly Readonly<Record<string, string>>[] = [
  {},
  { accept: browser, 'accept-encoding': 'gzip, deflate, br' },
  { accept: browser, 'accept-encoding': 'gzip;q=0.5, br;q=0' },
  { accept: activityJson },
  { 'if-none-match': '"other"' },
];

describe('from a socket to a socket', () => {
  test.each([...addresses, ...otherAddresses])('%s is answered as by way of a Request', async (path) => {
    const { ask, door } = await openSocket();
    for (const headers of waysToAsk) {
      const expected = await seenOf(await door.ask(path, { headers }));
      expect(await ask(path, headers)).toEqual(expected);
      const { body, ...head } = await ask(path, headers, 'HEAD');
      expect([head.status, head.headers, body]).toEqual([expected.status, expected.headers, '']);
    }
  });

  test.each(['identity', 'gzip', 'br'])('a tag that is still right is answered 304: %s', async (encoding) => {
    const { ask, door } = await openSocket();
    const headers = { 'accept-encoding': encoding };
    const { etag = '' } = (await ask('/posts/kettle/', headers)).headers;
    const again = { ...headers, 'if-none-match': `W/${etag}` };
    const answer = await ask('/posts/kettle/', again);
    expect([answer.status, answer.headers.etag, answer.body]).toEqual([304, etag, '']);
    expect(answer).toEqual(await seenOf(await door.ask('/posts/kettle/', { headers: again })));
  });

  test('a reply is in the page at once, under another tag', async () => {
    const { ask, door } = await openSocket();
    const { etag = '' } = (await ask('/posts/kettle/')).headers;
    const objectId = site.objectId('id-kettle');
    await show(door.store, replyOf('one', { inReplyTo: objectId, objectId }));
    const answer = await ask('/posts/kettle/', { 'if-none-match': etag });
    expect([answer.status, answer.headers.etag === etag]).toEqual([200, false]);
    expect(answer.body).toContain('<p>one</p>');
    expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.body));
  });

  test('where signatures are demanded, pages are for all and documents are not', async () => {
    const { ask } = await openSocket({ AUTHORIZED_FETCH: 'true' });
    expect((await ask('/posts/kettle/')).status).toBe(200);
    expect((await ask('/ap/actors/blog/outbox')).status).toBe(401);
  });

  test('a page that cannot be read is told as what goes wrong elsewhere', async () => {
    const { ask, door } = await openSocket();
    await rm(join(door.dataDir, 'releases'), { recursive: true });
    const answer = await ask('/');
    expect([answer.status, answer.headers['content-type']]).toEqual([503, 'application/problem+json']);
    expect(answer.body).not.toContain(door.dataDir);
    expect(door.log).toMatchObject([{ event: 'request.failed' }]);
  });
});

test.each([
  ['GET', '/posts/kettle/', browser, true],
  ['HEAD', '/feed.xml', browser, true],
  ['GET', '/posts/kettle/', activityJson, false],
  ['POST', '/posts/kettle/', browser, false],
  ['GET', '/posts/kettle', browser, false],
  ['GET', '/ap/actors/blog/outbox', browser, false],
  ['GET', '/constructor', browser, false],
])('%s %s, accepting %s, is plainly asked: %j', async (method, url, accept, expected) => {
  const desk = openDesk();
  const release = desk.open(await desk.build(posts));
  const asked = { method, url, headers: { accept } };
  const found = findPlain(asked, { release }, () => false);
  expect(found).toBe(expected ? release.find(url) : undefined);
});

test('a path that a function answers is not', async () => {
  const desk = openDesk();
  const release = desk.open(await desk.build(posts));
  const asked = { method: 'GET', url: '/', headers: {} };
  expect(findPlain(asked, { release }, () => true)).toBeUndefined();
});

type Ask = (path: string, headers?: OutgoingHttpHeaders, method?: string) => Promise<Seen>;

async function openSocket(env = {}): Promise<{ readonly door: Door; readonly ask: Ask }> {
  const door = await openDoor(posts, {}, env);
  const server = await listen(door.hono, { host: '127.0.0.1', port: 0 });
  onTestFinished(server.close);
  const ask: Ask = async (path, headers = {}, method = 'GET') => {
    const asking = request({ host: '127.0.0.1', port: server.port, path, headers, method, agent: false });
    const [answer] = (await once(asking.end(), 'response')) as [IncomingMessage];
    const fields = new Headers(
      Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as [string, string]),
    );
    return seen(answer.statusCode ?? 0, fields, await buffer(answer));
  };
  return { door, ask };
}

async function seenOf(answer: Response): Promise<Seen> {
  return seen(answer.status, answer.headers, Buffer.from(await answer.arrayBuffer()));
}

function seen(status: number, headers: Headers, body: Buffer): Seen {
  const told = [...headers].filter(([name]) => !ofTheServer.has(name));
  return { status, headers: Object.fromEntries(told), body: body.toString('latin1') };
}

/** What the server adds to every answer, and to every connection. */
const ofTheServer = new Set([
  'connection',
  'content-security-policy',
  'cross-origin-opener-policy',
  'date',
  'keep-alive',
  'referrer-policy',
  'transfer-encoding',
  'x-content-type-options',
]);
