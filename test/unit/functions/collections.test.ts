import { describe, expect, test } from 'vitest';
import { privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import {
  actorOf,
  alice,
  answerTo,
  bob,
  followerOf,
  like,
  mainKeyOf,
  replyOf,
  show,
} from '../../store/cast.ts';
import { signedHeaders } from '../../support/cavage.ts';
import { aliceKeys, blogKeys, NOW, uri } from '../builders.ts';
import { postOf, site } from '../theme/sample.ts';
import { openDoor, type Door } from './door.ts';

const objectId = site.objectId('id-kettle');
const answer = (name: string, changes: object = {}): ReturnType<typeof replyOf> =>
  replyOf(name, { inReplyTo: objectId, objectId, ...changes });

/** Alice, whose key the store knows, asks. */
async function knowSigner(door: Door): Promise<void> {
  const keys = [{ id: mainKeyOf(alice), pem: aliceKeys.publicKeyPem }];
  await door.store.transact((tx) => tx.putActor(actorOf(alice, { keys }), 1));
}

function signedGet(path: string): Record<string, string> {
  const key = { keyId: mainKeyOf(alice), privateKey: privateKeyFromPem(aliceKeys.privateKeyPem) };
  return signedHeaders({ method: 'GET', url: `${site.origin}${path}`, date: new Date(NOW) }, key);
}

async function json(door: Door, path: string): Promise<unknown> {
  const response = await door.ask(path);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'application/activity+json; charset=utf-8',
  ]);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return response.json();
}

test('the actor has the keys that sign and prove for it', async () => {
  const { request, assertion } = blogKeys;
  expect(await json(await openDoor(), '/ap/actors/blog')).toMatchObject({
    id: site.actor,
    publicKey: { id: request.id, publicKeyPem: request.publicKeyPem },
    assertionMethod: [{ id: assertion.id, controller: site.actor }],
    published: '2026-03-10T12:00:00Z',
  });
});

test('the server has an actor of its own, which signs what is fetched, is reached by the shared inbox, and says nothing', async () => {
  const door = await openDoor();
  const { instance } = blogKeys;
  const outbox = `${site.instanceActor}/outbox`;
  expect(await json(door, '/ap/instance')).toMatchObject({
    id: site.instanceActor,
    type: 'Application',
    preferredUsername: site.host,
    inbox: site.sharedInbox,
    outbox,
    publicKey: { id: instance.id, owner: site.instanceActor, publicKeyPem: instance.publicKeyPem },
  });
  expect(await json(door, '/ap/instance/outbox')).toMatchObject({ id: outbox, totalItems: 0 });
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

describe('a server that asks for its own followers (FEP-8fcf)', () => {
  const path = '/ap/actors/blog/followers/synchronization';

  test('is told of those of its origin, and no cache may keep it', async () => {
    const door = await openDoor();
    await knowSigner(door);
    const others = ['https://social.test/users/carol', 'https://social.test:8443/users/dave', bob];
    await door.store.transact((tx) => {
      for (const actor of [alice, ...others.map(uri)]) tx.putFollower(followerOf(actor), 1);
      tx.putFollower(followerOf(uri('https://social.test/users/waiting')), 1, 'pending');
    });
    const answer = await door.ask(path, { headers: signedGet(path) });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(await answer.json()).toMatchObject({
      id: site.followersSynchronization,
      type: 'OrderedCollection',
      orderedItems: [alice, 'https://social.test/users/carol'],
    });
  });

  test('401: is told nothing when it does not say who it is', async () => {
    const answer = await (await openDoor()).ask(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
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

  test('many replies come in pages', async () => {
    const door = await openDoor();
    const ids = Array.from({ length: 101 }, (_, index) => uri(`https://social.test/notes/${index}`));
    door.store.replyIds = () => Promise.resolve(ids);
    const id = `${objectId}/replies`;
    const whole = await json(door, '/ap/objects/id-kettle/replies');
    expect(whole).toMatchObject({ id, totalItems: 101, first: `${id}?page=1` });
    expect(await json(door, '/ap/objects/id-kettle/replies?page=2')).toMatchObject({
      type: 'CollectionPage',
      partOf: id,
      items: ids.slice(100),
    });
    for (const page of ['3', '0', '-1', 'x', '', '1e0'])
      expect((await door.ask(`/ap/objects/id-kettle/replies?page=${page}`)).status).toBe(404);
  });

  test('the conversation is the object, then all of its thread, and the blog’s to tell', async () => {
    const door = await openDoor();
    const first = answer('first');
    const second = answerTo(first, 'second');
    await show(door.store, first, second);
    expect(await json(door, '/ap/objects/id-kettle/context')).toMatchObject({
      id: `${objectId}/context`,
      type: 'OrderedCollection',
      attributedTo: site.actor,
      totalItems: 3,
      orderedItems: [objectId, first.id, second.id],
    });
  });

  test('the conversation is shared with its translations', async () => {
    const door = await openDoor([postOf('kettle'), postOf('kanna', { translationOf: 'id-kettle' })]);
    const kanna = site.objectId('id-kanna');
    const reply = answer('hej', { inReplyTo: kanna, objectId: kanna });
    await show(door.store, reply);
    expect(await json(door, '/ap/objects/id-kettle/context')).toMatchObject({
      orderedItems: [objectId, kanna, reply.id],
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

  const collections = ['replies', 'likes', 'shares', 'context'];
  test.each(collections)('that is none of ours, or not for everybody, there are no %s: 404', async (name) => {
    const door = await openDoor([
      postOf('kettle'),
      postOf('secret', { visibility: 'followers' }),
      postOf('like', { likeOf: 'https://social.test/notes/1' }),
      postOf('page-only', { federate: false }),
    ]);
    for (const id of ['nothing', 'kettle', 'id-secret', 'id-like', 'id-page-only', 'constructor', '%']) {
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

describe('a permission to quote', () => {
  const quote = {
    quotingId: uri('https://social.test/notes/9'),
    actor: alice,
    objectId,
    authorizationId: site.quoteAuthorizationId('abc'),
  };

  test('is shown to whoever wants to see it', async () => {
    const door = await openDoor();
    await door.store.transact((tx) => tx.putQuote(quote, 1));
    expect(await json(door, '/ap/quotes/abc')).toMatchObject({
      type: 'QuoteAuthorization',
      attributedTo: site.actor,
      interactingObject: quote.quotingId,
      interactionTarget: objectId,
    });
  });

  test.each<[string, readonly Uri[]]>([
    ['was never given', []],
    ['was for an object that is gone', [site.objectId('id-gone')]],
  ])('that %s is not: 404', async (_, objects) => {
    const door = await openDoor();
    for (const gone of objects)
      await door.store.transact((tx) => tx.putQuote({ ...quote, objectId: gone }, 1));
    expect((await door.ask('/ap/quotes/abc')).status).toBe(404);
  });
});
