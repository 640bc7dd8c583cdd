import { expect, test } from 'vitest';
import type { PublicKey, Uri } from '../../src/protocol/vocabulary.ts';
import type { FreshStoreMaker } from './cast.ts';
import { actorOf, alice, bob, mainKeyOf, uri } from './cast.ts';

export function actors(fresh: FreshStoreMaker): void {
  test('an actor is found by id and by the id of each of its keys, with all of them in their order', async () => {
    await using database = await fresh();
    const keys = [keyOf(mainKeyOf(alice), 'rsa'), keyOf(uri(`${alice}#a`), 'ed25519')];
    const actor = actorOf(alice, { sharedInbox: uri('https://social.test/inbox'), keys });
    await database.store.transact((tx) => tx.putActor(actor, 1));
    expect(await database.store.findActor(alice)).toEqual(actor);
    for (const { id } of keys) expect(await database.store.findActorByKeyId(id)).toEqual(actor);
    expect(await database.store.findActor(bob)).toBeUndefined();
    expect(await database.store.findActorByKeyId(mainKeyOf(bob))).toBeUndefined();
    expect(await database.store.findActorByKeyId('no address')).toBeUndefined();
  });

  test('an actor is replaced by what was fetched later, never by what was fetched earlier', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putActor(actorOf(alice, { name: 'second' }), 2));
    await store.transact((tx) => tx.putActor(actorOf(alice, { name: 'first' }), 1));
    expect((await store.findActor(alice))?.name).toBe('second');
    await store.transact((tx) => tx.putActor(actorOf(alice, { name: 'third' }), 3));
    expect((await store.findActor(alice))?.name).toBe('third');
  });

  test('keys come and go with what was fetched last, and change places with it', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second, third] = ['1', '2', '3'].map((name) => uri(`${alice}#${name}`)) as [Uri, Uri, Uri];
    const put = (fetchedAt: number, keys: readonly PublicKey[]): Promise<void> =>
      store.transact((tx) => tx.putActor(actorOf(alice, { keys }), fetchedAt));
    await put(2, [keyOf(first, 'a'), keyOf(second, 'b')]);
    await put(1, [keyOf(third, 'early')]);
    expect(await store.findActorByKeyId(third)).toBeUndefined();
    await put(3, [keyOf(third, 'c'), keyOf(second, 'changed')]);
    expect(await store.findActorByKeyId(first)).toBeUndefined();
    expect((await store.findActorByKeyId(second))?.keys).toEqual([
      keyOf(third, 'c'),
      keyOf(second, 'changed'),
    ]);
  });

  test('of very many keys the first four are kept', async () => {
    await using database = await fresh();
    const keys = Array.from({ length: 21 }, (_, n) => keyOf(uri(`${alice}#${n}`), `${n}`));
    await database.store.transact((tx) => tx.putActor(actorOf(alice, { keys }), 1));
    expect((await database.store.findActor(alice))?.keys).toEqual(keys.slice(0, 4));
    expect(await database.store.findActorByKeyId(uri(`${alice}#4`))).toBeUndefined();
  });

  test('who is stored is told from memory, whoever stored it, and who is not hardly ever taken for known', async () => {
    await using database = await fresh();
    const { store } = database;
    const other = await database.openAgain();
    await store.transact((tx) => tx.putActor(actorOf(alice), 1));
    expect(other.mayKnowActor(bob)).toBe(true); // It has not looked yet.
    await other.dataVersion();
    const seenBy = (one: typeof store): readonly boolean[] => [alice, bob].map((id) => one.mayKnowActor(id));
    expect(seenBy(other)).toEqual([true, false]);
    await store.dataVersion();
    await other.transact((tx) => tx.putActor(actorOf(bob), 1));
    expect([seenBy(other), seenBy(store)]).toEqual([
      [true, true],
      [true, false],
    ]);
    await store.dataVersion();
    expect(seenBy(store)).toEqual([true, true]);
    const strangers = Array.from({ length: 1_000 }, (_, n) => uri(`https://flood.test/${n}`));
    expect(strangers.filter((id) => store.mayKnowActor(id)).length).toBeLessThan(3);
  });

  test('actors of one commit keep their keys apart', async () => {
    await using database = await fresh();
    const { store } = database;
    await Promise.all([alice, bob].map((id) => store.transact((tx) => tx.putActor(actorOf(id), 1))));
    expect((await store.findActorByKeyId(mainKeyOf(alice)))?.id).toBe(alice);
    expect((await store.findActorByKeyId(mainKeyOf(bob)))?.id).toBe(bob);
  });

  test.each([
    ['before', [1, 2]],
    ['after', [2, 1]],
  ] as const)(
    'a key id names the actor on its own host, also when another claimed it %s',
    async (_, [evil, own]) => {
      await using database = await fresh();
      const { store } = database;
      const stolen = actorOf(uri('https://evil.test/u'), { keys: [keyOf(mainKeyOf(alice), 'stolen')] });
      const puts = [
        { actor: stolen, at: evil },
        { actor: actorOf(alice), at: own },
      ].sort((one, other) => one.at - other.at);
      for (const { actor, at } of puts) await store.transact((tx) => tx.putActor(actor, at));
      expect(await store.findActorByKeyId(mainKeyOf(alice))).toEqual(actorOf(alice));
    },
  );

  test('of actors on one host, the first to have a key keeps it until it is gone', async () => {
    await using database = await fresh();
    const { store } = database;
    const keys = [keyOf(mainKeyOf(alice), 'claimed')];
    const carol = actorOf(uri('https://social.test/users/carol'), { keys });
    await store.transact((tx) => tx.putActor(actorOf(alice), 1));
    await store.transact((tx) => tx.putActor(carol, 2));
    await store.transact((tx) => tx.putActor(actorOf(alice), 3));
    expect((await store.findActorByKeyId(mainKeyOf(alice)))?.id).toBe(alice);
    await store.transact((tx) => tx.removeActor(alice, 4));
    expect(await store.findActorByKeyId(mainKeyOf(alice))).toEqual(carol);
  });
}

function keyOf(id: Uri, pem: string): PublicKey {
  return { id, pem };
}
