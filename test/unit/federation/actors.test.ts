import { describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { multikeyOf } from '../../../src/protocol/proof/multikey.ts';
import { generateKeyPair } from '../../../src/protocol/signature/keys.ts';
import { aliceKeys, found, minuteMs, NOW, personOf, thrownBy, uri } from '../builders.ts';
import { byAlice, byNewKey, claimOf, id, keyId, know, newKeys, openDesk } from './directory-desk.ts';

const assertionKeys = await generateKeyPair('assertion');

describe('a key', () => {
  test('that nobody has seen is fetched once, and is new until the store has it', async () => {
    await using desk = await openDesk();
    const signer = await desk.directory.authenticate(byAlice);
    expect(signer).toMatchObject({ actor: { id, inbox: `${id}/inbox` }, isNew: true });
    expect(await desk.directory.authenticate(byAlice)).toMatchObject({ isNew: true });

    await desk.store.transact((tx) => tx.putActor(signer.actor, NOW));
    desk.directory.forget(signer.actor);
    expect(await desk.directory.authenticate(byAlice)).toMatchObject({ actor: { id }, isNew: false });
    expect(desk.remote.fetched).toEqual([id]);
  });

  test('that the store knows costs no request', async () => {
    await using desk = await openDesk();
    await know(desk);
    expect(await desk.directory.authenticate(byAlice)).toMatchObject({ actor: { id }, isNew: false });
    expect(desk.remote.fetched).toEqual([]);
  });

  test('that many ask for at once is fetched once', async () => {
    const answer = Promise.withResolvers<FetchOutcome>();
    await using desk = await openDesk({ [id]: answer.promise });
    const asking = Array.from({ length: 20 }, () => desk.directory.authenticate(byAlice));
    await desk.store.setting('a turn of the event loop, and of the store');
    answer.resolve(found(id, personOf(id)));
    expect(new Set((await Promise.all(asking)).map(({ actor }) => actor.id))).toEqual(new Set([id]));
    expect(desk.remote.fetched).toEqual([id]);
  });

  test('in a document of its own is believed when its owner lists it', async () => {
    const ownId = uri(`${id}/main-key`);
    const key = { id: ownId, owner: id, publicKeyPem: aliceKeys.publicKeyPem };
    await using desk = await openDesk({
      [ownId]: found(ownId, key),
      [id]: found(id, personOf(id, undefined, { publicKey: key })),
    });
    expect(await desk.directory.authenticate(claimOf(aliceKeys.publicKeyPem, ownId))).toMatchObject({
      actor: { id, keys: [{ id: ownId }] },
    });
    expect(desk.remote.fetched).toEqual([ownId, id]);
  });
});

describe('a key that cannot be had', () => {
  const evil = 'https://evil.test/users/alice';
  const ownId = uri('https://evil.test/key');
  test.each<[string, string, Readonly<Record<string, FetchOutcome>>, string]>([
    [
      'because nobody answers',
      keyId,
      { [id]: { kind: 'failed', reason: 'ECONNREFUSED' } },
      `${id}: ECONNREFUSED`,
    ],
    ['because it is gone', keyId, { [id]: { kind: 'gone' } }, `${id} is gone`],
    [
      'from another origin, by a redirect',
      keyId,
      { [id]: found(evil, personOf(id)) },
      `${id} leads to ${evil}`,
    ],
    [
      'from another origin, by a redirect to the same host over http',
      keyId,
      { [id]: found('http://social.test/users/alice', personOf(id)) },
      'leads to http://social.test',
    ],
    [
      'of an owner on another origin',
      ownId,
      { [ownId]: found(ownId, { id: ownId, owner: id, publicKeyPem: aliceKeys.publicKeyPem }) },
      'names no owner of that key on its origin',
    ],
    [
      'of an owner that does not list it',
      `${id}/key`,
      {
        [`${id}/key`]: found(`${id}/key`, { id: `${id}/key`, owner: id, publicKeyPem: newKeys.publicKeyPem }),
      },
      `without ${id}/key`,
    ],
    [
      'of an owner that calls itself another',
      `${id}/key`,
      {
        [`${id}/key`]: found(`${id}/key`, { id: `${id}/key`, owner: id, publicKeyPem: newKeys.publicKeyPem }),
        [id]: found(
          id,
          personOf(`${id}a`, undefined, {
            publicKey: { id: `${id}/key`, owner: `${id}a`, publicKeyPem: newKeys.publicKeyPem },
          }),
        ),
      },
      `${id} calls itself ${id}a`,
    ],
    [
      'because the document is somebody else’s',
      keyId,
      { [id]: found(id, personOf(`${id}a`)) },
      'names no owner of that key',
    ],
    ['because it is no key', keyId, { [id]: found(id, personOf(id, 'no PEM')) }, 'without'],
  ])('%s is unavailable', async (_, asked, documents, reason) => {
    await using desk = await openDesk(documents);
    const error = await thrownBy(() =>
      desk.directory.authenticate(claimOf(aliceKeys.publicKeyPem, uri(asked))),
    );
    expect(error).toMatchObject({ name: 'Refusal', code: 'key-unavailable', status: 401 });
    expect(error.message).toContain(reason);
  });

  test.each<[string, FetchOutcome, number, string]>([
    ['that answers nonsense', { kind: 'failed', reason: 'no JSON' }, 5 * minuteMs, 'key-unavailable'],
    [
      'that does not answer',
      { kind: 'failed', reason: 'down', isPassing: true },
      minuteMs / 2,
      'unavailable',
    ],
  ])('because of a server %s is not asked for again for a while', async (_, outcome, whileMs, code) => {
    await using desk = await openDesk({ [id]: outcome });
    const attempt = (): Promise<Error> => thrownBy(() => desk.directory.authenticate(byAlice));
    for (let n = 0; n < 3; n += 1) expect(await attempt()).toMatchObject({ name: 'Refusal', code });
    expect(desk.remote.fetched).toHaveLength(1);
    desk.serve({ [id]: found(id, personOf(id)) });
    desk.clock += whileMs - 1;
    expect(await attempt()).toMatchObject({ code });
    expect(desk.remote.fetched).toHaveLength(1);
    desk.clock += 1;
    expect(await desk.directory.authenticate(byAlice)).toMatchObject({ actor: { id } });
  });
});

describe('a signature that does not verify', () => {
  test('makes a known key be fetched once more, and not again for five minutes', async () => {
    await using desk = await openDesk();
    await know(desk);
    const attempt = (): Promise<Error> => thrownBy(() => desk.directory.authenticate(byNewKey));
    for (let n = 0; n < 5; n += 1)
      expect(await attempt()).toMatchObject({ code: 'bad-signature', status: 401 });
    expect(desk.remote.fetched).toHaveLength(1);
    desk.clock += 5 * minuteMs;
    await attempt();
    expect(desk.remote.fetched).toHaveLength(2);
  });

  test('makes a key that nobody has seen be fetched twice in five minutes, however many there are', async () => {
    await using desk = await openDesk();
    for (let n = 0; n < 5; n += 1) await thrownBy(() => desk.directory.authenticate(byNewKey));
    expect(desk.remote.fetched).toHaveLength(2);
    expect(await desk.directory.authenticate(byAlice)).toMatchObject({ actor: { id }, isNew: true });
  });

  test('leaves the key that was known in its place', async () => {
    await using desk = await openDesk();
    await know(desk);
    await thrownBy(() => desk.directory.authenticate(byNewKey));
    expect(await desk.directory.authenticate(byAlice)).toMatchObject({ actor: { id } });
  });

  test('is accepted with the new key when the old one was changed', async () => {
    await using desk = await openDesk({ [id]: found(id, personOf(id, newKeys.publicKeyPem)) });
    await know(desk);
    const signers = await Promise.all([1, 2, 3].map(() => desk.directory.authenticate(byNewKey)));
    expect(signers).toMatchObject(
      signers.map(() => ({ actor: { keys: [{ pem: newKeys.publicKeyPem }] }, isNew: true })),
    );
    expect(await thrownBy(() => desk.directory.authenticate(byAlice))).toMatchObject({
      code: 'bad-signature',
    });
    expect(desk.remote.fetched).toEqual([id]);
  });
});

test('what is forgotten is read from the store again', async () => {
  await using desk = await openDesk();
  const { actor } = await desk.directory.authenticate(byAlice);
  await desk.store.transact((tx) => tx.putActor({ ...actor, name: 'Alice Anew' }, NOW));
  desk.directory.forget(actor);
  expect(await desk.directory.authenticate(byAlice)).toMatchObject({
    actor: { name: 'Alice Anew' },
    isNew: false,
  });
  expect(desk.remote.fetched).toEqual([id]);
});

test('so is all that is forgotten at once', async () => {
  await using desk = await openDesk();
  const { actor } = await desk.directory.authenticate(byAlice);
  await desk.store.transact((tx) => tx.putActor({ ...actor, name: 'Alice Anew' }, NOW));
  desk.directory.forgetAll();
  expect(await desk.directory.authenticate(byAlice)).toMatchObject({
    actor: { name: 'Alice Anew' },
    isNew: false,
  });
});

describe('an actor with several keys', () => {
  const assertionId = uri(`${id}#ed25519-key`);
  const assertionKey = {
    id: assertionId,
    type: 'Multikey',
    controller: id,
    publicKeyMultibase: multikeyOf(assertionKeys.publicKeyPem),
  };
  const person = personOf(id, undefined, { assertionMethod: [assertionKey] });
  const byAssertion = claimOf(assertionKeys.publicKeyPem, assertionId);

  test('is known by each of them, RSA or Ed25519', async () => {
    await using desk = await openDesk({ [id]: found(id, person) });
    const signer = await desk.directory.authenticate(byAlice);
    await desk.store.transact((tx) => tx.putActor(signer.actor, NOW));
    desk.directory.forget(signer.actor);
    for (const claim of [byAlice, byAssertion, byAlice, byAssertion])
      expect(await desk.directory.authenticate(claim)).toMatchObject({ actor: { id }, isNew: false });
    expect(desk.remote.fetched).toEqual([id]);
  });

  test('is not known by the one where the other was named', async () => {
    await using desk = await openDesk({ [id]: found(id, person) });
    const mixed = claimOf(assertionKeys.publicKeyPem, keyId);
    expect(await thrownBy(() => desk.directory.authenticate(mixed))).toMatchObject({ code: 'bad-signature' });
  });

  test('that gives one up is no longer known by it, as soon as that was seen', async () => {
    await using desk = await openDesk({ [id]: found(id, person) });
    await desk.directory.authenticate(byAlice);
    const rotated = uri(`${id}#new-key`);
    const publicKey = { id: rotated, owner: id, publicKeyPem: newKeys.publicKeyPem };
    desk.serve({ [id]: found(id, personOf(id, undefined, { publicKey })) });
    const { actor } = await desk.directory.authenticate(claimOf(newKeys.publicKeyPem, rotated));
    await desk.store.transact((tx) => tx.putActor(actor, NOW));
    desk.directory.forget(actor);
    expect(await thrownBy(() => desk.directory.authenticate(byAlice))).toMatchObject({ name: 'Refusal' });
  });
});

describe('an actor looked for by id', () => {
  test('is fetched once, and new until the store has it', async () => {
    await using desk = await openDesk();
    const signer = await desk.directory.find(uri(id));
    expect(signer).toMatchObject({ actor: { id, inbox: `${id}/inbox` }, isNew: true });
    await desk.store.transact((tx) => tx.putActor(signer.actor, NOW));
    expect(await desk.directory.find(uri(id))).toMatchObject({ actor: { id }, isNew: false });
    expect(desk.remote.fetched).toEqual([id]);
  });

  test('who has just signed costs no request', async () => {
    await using desk = await openDesk();
    await desk.directory.authenticate(byAlice);
    expect(await desk.directory.find(uri(id))).toMatchObject({ actor: { id }, isNew: true });
    expect(desk.remote.fetched).toEqual([id]);
  });

  test('is asked for again where the news is what counts', async () => {
    await using desk = await openDesk();
    await know(desk);
    desk.serve({ [id]: found(id, personOf(id, undefined, { alsoKnownAs: 'https://old.test/a' })) });
    expect(await desk.directory.fetch(uri(id))).toMatchObject({ id, alsoKnownAs: ['https://old.test/a'] });
  });

  test.each<[string, FetchOutcome, string]>([
    ['that is gone', { kind: 'gone' }, 'key-unavailable'],
    ['that calls itself another', found(id, personOf(`${id}a`)), 'key-unavailable'],
    ['from elsewhere', found('https://evil.test/alice', personOf(id)), 'key-unavailable'],
    ['whose server is down', { kind: 'failed', reason: 'down', isPassing: true }, 'unavailable'],
  ])('%s is refused, and not asked for again for a while', async (_, outcome, code) => {
    await using desk = await openDesk({ [id]: outcome });
    for (let n = 0; n < 3; n += 1)
      expect(await thrownBy(() => desk.directory.find(uri(id)))).toMatchObject({ name: 'Refusal', code });
    expect(desk.remote.fetched).toEqual([id]);
  });
});
