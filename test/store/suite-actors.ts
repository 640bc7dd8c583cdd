import { expect, test } from 'vitest';
import type { FreshStoreMaker } from './cast.ts';
import { actorOf, alice, bob, followerOf, outgoing, uri } from './cast.ts';

export function actorsAndFollowers(fresh: FreshStoreMaker): void {
  test('an actor is found by id and by key id', async () => {
    await using database = await fresh();
    const actor = actorOf(alice, { sharedInbox: uri('https://social.test/inbox') });
    await database.store.transact((tx) => tx.putActor(actor, 1));
    expect(await database.store.findActor(alice)).toEqual(actor);
    expect(await database.store.findActorByKeyId(actor.keyId)).toEqual(actor);
    expect(await database.store.findActor(bob)).toBeUndefined();
    expect(await database.store.findActorByKeyId(`${bob}#main-key`)).toBeUndefined();
  });

  test('an actor is replaced by what was fetched later, never by what was fetched earlier', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putActor(actorOf(alice, { publicKeyPem: 'second' }), 2));
    await store.transact((tx) => tx.putActor(actorOf(alice, { publicKeyPem: 'first' }), 1));
    expect((await store.findActor(alice))?.publicKeyPem).toBe('second');
    await store.transact((tx) => tx.putActor(actorOf(alice, { publicKeyPem: 'third' }), 3));
    expect((await store.findActor(alice))?.publicKeyPem).toBe('third');
  });

  test('a key id names the actor on its own host, whoever else claims it', async () => {
    await using database = await fresh();
    const keyId = `${alice}#main-key`;
    await database.store.transact((tx) => tx.putActor(actorOf(uri('https://evil.test/u'), { keyId }), 1));
    await database.store.transact((tx) => tx.putActor(actorOf(alice), 2));
    expect((await database.store.findActorByKeyId(keyId))?.id).toBe(alice);
  });

  test('following again keeps the place and the date, and takes the new addresses', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putFollower(followerOf(alice), 1));
    const [first] = await store.followers(0, 10);
    const again = followerOf(alice, {
      inbox: uri('https://new.test/inbox'),
      followId: uri('https://new.test/f'),
    });
    await store.transact((tx) => tx.putFollower(again, 2));
    expect(await store.followers(0, 10)).toEqual([{ ...again, row: first?.row, since: 1 }]);
  });

  test('followers are listed in row order, from after a row', async () => {
    await using database = await fresh();
    const { store } = database;
    const actors = ['a', 'b', 'c', 'd'].map((name) => uri(`https://social.test/${name}`));
    for (const actor of actors) await store.transact((tx) => tx.putFollower(followerOf(actor), 1));
    const page = await store.followers(0, 2);
    expect(page.map(({ actor }) => actor)).toEqual(actors.slice(0, 2));
    const next = await store.followers(page[1]?.row ?? 0, 10);
    expect(next.map(({ actor }) => actor)).toEqual(actors.slice(2));
    expect(await store.countFollowers()).toBe(4);
  });

  test('followers who share an inbox are one address', async () => {
    await using database = await fresh();
    const { store } = database;
    const sharedInbox = uri('https://social.test/inbox');
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice, { sharedInbox }), 1);
      tx.putFollower(followerOf(uri('https://social.test/users/carol'), { sharedInbox }), 1);
      tx.putFollower(followerOf(bob), 1);
    });
    expect(new Set(await store.followerInboxes())).toEqual(new Set([sharedInbox, uri(`${bob}/inbox`)]));
    expect(await store.followerInboxes()).toHaveLength(2);
  });

  test('an inbox that is gone takes only those with it who are reached through nothing else', async () => {
    await using database = await fresh();
    const { store } = database;
    const inbox = uri(`${alice}/inbox`);
    const carol = uri('https://social.test/users/carol');
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1);
      tx.putFollower(followerOf(carol, { inbox, sharedInbox: uri('https://social.test/inbox') }), 1);
    });
    await store.transact((tx) => tx.removeFollowersAt(inbox));
    expect((await store.followers(0, 10)).map(({ actor }) => actor)).toEqual([carol]);
  });

  test('a follower leaves by the id of its Follow, if it is its own', async () => {
    await using database = await fresh();
    const { store } = database;
    const followId = uri(`${alice}#follows/1`);
    await store.transact((tx) => tx.putFollower(followerOf(alice, { followId }), 1));
    await store.transact((tx) => tx.removeFollowerById(followId, bob));
    expect(await store.countFollowers()).toBe(1);
    await store.transact((tx) => tx.removeFollowerById(followId, alice));
    expect(await store.countFollowers()).toBe(0);
  });

  test('deliveries follow a follower whose profile names another inbox', async () => {
    await using database = await fresh();
    const { store } = database;
    const inbox = uri('https://new.test/inbox');
    await store.transact((tx) => {
      tx.putActor(actorOf(alice), 1);
      tx.putFollower(followerOf(alice), 1);
    });
    await store.transact((tx) => tx.putActor(actorOf(alice, { inbox }), 2));
    const create = outgoing('1', [], { to: 'followers' });
    await store.transact((tx) => tx.enqueue(create));
    expect((await store.deliveriesOf(create.id)).map((delivery) => delivery.inbox)).toEqual([inbox]);
  });
}
