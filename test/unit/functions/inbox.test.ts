import { describe, expect, onTestFinished, test } from 'vitest';
import type { Rate } from '../../../src/limits.ts';
import { privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import { ACCEPT_SIGNATURE } from '../../../src/protocol/signature/form.ts';
import { listen } from '../../../src/listen.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { signedHeaders } from '../../support/cavage.ts';
import { actorOf, mainKeyOf } from '../../store/cast.ts';
import { aliceKeys, NOW, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { openDoor, type Door } from './door.ts';

type Ask = Door['ask'];

/** Deliveries come over a socket; by tests and in development also as a Request. Both ways are one inbox. */
async function overSocket(door: Door): Promise<Ask> {
  const server = await listen(door.hono, { host: '127.0.0.1', port: 0 });
  onTestFinished(server.close);
  return (path, init) => fetch(`http://127.0.0.1:${server.port}${path}`, init);
}

const ways: readonly (readonly [string, (door: Door) => Ask | Promise<Ask>])[] = [
  ['in process', (door) => door.ask],
  ['over a socket', overSocket],
];

describe.each(ways)('an inbox, %s:', (_way, askOf) => {
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
    const ask = await askOf(door);
    return ask(path, { method: 'POST', headers: { ...signed, ...headers }, body });
  }

  async function openKnown(rate?: Rate): Promise<Door> {
    const door = await openDoor(undefined, undefined, undefined, rate);
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
    const ask = await askOf(await openDoor());
    const answer = await ask('/ap/inbox', { method: 'POST' });
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
    ['401: an empty signature', like, { signature: '' }, 'bad-signature'],
    ['415: a body that is compressed', like, { 'content-encoding': 'gzip' }, 'unsupported-type'],
  ])('%s', async (title, body, headers, code) => {
    const answer = await send(await openKnown(), '/ap/inbox', body, headers);
    expect(answer.headers.get('accept-signature')).toBe(answer.status === 401 ? ACCEPT_SIGNATURE : null);
    expect(await answer.json()).toMatchObject({
      status: Number(title.slice(0, 3)),
      type: `urn:outward:refusal:${code}`,
    });
  });

  test('401: without a signature nothing of the body is looked at', async () => {
    const ask = await askOf(await openKnown());
    const headers = { 'content-type': 'application/activity+json' };
    const answer = await ask('/ap/inbox', { method: 'POST', headers, body: 'no JSON' });
    expect(await answer.json()).toMatchObject({ status: 401, type: 'urn:outward:refusal:unsigned' });
  });

  test('429: more than its rate, with the seconds after which to come again', async () => {
    const door = await openKnown({ perMinute: 2, burst: 1 });
    expect((await send(door, '/ap/inbox')).status).toBe(202);
    const answer = await send(door, '/ap/inbox');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '30']);
    expect(await answer.json()).toMatchObject({ type: 'urn:outward:refusal:too-many-requests' });
  });

  test('503: what cannot be stored is not acknowledged', async () => {
    const door = await openKnown();
    door.store.transact = () => Promise.reject(new StoreUnavailable('the disk is full'));
    const answer = await send(door, '/ap/inbox');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
  });
});

test('whichever way a delivery comes in, it counts for the network that it comes from', async () => {
  const door = await openDoor(undefined, undefined, { TRUST_PROXY: 'true' }, { perMinute: 1, burst: 1 });
  const ask = await overSocket(door);
  const from = async (client: string, path: string, host: string): Promise<number> => {
    const signature = `keyId="https://${host}/users/a#main-key",signature="eA=="`;
    const headers = { 'content-type': 'application/activity+json', 'x-forwarded-for': client, signature };
    return (await ask(path, { method: 'POST', headers, body: '{}' })).status;
  };
  expect(await from('8.8.8.8', '/ap/inbox', 'one.test')).toBe(400);
  const spellings = ['/ap/inbox', '/ap/inbox?x=1', '/ap/%69nbox', '/ap/actors/blog/inbox?x'];
  for (const path of spellings) expect([path, await from('8.8.8.8', path, 'two.test')]).toEqual([path, 429]);
  expect(await from('8.8.4.4', '/ap/inbox?x=1', 'one.test')).toBe(400);
});
