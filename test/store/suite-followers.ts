import { describe, expect, test } from 'vitest';
import type { FreshStoreMaker } from './cast.ts';
import { actorOf, alice, bob, claim, followerOf, outgoing, uri } from './cast.ts';

export function followers(fresh: FreshStoreMaker): void {
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

  test('an audience is counted in distinct inboxes and servers, whoever shares them or is named besides', async () => {
    await using database = await fresh();
    const { store } = database;
    const sharedInbox = uri('https://social.test/inbox');
    const [carol, dora] = ['carol', 'dora'].map((name) => uri(`https://social.test/users/${name}`));
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice, { sharedInbox }), 1);
      tx.putFollower(followerOf(carol!, { sharedInbox }), 1);
      tx.putFollower(followerOf(bob), 1);
      tx.putFollower(followerOf(dora!), 1, 'pending');
    });
    const elsewhere = uri('https://other.test/inbox');
    const named = [sharedInbox, elsewhere, elsewhere, uri(`${carol}/inbox`)];
    expect(await store.audience({ to: 'followers', inboxes: [] })).toEqual({ inboxes: 2, servers: 2 });
    expect(await store.audience({ to: 'followers', inboxes: named })).toEqual({ inboxes: 4, servers: 3 });
    expect(await store.audience({ to: 'inboxes', inboxes: named })).toEqual({ inboxes: 3, servers: 2 });
    expect(await store.audience({ to: 'inboxes', inboxes: [] })).toEqual({ inboxes: 0, servers: 0 });
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

  describe('who waits for the writer', () => waiting(fresh));
  describe('moving', () => moving(fresh));
  describe('those of one server', () => ofOneServer(fresh));
}

function waiting(fresh: FreshStoreMaker): void {
  test('a follower who waits is neither counted nor listed, nor gets anything', async () => {
    await using database = await fresh();
    const { store } = database;
    const create = outgoing('1', [], { to: 'followers' });
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1, 'pending');
      tx.enqueue(create);
    });
    expect(await store.countFollowers()).toBe(0);
    expect(await store.followers(0, 10)).toEqual([]);
    expect(await store.findFollower(alice)).toBeUndefined();
    expect(await store.followersAt('https://social.test')).toEqual([]);
    expect(await store.followerInboxes()).toEqual([]);
    expect(await store.deliveriesOf(create.id)).toEqual([]);
  });

  test('those who wait are listed by themselves, from after a row', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putFollower(followerOf(uri('https://social.test/a')), 1, 'pending');
      tx.putFollower(followerOf(bob), 1);
      tx.putFollower(followerOf(alice), 7, 'pending');
    });
    const [first] = await store.followers(0, 1, 'pending');
    expect(first?.actor).toBe('https://social.test/a');
    const rest = await store.followers(first?.row ?? 0, 10, 'pending');
    expect(rest).toEqual([{ ...followerOf(alice), row: rest[0]?.row, since: 7 }]);
    expect(await store.findFollower(alice, 'pending')).toEqual(rest[0]);
    expect(await store.findFollower(bob, 'pending')).toBeUndefined();
    expect((await store.findFollower(bob))?.actor).toBe(bob);
  });

  test('accepting lets in who waits, and nobody else', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putFollower(followerOf(alice), 1, 'pending'));
    await store.transact((tx) => {
      tx.acceptFollower(alice);
      tx.acceptFollower(bob);
    });
    expect((await store.followers(0, 10)).map(({ actor }) => actor)).toEqual([alice]);
    expect(await store.followers(0, 10, 'pending')).toEqual([]);
  });

  test('a Follow that waits takes no accepted follower back, one that is accepted lets in', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putFollower(followerOf(alice), 1));
    await store.transact((tx) => tx.putFollower(followerOf(alice), 2, 'pending'));
    await store.transact((tx) => tx.putFollower(followerOf(bob), 1, 'pending'));
    await store.transact((tx) => tx.putFollower(followerOf(bob), 2));
    expect((await store.followers(0, 10)).map(({ actor }) => actor)).toEqual([alice, bob]);
  });

  test('who waits leaves like any follower', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1, 'pending');
      tx.putFollower(followerOf(bob), 1, 'pending');
    });
    await store.transact((tx) => {
      tx.removeFollower(alice);
      tx.removeFollowersOn('snac.test');
      tx.acceptFollower(alice);
    });
    expect([...(await store.followers(0, 10)), ...(await store.followers(0, 10, 'pending'))]).toEqual([]);
  });
}

