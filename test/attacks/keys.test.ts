/** A key that is not the actor's, though its name or its document says so. */
import { describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../src/federation/remote.ts';
import type { ReceivedRequest } from '../../src/protocol/signature/claim.ts';
import type { JsonObject } from '../../src/protocol/vocabulary.ts';
import { aliceKeys, blogKeys, found, NOW, personOf, uri } from '../unit/builders.ts';
import { alice, follow, type Inbox } from '../unit/federation/inbox-desk.ts';
import { signedHeaders } from '../support/cavage.ts';
import { site } from '../unit/theme/sample.ts';
import { answerTo, eve, later, mallory, openScene, signedBy, take } from './support/cast.ts';

/** The attackers hold the key that everything of this scene is signed with; alice has another one. */
const theirs = aliceKeys.publicKeyPem;
const hers = blogKeys.instance;
const herKey = `${alice}#main-key`;
const atHome = { [alice]: found(alice, personOf(alice, hers.publicKeyPem)) };

function open(documents: Readonly<Record<string, FetchOutcome>> = {}): Promise<Inbox> {
  return openScene({ ...atHome, ...documents });
}

/** In the name of alice, with the attackers' key, called `keyId`. */
function forged(keyId: string): ReceivedRequest {
  return signedBy(alice, follow, { keyId });
}

/** By alice herself. */
function genuine(activity: object): ReceivedRequest {
  const body = JSON.stringify({ actor: alice, ...activity });
  const request = { method: 'POST', url: site.sharedInbox, date: new Date(NOW), body } as const;
  const headers = signedHeaders(request, { keyId: herKey, privateKey: hers.privateKey });
  return {
    method: 'POST',
    target: '/ap/inbox',
    header: (name) => headers[name] ?? null,
    body: Buffer.from(body),
  };
}

/** Nobody follows; and then alice does, whatever was tried before. */
async function expectAliceUnharmed(inbox: Inbox): Promise<void> {
  expect(await inbox.store.countFollowers()).toBe(0);
  await take(inbox, genuine(follow));
  expect(await inbox.store.findFollower(uri(alice))).toMatchObject({ actor: alice });
}

/** A profile of `owner`, served at its id, with `publicKey`. */
function profile(owner: string, publicKey: unknown): Readonly<Record<string, FetchOutcome>> {
  return { [owner]: found(owner, personOf(owner, theirs, { publicKey })) };
}

const keyOf = (id: string, more: JsonObject): JsonObject => ({ id, publicKeyPem: theirs, ...more });
const stub = 'https://social.test/keys/1';

describe('401: alice is not', () => {
  test.each<[string, Readonly<Record<string, FetchOutcome>>, string]>([
    ['a key that her profile does not list', {}, `${alice}#evil`],
    ['her key, in the hands of another', {}, herKey],
    ['one on another server', {}, `${eve}#main-key`],
    ['her neighbour', {}, `${mallory}#main-key`],
    [
      'one whose profile says that it is hers',
      profile(eve, keyOf(`${eve}#main-key`, { owner: alice })),
      `${eve}#main-key`,
    ],
    ['one who lists her key for his own', profile(eve, keyOf(herKey, { owner: eve })), herKey],
    [
      'a neighbour who lists her key for his own',
      profile(mallory, keyOf(herKey, { owner: mallory })),
      herKey,
    ],
    [
      'a key of two owners',
      profile(mallory, keyOf(`${mallory}#main-key`, { owner: [mallory, alice] })),
      `${mallory}#main-key`,
    ],
    [
      'a key of two owners, she first',
      profile(mallory, keyOf(`${mallory}#main-key`, { owner: [alice, mallory] })),
      `${mallory}#main-key`,
    ],
    [
      'a key with her for a controller',
      profile(mallory, keyOf(`${mallory}#main-key`, { controller: { id: alice } })),
      `${mallory}#main-key`,
    ],
    ['a key that stands alone and names her', { [stub]: found(stub, keyOf(stub, { owner: alice })) }, stub],
    [
      'a key that stands alone and names two',
      { [stub]: found(stub, keyOf(stub, { owner: [mallory, alice] })) },
      stub,
    ],
    [
      'a key elsewhere that names her',
      {
        'https://evil.test/key': found(
          'https://evil.test/key',
          keyOf('https://evil.test/key', { owner: alice }),
        ),
      },
      'https://evil.test/key',
    ],
    ['a profile of her name elsewhere', { [eve]: found(eve, personOf(alice, theirs)) }, `${eve}#main-key`],
    [
      'where her address leads to another server',
      { [`${alice}?1`]: found(eve, personOf(`${alice}?1`, theirs)) },
      `${alice}?1#main-key`,
    ],
  ])('%s', async (_, documents, keyId) => {
    await using inbox = await open(documents);
    expect(await answerTo(forged(keyId), inbox)).toMatch(
      /^(?:actor-mismatch|bad-signature|key-unavailable)$/,
    );
    await expectAliceUnharmed(inbox);
  });

  test.each([
    'https://x@social.test/users/alice#main-key',
    'https://social.test@evil.test/users/alice#main-key',
    'https://social.test:8443/users/alice#main-key',
    'http://social.test/users/alice#main-key',
    'https://social.test./users/alice#main-key',
    'https://SOCIAL.test/users/alice#main-key',
    'https://ѕocial.test/users/alice#main-key',
    'https://social.test/users/alic%65#main-key',
    'https://social.test/users/./alice#main-key',
    'https://social%2etest/users/alice#main-key',
    'https://social.test\\users/alice#main-key',
    `https://social.test/users/alice?${'x'.repeat(2048)}#main-key`,
    'acct:alice@social.test',
    'alice',
  ])('known by another spelling of her key: %s', async (keyId) => {
    // Whoever serves it serves her profile there, with the attackers' key in it.
    const [url = ''] = keyId.split('#');
    await using inbox = await open({ [url]: found(url, personOf(alice, theirs)) });
    expect(await answerTo(forged(keyId), inbox)).toMatch(/^(?:bad-signature|key-unavailable)$/);
    await expectAliceUnharmed(inbox);
  });
});

describe('two of one server who list the same key', () => {
  const both = [keyOf(`${mallory}#main-key`, { owner: mallory }), keyOf(herKey, { owner: mallory })];
  const shared = profile(mallory, both);

  test('are told apart, though mallory came first', async () => {
    await using inbox = await open(shared);
    await take(inbox, signedBy(mallory, { ...follow, id: `${mallory}#1` }));
    expect(await answerTo(forged(herKey), inbox)).toBe('actor-mismatch');
    expect(await inbox.store.findFollower(uri(alice))).toBeUndefined();
    await take(inbox, genuine(follow));
    expect(await inbox.store.countFollowers()).toBe(2);
  });

  test('are told apart, though mallory lists it after alice was known', async () => {
    await using inbox = await open();
    await take(inbox, genuine(follow), signedBy(mallory, { ...follow, id: `${mallory}#1` }));
    const taking = {
      id: `${mallory}#2`,
      type: 'Update',
      object: personOf(mallory, theirs, { publicKey: both }),
    };
    await take(inbox, signedBy(mallory, taking, later()));
    const undo = { id: `${alice}#undo`, type: 'Undo', object: follow };
    expect(await answerTo(signedBy(alice, undo, { keyId: herKey }), inbox)).toMatch(
      /^(?:actor-mismatch|bad-signature)$/,
    );
    expect(await inbox.store.countFollowers()).toBe(2);
    await take(inbox, genuine(undo));
    expect(await inbox.store.countFollowers()).toBe(1);
  });
});

describe('the blog’s own keys make nobody somebody else:', () => {
  const own = { [site.actor]: found(site.actor, personOf(site.actor)) };

  test.each([
    ['the blog’s', blogKeys.request.id],
    ['one that its profile does not list', `${site.actor}#evil`],
    ['the blog’s, by a host with a dot', 'https://blog.test./ap/actors/blog#main-key'],
    ['the server’s', blogKeys.instance.id],
  ])('%s', async (_, keyId) => {
    const [url = ''] = keyId.split('#');
    await using inbox = await open({ [url]: found(url, personOf(site.actor)), ...own });
    expect(await answerTo(forged(keyId), inbox)).toMatch(
      /^(?:actor-mismatch|bad-signature|key-unavailable)$/,
    );
    await expectAliceUnharmed(inbox);
  });

  test('nor does it follow itself', async () => {
    await using inbox = await open(own);
    await answerTo(signedBy(site.actor, { ...follow, id: `${site.actor}#follows/1` }), inbox);
    expect(await inbox.store.countFollowers()).toBe(0);
  });
});
