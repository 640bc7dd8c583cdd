import { describe, expect, test } from 'vitest';
import { privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import type { JsonObject, Uri } from '../../../src/protocol/vocabulary.ts';
import { actorOf, alice, bob, followerOf, mainKeyOf } from '../../store/cast.ts';
import { signedHeaders } from '../../support/cavage.ts';
import { aliceKeys, hourMs, isProved, NOW, uri } from '../builders.ts';
import { bodyOf, postOf, site } from '../theme/sample.ts';
import { openDoor, type Door } from './door.ts';

const activityJson = 'application/activity+json';

describe('a poll', () => {
  const poll = { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW + hourMs) };
  const path = '/ap/objects/id-tea';
  const objectId = site.objectId('id-tea');
  const openPolled = (closes = poll.closes): Promise<Door> =>
    openDoor([postOf('tea', { type: 'note', poll: { ...poll, closes } })]);
  const ask = async (door: Door): Promise<JsonObject> =>
    (await (await door.ask(path, { headers: { accept: activityJson } })).json()) as JsonObject;

  test('is shown with the votes of now, and a proof of that', async () => {
    const door = await openPolled();
    const before = await ask(door);
    await door.store.transact((tx) => {
      tx.putVote({ poll: objectId, actor: alice, option: 'Black' }, true, 1);
      tx.putVote({ poll: objectId, actor: bob, option: 'Black' }, true, 1);
    });
    const after = await ask(door);
    expect(before).toMatchObject({ id: objectId, type: 'Question', votersCount: 0 });
    expect(before).not.toHaveProperty('closed');
    expect(after).toMatchObject({
      votersCount: 2,
      oneOf: [
        { name: 'Green', replies: { totalItems: 0 } },
        { name: 'Black', replies: { totalItems: 2 } },
      ],
    });
    expect([before, after].map(isProved)).toEqual([true, true]);
  });

  test('that is over says so', async () => {
    expect(await ask(await openPolled(new Date(NOW)))).toMatchObject({ closed: '2026-03-10T12:00:00Z' });
  });

  test('opened in a browser leads to its page', async () => {
    const answer = await (await openPolled()).ask(path, { headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers.get('location'), answer.headers.get('vary')]).toEqual([
      302,
      'https://blog.test/posts/tea/',
      'Accept',
    ]);
  });
});

describe('an object for followers only', () => {
  const secret = postOf('secret', { visibility: 'followers', body: bodyOf('Whispered words.') });
  const path = '/ap/objects/id-secret';
  const server = uri('https://social.test/actor');
  const stranger = uri('https://other.test/users/eve');

  async function openSecret(): Promise<Door> {
    const door = await openDoor([secret]);
    await door.store.transact((tx) => {
      for (const actor of [alice, server, stranger])
        tx.putActor(actorOf(actor, { keys: [{ id: mainKeyOf(actor), pem: aliceKeys.publicKeyPem }] }), 1);
      tx.putFollower(followerOf(alice), 1);
    });
    return door;
  }

  function askAs(door: Door, actor: Uri, at = path): Promise<Response> {
    const key = { keyId: mainKeyOf(actor), privateKey: privateKeyFromPem(aliceKeys.privateKeyPem) };
    const request = { method: 'GET', url: `${site.origin}${at}`, date: new Date(NOW) } as const;
    return door.ask(at, { headers: { ...signedHeaders(request, key), accept: activityJson } });
  }

  test.each([
    ['a follower', alice],
    ['the server of a follower', server],
  ])('is shown to %s, and kept by no cache', async (_, actor) => {
    const answer = await askAs(await openSecret(), actor);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/activity+json; charset=utf-8',
      'cache-control': 'private, no-store',
    });
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    const document = (await answer.json()) as JsonObject;
    expect(document).toMatchObject({ id: site.objectId('id-secret'), to: [site.followers] });
    expect(isProved(document)).toBe(true);
  });

  test.each<[string, (door: Door, at: string) => Promise<Response>]>([
    ['who does not say who they are', (door, at) => door.ask(at, { headers: { accept: activityJson } })],
    ['who reads it in a browser', (door, at) => door.ask(at, { headers: { accept: 'text/html' } })],
    ['who does not follow', (door, at) => askAs(door, stranger, at)],
    ['whom nobody knows', (door, at) => askAs(door, uri('https://void.test/users/x'), at)],
    [
      'whose signature is wrong',
      (door, at) => door.ask(at, { headers: { signature: 'keyId="x"', accept: activityJson } }),
    ],
  ])('is for those %s as if it did not exist', async (_, ask) => {
    const door = await openSecret();
    const [answer, nothing] = await Promise.all([ask(door, path), ask(door, '/ap/objects/nothing')]);
    expect(answer.status).toBe(404);
    expect([...answer.headers]).toEqual([...nothing.headers]);
    expect((await answer.text()).replaceAll('id-secret', 'nothing')).toBe(await nothing.text());
  });

  test.each([
    [
      'by somebody whom nobody knows',
      (door: Door, at: string) => askAs(door, uri('https://void.test/users/x'), at),
    ],
    ['without a signature', (door: Door, at: string) => door.ask(at, { headers: { accept: activityJson } })],
  ])('asked for %s makes us ask others for no more than what is not there does', async (_, ask) => {
    const [door, other] = [await openSecret(), await openSecret()];
    await ask(door, path);
    await ask(other, '/ap/objects/nothing');
    expect(door.fetched).toEqual(other.fetched);
  });

  test('that everybody may see costs no look at who asks', async () => {
    const door = await openDoor();
    expect((await askAs(door, uri('https://void.test/users/x'), '/ap/objects/id-kettle')).status).toBe(200);
    expect(door.fetched).toEqual([]);
  });

  test('is not shown to who waits to be let in, nor to who follows no more', async () => {
    const door = await openSecret();
    await door.store.transact((tx) => {
      tx.removeFollower(alice);
      tx.putFollower(followerOf(alice), 2, 'pending');
    });
    expect((await askAs(door, alice)).status).toBe(404);
  });

  test.each([
    '/posts/secret/',
    '/posts/secret/comments/',
    '/posts/secret/comments?fragment',
    '/%61p/objects/id-secret',
    '/ap/objects/id%2Dsecret',
    '/ap/objects/id-secret/',
    '/ap//objects/id-secret',
  ])('is not to be had at %s either', async (at) => {
    const answer = await (await openSecret()).ask(at, { headers: { accept: activityJson } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('Whispered');
  });

  test('that is a poll is shown with the votes of now', async () => {
    const poll = { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW + hourMs) };
    const door = await openDoor([{ ...secret, type: 'note', poll }]);
    await door.store.transact((tx) => {
      tx.putActor(actorOf(alice, { keys: [{ id: mainKeyOf(alice), pem: aliceKeys.publicKeyPem }] }), 1);
      tx.putFollower(followerOf(alice), 1);
      tx.putVote({ poll: site.objectId('id-secret'), actor: alice, option: 'Green' }, true, 1);
    });
    expect(await (await askAs(door, alice)).json()).toMatchObject({ type: 'Question', votersCount: 1 });
  });
});