function moving(fresh: FreshStoreMaker): void {
  const carol = uri('https://new.test/users/carol');

  test.each(['accepted', 'pending'] as const)(
    'who moves takes the place of the former one: %s',
    async (state) => {
      await using database = await fresh();
      const { store } = database;
      await store.transact((tx) => tx.putFollower(followerOf(alice), 1, state));
      await store.transact((tx) => tx.moveFollower(alice, followerOf(carol), 2));
      await store.transact((tx) => tx.moveFollower(alice, followerOf(carol), 3));
      const moved = await store.followers(0, 10, state);
      expect(moved).toEqual([{ ...followerOf(carol), row: moved[0]?.row, since: 2 }]);
      expect(await store.countFollowers()).toBe(state === 'accepted' ? 1 : 0);
      expect(await store.followersAt('https://new.test')).toEqual(state === 'accepted' ? [carol] : []);
    },
  );

  test('the move of somebody who does not follow changes nothing', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.moveFollower(alice, followerOf(carol), 2));
    expect(await store.countFollowers()).toBe(0);
    expect(await store.followers(0, 10, 'pending')).toEqual([]);
  });

  test.each([
    ['pending', 'accepted'],
    ['accepted', 'pending'],
  ] as const)('a %s follower who moves to one that is %s leaves an accepted one', async (from, to) => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1, from);
      tx.putFollower(followerOf(carol), 1, to);
    });
    await store.transact((tx) => tx.moveFollower(alice, followerOf(carol), 2));
    expect((await store.followers(0, 10)).map(({ actor }) => actor)).toEqual([carol]);
    expect(await store.followers(0, 10, 'pending')).toEqual([]);
  });

  test('who moves to itself still follows', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putFollower(followerOf(alice), 1));
    await store.transact((tx) => tx.moveFollower(alice, followerOf(alice), 2));
    expect(await store.countFollowers()).toBe(1);
  });

  test('moves of one commit apply one after the other', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1);
      tx.moveFollower(alice, followerOf(bob), 2);
      tx.moveFollower(bob, followerOf(carol), 3);
    });
    expect((await store.followers(0, 10)).map(({ actor }) => actor)).toEqual([carol]);
  });
}

function ofOneServer(fresh: FreshStoreMaker): void {
  const social = 'https://social.test';

  test('its followers are those whose id has its very origin, sorted', async () => {
    await using database = await fresh();
    const { store } = database;
    const others = [bob, uri('https://social.test.evil.test/a'), uri('https://social.test:8443/a')];
    await store.transact((tx) => {
      for (const name of ['b', 'a', 'c']) tx.putFollower(followerOf(uri(`${social}/${name}`)), 1);
      for (const actor of others) tx.putFollower(followerOf(actor), 1);
      tx.removeFollower(uri(`${social}/c`));
    });
    expect(await store.followersAt(social)).toEqual([`${social}/a`, `${social}/b`]);
  });

  test('settled followers are told by origin; who has none is left out', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putFollower(followerOf(uri(`${social}/b`)), 1);
      tx.putFollower(followerOf(uri(`${social}/a`)), 1);
      tx.putFollower(followerOf(bob), 1);
      tx.putFollower(followerOf(uri('https://waiting.test/a')), 1, 'pending');
    });
    const asked = [social, social, 'https://waiting.test', 'https://unknown.test'];
    expect(await store.settledFollowers(asked)).toEqual(new Map([[social, [`${social}/a`, `${social}/b`]]]));
    expect(await store.settledFollowers([])).toEqual(new Map());
  });

  test.each(['Accept', 'Reject', 'Undo'])(
    'while an %s is on its way to a server, its followers are not settled',
    async (type) => {
      await using database = await fresh();
      const { store } = database;
      await store.transact((tx) => {
        tx.putFollower(followerOf(alice), 1);
        tx.putFollower(followerOf(bob), 1);
        tx.enqueue(outgoing('1', [uri(`${social}/other/inbox`)], { type }));
      });
      const settled = async (): Promise<readonly string[]> => [
        ...(await store.settledFollowers([social, 'https://snac.test'])).keys(),
      ];
      expect(await settled()).toEqual(['https://snac.test']);
      const [answer] = await claim(store);
      expect(await settled()).toEqual(['https://snac.test']);
      await store.transact((tx) =>
        tx.putDeliveryOutcome(answer?.row ?? 0, { state: 'delivered', at: 2, status: 202 }),
      );
      expect(await settled()).toEqual([social, 'https://snac.test']);
    },
  );

  test('other activities on their way settle or unsettle nothing', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1);
      tx.enqueue(outgoing('1', [uri(`${alice}/inbox`)], { to: 'followers' }));
    });
    expect(await store.settledFollowers([social])).toEqual(new Map([[social, [alice]]]));
  });
}
