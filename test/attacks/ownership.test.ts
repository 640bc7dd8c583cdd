/** Whose is what: only its author, on its own origin, says anything about an object or an actor. */
import { describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../src/federation/remote.ts';
import type { JsonObject } from '../../src/protocol/vocabulary.ts';
import { found, NOW, personOf, uri } from '../unit/builders.ts';
import { kettle } from '../unit/federation/handlers/scope.ts';
import { alice, follow, openInbox } from '../unit/federation/inbox-desk.ts';
import { openDesk } from '../unit/release/desk.ts';
import { postOf } from '../unit/theme/sample.ts';
import {
  answerTo,
  bob,
  createOf,
  deleteOf,
  eve,
  everybody,
  later,
  mallory,
  noteBy,
  openScene,
  provedByBob,
  signedBy,
  take,
  texts,
  withNetwork,
} from './support/cast.ts';

const note = noteBy(alice);
const vile = { content: '<p>Vile.</p>', updated: new Date(NOW).toISOString() };

describe('of alice’s reply mallory, on the same server, changes nothing', () => {
  test.each<[string, object]>([
    ['by an edit in his name', { type: 'Update', object: { ...note, ...vile } }],
    ['by an edit that calls it his', { type: 'Update', object: { ...note, ...vile, attributedTo: mallory } }],
    [
      'by an edit that calls it his too',
      { type: 'Update', object: { ...note, ...vile, attributedTo: [mallory, alice] } },
    ],
    ['by an edit of both', { type: 'Update', object: { ...note, ...vile, attributedTo: [alice, mallory] } }],
    [
      'by an edit without an author',
      { type: 'Update', object: { ...note, ...vile, attributedTo: undefined, actor: mallory } },
    ],
    ['by a Create of the same id', { type: 'Create', object: { ...note, ...vile, attributedTo: mallory } }],
    ['by a Delete', { type: 'Delete', object: note.id }],
    ['by a Delete of a Tombstone', { type: 'Delete', object: { id: note.id, type: 'Tombstone' } }],
    ['by narrowing it', { type: 'Update', object: { ...note, ...vile, attributedTo: mallory, to: alice } }],
  ])('%s', async (_, activity) => {
    await using inbox = await openScene({ [note.id]: found(note.id, note) });
    await take(inbox, signedBy(mallory, { ...follow, id: `${mallory}#1` }), signedBy(alice, createOf(note)));
    await answerTo(signedBy(mallory, { id: `${mallory}#2`, ...activity }), inbox);
    expect(await texts(inbox)).toEqual([note.content]);
    expect(await inbox.store.authorOf(note.id)).toBe(alice);
  });
});

describe('a reply that was not written yet is forbidden by nobody:', () => {
  const notFound: FetchOutcome = { kind: 'failed', reason: 'answered 404', status: 404 };
  const bobs = noteBy(bob);

  test.each<[string, string, object]>([
    ['a Delete in the name of its author', eve, deleteOf(bobs)],
    ['one that a group announces', eve, { id: `${eve}#1`, type: 'Announce', object: deleteOf(bobs) }],
    ['a moderator’s', eve, { ...deleteOf(bobs), actor: 'https://snac.test/moderator' }],
    ['a Delete in a name of its own', eve, { ...deleteOf(bobs), actor: eve }],
    ['a Delete by a neighbour', mallory, { ...deleteOf(bobs), actor: mallory }],
  ])('%s', async (_, signer, activity) => {
    await using before = await openScene({ [bobs.id]: notFound });
    await take(
      before,
      signedBy(bob, { ...follow, id: `${bob}#1` }),
      signedBy(signer, { ...follow, id: `${signer}#1` }),
    );
    await answerTo(signedBy(signer, activity), before);
    const inbox = withNetwork(before, { [bobs.id]: found(bobs.id, bobs) });
    await take(inbox, signedBy(bob, createOf(bobs), later()));
    expect(await texts(inbox)).toEqual([bobs.content]);
  });

  test('only its author may, whose Delete overtakes the Create', async () => {
    await using inbox = await openScene();
    await take(inbox, signedBy(bob, { ...follow, id: `${bob}#1` }), signedBy(bob, deleteOf(bobs)));
    await take(inbox, signedBy(bob, createOf(bobs), later()));
    expect(await texts(inbox)).toEqual([]);
  });
});

test.each<[string, FetchOutcome]>([
  ['answers 404', { kind: 'failed', reason: 'answered 404', status: 404 }],
  ['answers 403', { kind: 'failed', reason: 'answered 403', status: 403 }],
  ['has somebody else there', found(bob, personOf(eve))],
  ['has a Tombstone of another', found(bob, { id: eve, type: 'Tombstone' })],
  ['leads to a Tombstone elsewhere', found('https://evil.test/t', { id: bob, type: 'Tombstone' })],
])('nobody ends the account of another while his server %s', async (_, outcome) => {
  await using before = await openScene();
  await take(before, signedBy(bob, { ...follow, id: `${bob}#1` }), signedBy(bob, createOf(noteBy(bob))));
  const inbox = withNetwork(before, { [bob]: outcome });
  const farewell = { id: `${bob}#delete`, type: 'Delete', actor: bob, object: bob };
  expect(await answerTo(signedBy(eve, farewell), inbox)).toBe('actor-mismatch');
  expect(await answerTo(signedBy(eve, provedByBob(farewell)), inbox)).toBe('actor-mismatch');
  expect(await inbox.store.findFollower(bob)).toMatchObject({ actor: bob });
  expect(await texts(inbox)).toHaveLength(1);
});

/** What looks like the origin `https://social.test`, or is it only to some readers. */
const lookalikes = [
  'https://social.test.evil.test',
  'https://social.test@evil.test',
  'https://evil.test@social.test',
  'https://social.test:8443',
  'http://social.test',
  'https://social.test.',
  'https://social.test\\@evil.test',
  'https://social.test\u0000.evil.test',
  'https://social.test\t.evil.test',
  'https://social.test%2eevil.test',
  'https://social.test%00.evil.test',
  'https://ѕocial.test',
  '//social.test',
];

describe('an id that only looks as if it were on the signer’s server is nobody’s:', () => {
  test.each(lookalikes)('a reply %s/notes/1', async (origin) => {
    const id = uri(`${origin}/notes/1`);
    const lookalike = { ...note, id };
    await using inbox = await openScene({ [id]: found(id, lookalike) });
    await answerTo(signedBy(alice, { ...createOf(note), object: lookalike }), inbox);
    await answerTo(signedBy(alice, { ...createOf(note), object: id }), inbox);
    await answerTo(signedBy(eve, createOf(lookalike)), inbox);
    expect(await inbox.store.threadOf(id)).toBeUndefined();
  });

  test.each(lookalikes)('an author %s/users/alice', async (origin) => {
    const author = `${origin}/users/alice`;
    await using inbox = await openScene();
    await answerTo(signedBy(alice, { ...createOf(note), object: { ...note, attributedTo: author } }), inbox);
    await answerTo(signedBy(alice, { ...createOf(note), actor: author }), inbox);
    expect(await texts(inbox)).toEqual([]);
  });
});

describe('what only looks like an address of ours is answered by nobody', () => {
  test.each([
    'https://blog.test.evil.test',
    'https://blog.test@evil.test',
    'https://evil.test@blog.test',
    'https://blog.test:8443',
    'http://blog.test',
    'https://blog.test.',
    'https://blog.test%2eevil.test',
    'https://blog.test\\.evil.test',
  ])('%s', async (origin) => {
    const desk = openDesk();
    const { objects, site } = desk.open(await desk.build([postOf('kettle')]));
    await using inbox = await openInbox(everybody, { site });
    const scene = { ...inbox, context: { ...inbox.context, objects } };
    const replyTo = (inReplyTo: string): JsonObject =>
      createOf({ ...note, id: uri(`${note.id}?${inReplyTo.length}`), inReplyTo });
    const paths = ['/ap/objects/id-kettle', '/posts/kettle/'];
    for (const path of paths) await answerTo(signedBy(alice, replyTo(origin + path)), scene);
    expect(await texts(inbox)).toEqual([]);
    for (const path of paths) await take(scene, signedBy(alice, replyTo(site.origin + path)));
    expect(await texts(inbox)).toHaveLength(2);
  });
});

describe('an actor’s new profile', () => {
  const profile = (more: JsonObject): object => ({
    id: `${alice}#2`,
    type: 'Update',
    object: personOf(alice, undefined, more),
  });

  test.each<[string, JsonObject]>([
    ['an inbox elsewhere', { inbox: `${eve}/inbox` }],
    ['an inbox that looks alike', { inbox: 'https://social.test.evil.test/inbox' }],
    ['an inbox of ours', { inbox: 'https://blog.test/ap/inbox' }],
    ['no key of its own', { publicKey: { id: `${eve}#main-key`, owner: alice, publicKeyPem: 'x' } }],
  ])('400: with %s is refused, and the old one stays', async (_, more) => {
    await using inbox = await openScene();
    await take(inbox, signedBy(alice, follow));
    expect(await answerTo(signedBy(alice, profile(more)), inbox)).toBe('bad-request');
    expect(await inbox.store.followers(0, 10)).toMatchObject([{ inbox: `${alice}/inbox` }]);
  });

  test('leads to no other server by a shared inbox or a page', async () => {
    await using inbox = await openScene();
    const elsewhere = {
      endpoints: { sharedInbox: 'https://evil.test/inbox' },
      url: 'https://bank.test/login',
    };
    await take(inbox, signedBy(alice, follow), signedBy(alice, profile(elsewhere)));
    expect(await inbox.store.findActor(uri(alice))).toMatchObject({ sharedInbox: undefined, url: alice });
    expect(await inbox.store.followerInboxes()).toEqual([`${alice}/inbox`]);
  });

  test('may change its type and its name, and is still the same one', async () => {
    await using inbox = await openScene();
    const changed = { type: 'Group', preferredUsername: 'mallory', name: 'Mallory' };
    await take(inbox, signedBy(alice, follow), signedBy(alice, profile(changed)));
    expect(await inbox.store.findActor(uri(alice))).toMatchObject({ id: alice, ...changed });
    expect(await inbox.store.findActor(mallory)).toBeUndefined();
    expect(await inbox.store.countFollowers()).toBe(1);
  });
});

test('the link of a reply leads to its own server, whatever it says', async () => {
  await using inbox = await openScene();
  await take(inbox, signedBy(alice, createOf({ ...note, url: 'https://bank.test/login' })));
  await inbox.store.transact((tx) => tx.putSanitised(note.id, String(note.content), 'Hm.'));
  expect((await inbox.store.conversation(kettle.id)).thread).toMatchObject([{ url: note.id }]);
});

test('a date of long ago, or to come, is not believed', async () => {
  await using inbox = await openScene();
  for (const [index, published] of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'].entries()) {
    const id = uri(`${note.id}${index}`);
    await take(inbox, signedBy(alice, createOf({ ...note, id, published })));
    await inbox.store.transact((tx) => tx.putSanitised(id, String(note.content), 'Hm.'));
  }
  const { thread } = await inbox.store.conversation(kettle.id);
  expect(thread.map(({ published }) => published)).toEqual([Date.parse('2000-01-01'), NOW]);
});
