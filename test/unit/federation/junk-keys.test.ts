import { describe, expect, test } from 'vitest';
import type { KeyClaim } from '../../../src/federation/actors.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { found, minuteMs, personOf, thrownBy, uri } from '../builders.ts';
import { byAlice, byNewKey, claimOf, id, know, newKeys, openDesk, type Desk } from './directory-desk.ts';

describe('keys that are named for nothing', () => {
  const { publicKeyPem } = newKeys;
  const junk = (n: number, document: string = id): KeyClaim => claimOf(publicKeyPem, uri(`${document}#${n}`));
  const attempt = (desk: Desk, claim: KeyClaim): Promise<Error> =>
    thrownBy(() => desk.directory.authenticate(claim));

  test('have their document fetched once, however many are named at once', async () => {
    const answer = Promise.withResolvers<FetchOutcome>();
    await using desk = await openDesk({ [id]: answer.promise });
    const attempts = Array.from({ length: 50 }, (_, n) => attempt(desk, junk(n)));
    // Each looks into the store before it waits for the one document.
    for (let n = 0; n < 50; n += 1) await desk.store.setting('a turn of the event loop, and of the store');
    answer.resolve(found(id, personOf(id)));
    await Promise.all(attempts);
    expect(desk.remote.fetched).toEqual([id]);
    expect(desk.inVain).toEqual([id]);
  });

  test('have it fetched once more in five minutes, one after the other too; their senders may come again', async () => {
    await using desk = await openDesk();
    const codes: unknown[] = [];
    for (let n = 0; n < 10; n += 1) codes.push(await attempt(desk, junk(n)));
    expect(codes.slice(0, 2)).toMatchObject([{ code: 'key-unavailable' }, { code: 'key-unavailable' }]);
    expect(codes.slice(2)).toMatchObject(
      codes.slice(2).map(() => ({ code: 'unavailable', status: 503, retryAfter: 300 })),
    );
    expect(desk.remote.fetched).toEqual([id, id]);
    desk.clock += 5 * minuteMs;
    for (let n = 10; n < 20; n += 1) await attempt(desk, junk(n));
    expect(desk.remote.fetched).toEqual([id, id, id]);
  });

  test.each(['https://social.test/users/alice', 'https://SOCIAL.test:443/users/./alice'])(
    'of a document that is not there have it asked for once in five minutes: %s',
    async (document) => {
      const answer: FetchOutcome = { kind: 'failed', reason: 'social.test answered 404', status: 404 };
      await using desk = await openDesk({ [id]: answer, [document]: answer });
      await attempt(desk, junk(0));
      for (let n = 1; n < 10; n += 1)
        expect(await attempt(desk, junk(n, document))).toMatchObject({ code: 'key-unavailable' });
      expect(desk.remote.fetched).toEqual([id]);
    },
  );

  test('of a known actor have his document fetched no oftener, and he stays known', async () => {
    await using desk = await openDesk();
    await know(desk);
    for (let n = 0; n < 10; n += 1) await attempt(desk, junk(n));
    expect(desk.remote.fetched).toEqual([id, id]);
    expect(await desk.directory.authenticate(byAlice)).toMatchObject({ actor: { id } });
  });

  test('do not keep us from knowing who owns the document', async () => {
    await using desk = await openDesk();
    for (let n = 0; n < 10; n += 1) await attempt(desk, junk(n));
    expect(await desk.directory.authenticate(byAlice)).toMatchObject({ actor: { id }, isNew: true });
  });

  test('hide a change of keys for five minutes at most', async () => {
    await using desk = await openDesk();
    for (let n = 0; n < 10; n += 1) await attempt(desk, junk(n));
    const rotated = uri(`${id}#new-key`);
    const publicKey = { id: rotated, owner: id, publicKeyPem };
    desk.serve({ [id]: found(id, personOf(id, undefined, { publicKey })) });
    expect(await attempt(desk, claimOf(publicKeyPem, rotated))).toMatchObject({ code: 'unavailable' });
    desk.clock += 5 * minuteMs;
    await attempt(desk, junk(99));
    expect(await desk.directory.authenticate(claimOf(publicKeyPem, rotated))).toMatchObject({
      actor: { id },
    });
  });

  test('count against their host: a key that is not there, one that does not verify, a document of another', async () => {
    const page = 'https://social.test/?3';
    await using desk = await openDesk({ [page]: found(page, personOf(id)) });
    await attempt(desk, junk(1));
    await attempt(desk, byNewKey);
    await attempt(desk, junk(1, page));
    expect(desk.inVain).toEqual([id, id, page]);
    await desk.directory.authenticate(byAlice);
    expect(desk.inVain).toHaveLength(3);
  });
});
