import { describe, expect, test } from 'vitest';
import { ACCEPT_SIGNATURE } from '../../../src/protocol/signature/form.ts';
import { privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import { routes } from '../../../src/server.ts';
import { signedHeaders } from '../../support/cavage.ts';
import { actorOf } from '../../store/cast.ts';
import { aliceKeys, NOW, uri } from '../builders.ts';
import { openDoor, type Door } from './door.ts';

const server = uri('https://social.test/actor');
const key = { keyId: `${server}#main-key`, privateKey: privateKeyFromPem(aliceKeys.privateKeyPem) };
const accept = 'application/activity+json';

/** A blog that shows its documents only to who signs, and knows the key of `server`. */
async function openStrict(): Promise<Door> {
  const door = await openDoor(undefined, {}, { AUTHORIZED_FETCH: 'true' });
  await door.store.transact((tx) =>
    tx.putActor(actorOf(server, { keys: [{ id: uri(key.keyId), pem: aliceKeys.publicKeyPem }] }), 1),
  );
  return door;
}

function askSigned(door: Door, path: string, more: Readonly<Record<string, string>> = {}): Promise<Response> {
  const url = `https://blog.test${path}`;
  const signed = signedHeaders({ method: 'GET', url, date: new Date(NOW), accept }, key);
  return door.ask(path, { headers: { ...signed, ...more } });
}

/** Every URL that answers with an ActivityPub document, of functions and of the release. */
const documents = [
  ...routes.map(([, path]) => path).filter((path) => path.startsWith('/ap/') && !path.endsWith('/inbox')),
  '/ap/actors/:id/outbox',
  '/ap/actors/:id/featured',
]
  .filter((path) => !path.includes(':name') && !path.endsWith('/synchronization'))
  .map((path) => path.replace('actors/:id', 'actors/blog').replace(':id', 'id-kettle'));
const open = ['/ap/instance', '/ap/actors/blog'];

test.each(documents)('%s is shown to whoever asks, where nothing else was said', async (path) => {
  const answer = await (await openDoor()).ask(path, { headers: { accept } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'application/activity+json; charset=utf-8',
  ]);
});

describe('where signed fetches are demanded', () => {
  test.each(documents.filter((path) => !open.includes(path)))('401: %s, unsigned', async (path) => {
    const answer = await (await openStrict()).ask(path, { headers: { accept } });
    expect([answer.status, answer.headers.get('accept-signature')]).toEqual([401, ACCEPT_SIGNATURE]);
    expect(await answer.json()).toMatchObject({ type: 'urn:outward:refusal:unsigned' });
  });

  test.each(documents.filter((path) => !open.includes(path)))(
    '200: %s, signed; and no shared cache may keep it',
    async (path) => {
      const answer = await askSigned(await openStrict(), path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private']);
      expect(answer.headers.get('vary')?.split(', ')).toEqual(
        expect.arrayContaining(['Accept', 'Signature']),
      );
    },
  );

  test.each(open)('200: %s, unsigned, for without it nobody could verify a signature', async (path) => {
    const answer = await (await openStrict()).ask(path, { headers: { accept } });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'max-age=180']);
  });

  test.each([
    '/',
    '/posts/kettle/',
    '/feed.xml',
    '/.well-known/webfinger?resource=https://blog.test/',
    '/.well-known/nodeinfo',
    '/nodeinfo/2.1',
    '/.well-known/host-meta',
  ])('200: %s, which is no ActivityPub document', async (path) => {
    expect((await (await openStrict()).ask(path)).status).toBe(200);
  });

  test('302: an object that is opened in a browser leads to its page, a page that is asked for as an object there', async () => {
    const door = await openStrict();
    const opened = await door.ask('/ap/objects/id-kettle', { headers: { accept: 'text/html' } });
    expect([opened.status, opened.headers.get('location')]).toEqual([302, expect.stringContaining('kettle')]);
    expect((await door.ask('/posts/kettle/', { headers: { accept } })).status).toBe(302);
  });

  test('what the asker has already is not new, though only to who signs', async () => {
    const door = await openStrict();
    const etag = (await askSigned(door, '/ap/objects/id-kettle')).headers.get('etag') ?? '';
    expect((await askSigned(door, '/ap/objects/id-kettle', { 'if-none-match': etag })).status).toBe(304);
    const unsigned = await door.ask('/ap/objects/id-kettle', { headers: { accept, 'if-none-match': etag } });
    expect(unsigned.status).toBe(401);
  });

  test.each<[string, Readonly<Record<string, string>>, number, string]>([
    [
      'of another key',
      { signature: 'keyId="https://other.test/a#k",headers="date",signature="AAAA"' },
      401,
      'bad-signature',
    ],
    ['of yesterday', { date: new Date(NOW - 86_400_000).toUTCString() }, 401, 'stale'],
    ['for another host', { host: 'other.test' }, 200, ''],
  ])('a signature %s: %i', async (_, headers, status, code) => {
    const answer = await askSigned(await openStrict(), '/ap/objects/id-kettle', headers);
    expect(answer.status).toBe(status);
    if (code !== '') expect(await answer.json()).toMatchObject({ type: `urn:outward:refusal:${code}` });
  });

  test('a signature for one document is none for another', async () => {
    const url = 'https://blog.test/ap/objects/id-kettle';
    const headers = signedHeaders({ method: 'GET', url, date: new Date(NOW), accept }, key);
    expect((await (await openStrict()).ask('/ap/actors/blog/outbox', { headers })).status).toBe(401);
  });
});
