import { describe, expect, test } from 'vitest';
import { alice, answerTo, bob, followerOf, like, replyOf, show } from '../../store/cast.ts';
import { aliceKeys } from '../builders.ts';
import { postOf, site } from '../theme/sample.ts';
import { openDoor, type Door } from './door.ts';

const objectId = site.objectId('id-kettle');
const answer = (name: string, changes: object = {}): ReturnType<typeof replyOf> =>
  replyOf(name, { inReplyTo: objectId, objectId, ...changes });

async function json(door: Door, path: string): Promise<unknown> {
  const response = await door.ask(path);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'application/activity+json; charset=utf-8',
  ]);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return response.json();
}

test('the actor has the key that we sign with', async () => {
  expect(await json(await openDoor(), '/ap/actors/blog')).toMatchObject({
    id: site.actor,
    publicKey: { id: site.keyId, publicKeyPem: aliceKeys.publicKeyPem },
    published: '2026-03-10T12:00:00Z',
  });
});

test.each([
  ['GET', '/ap/actors/other'],
  ['GET', '/ap/actors/other/followers'],
  ['GET', '/ap/actors/other/following/1'],
  ['POST', '/ap/actors/other/inbox'],
])('404: %s %s, for the blog has one actor', async (method, path) => {
  const response = await (await openDoor()).ask(path, { method });
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
});

describe('followers', () => {
  test('are counted, and not named', async () => {
    const door = await openDoor();
    await door.store.transact((tx) => [alice, bob].forEach((actor) => tx.putFollower(followerOf(actor), 1)));
    expect(await json(door, '/ap/actors/blog/followers')).toMatchObject({
      id: site.followers,
      type: 'OrderedCollection',
      totalItems: 2,
      first: `${site.followers}/1`,
    });
    expect(await json(door, '/ap/actors/blog/followers/1')).toMatchObject({
      partOf: site.followers,
      orderedItems: [],
    });
  });

  test('of the blog’s are nobody', async () => {
    const door = await openDoor();
    expect(await json(door, '/ap/actors/blog/following')).toMatchObject({
      id: site.following,
      totalItems: 0,
      first: `${site.following}/1`,
    });
    expect(await json(door, '/ap/actors/blog/following/1')).toMatchObject({
      partOf: site.following,
      orderedItems: [],
    });
  });
});

describe('of an object', () => {
  test('replies are listed by id: direct ones that readers may see', async () => {
    const door = await openDoor();
    const first = answer('first');
    await show(door.store, first, answerTo(first, 'second'));
    await door.store.transact((tx) => tx.putReply(answer('unseen'), 1));
    expect(await json(door, '/ap/objects/id-kettle/replies')).toMatchObject({
      id: `${objectId}/replies`,
      type: 'Collection',
      totalItems: 1,
      items: [first.id],
    });
  });

  test('likes and boosts are counted', async () => {
    const door = await openDoor();
    await door.store.transact((tx) => {
      for (const actor of [alice, bob]) tx.putReaction(like(actor, { objectId }), 1);
      tx.putReaction(like(alice, { objectId, kind: 'announce' }), 1);
    });
    expect(await json(door, '/ap/objects/id-kettle/likes')).toMatchObject({
      id: `${objectId}/likes`,
      totalItems: 2,
    });
    expect(await json(door, '/ap/objects/id-kettle/shares')).toMatchObject({
      id: `${objectId}/shares`,
      totalItems: 1,
    });
  });

  test('with a strange id everything is found', async () => {
    const door = await openDoor([postOf('grün', { id: 'grüner tee' })]);
    for (const path of ['gr%C3%BCner%20tee', 'gr%c3%bcner%20tee']) {
      expect(await json(door, `/ap/objects/${path}/likes`)).toMatchObject({
        id: 'https://blog.test/ap/objects/gr%C3%BCner%20tee/likes',
      });
    }
  });

  test.each(['replies', 'likes', 'shares'])('that is none of ours there are no %s: 404', async (name) => {
    const door = await openDoor([postOf('kettle'), postOf('page-only', { federate: false })]);
    for (const id of ['nothing', 'kettle', 'id-page-only', 'constructor', '%']) {
      const response = await door.ask(`/ap/objects/${id}/${name}`);
      expect([id, response.status, response.headers.get('content-type')]).toEqual([
        id,
        404,
        'application/problem+json',
      ]);
    }
  });
});

describe('a conversation', () => {
  test.each([
    ['with a slash', '/posts/kettle/comments/'],
    ['without', '/posts/kettle/comments'],
    ['as a fragment', '/posts/kettle/comments?fragment'],
  ])('%s', async (_, path) => {
    const door = await openDoor();
    await show(door.store, answer('one'));
    const response = await door.ask(path);
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
    ]).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
    expect(await response.text()).toBe('kettle open: 1 <p>one</p>');
  });

  test('of a post whose name is not of ASCII', async () => {
    const door = await openDoor([postOf('grün')]);
    expect(await (await door.ask('/posts/gr%C3%BCn/comments/')).text()).toBe('grün open: 0 ');
  });

  test.each([
    '/posts/nothing/comments',
    '/posts/page-only/comments/',
    '/posts/%/comments',
    '/posts/constructor/comments',
  ])('at %s there is none: 404', async (path) => {
    const response = await (await openDoor([postOf('page-only', { federate: false })])).ask(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });
});
