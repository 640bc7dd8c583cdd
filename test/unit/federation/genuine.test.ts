import { createHash, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { receive } from '../../../src/federation/receive.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { canonicalJson } from '../../../src/protocol/proof/jcs.ts';
import { multibaseOf } from '../../../src/protocol/proof/multibase.ts';
import { addProof } from '../../../src/protocol/proof/proof.ts';
import { multikeyOf } from '../../../src/protocol/proof/multikey.ts';
import { generateKeyPair, privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { actorOf, like, quoteOf, replyOf } from '../../store/cast.ts';
import { found, hourMs, minuteMs, NOW, personOf, thrownBy, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { kettle, lid } from './handlers/scope.ts';
import { alice, openInbox, requestOf, type Inbox } from './inbox-desk.ts';

const bob = uri('https://snac.test/bob');
const bobKeys = await generateKeyPair('assertion');
const bobKey = { id: uri(`${bob}#ed25519-key`), privateKey: privateKeyFromPem(bobKeys.privateKeyPem) };
const bobPerson = personOf(bob, undefined, {
  assertionMethod: {
    id: bobKey.id,
    type: 'Multikey',
    controller: bob,
    publicKeyMultibase: multikeyOf(bobKeys.publicKeyPem),
  },
});
const bobAtHome = { [bob]: found(bob, bobPerson) };

const noteId = uri('https://snac.test/notes/1');
const note = {
  id: noteId,
  type: 'Note',
  attributedTo: bob,
  inReplyTo: kettle.id,
  content: '<p>Mine whistles.</p>',
  published: new Date(NOW - minuteMs).toISOString(),
  to: 'as:Public',
};
const create = { id: `${noteId}#create`, type: 'Create', actor: bob, object: note };
const bobLikes = { id: `${bob}#likes/1`, type: 'Like', actor: bob, object: kettle.id };
const bobDeletes = { id: `${noteId}#delete`, type: 'Delete', actor: bob, object: noteId };
const proved = <T extends JsonObject>(activity: T): T => addProof(activity, bobKey, new Date(NOW));

/** `activity` with a proof of bob's that says so of its time. */
function provedAs(
  activity: JsonObject,
  times: { readonly created?: number | string; readonly expires?: number },
): JsonObject {
  const context = ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/data-integrity/v2'];
  const document = { '@context': context, ...activity };
  const options = {
    '@context': context,
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    proofPurpose: 'assertionMethod',
    verificationMethod: bobKey.id,
    ...Object.fromEntries(
      Object.entries(times).map(([name, time]) => [
        name,
        typeof time === 'number' ? new Date(time).toISOString() : time,
      ]),
    ),
  };
  const hashes = [options, document].map((each) => createHash('sha256').update(canonicalJson(each)).digest());
  const proofValue = multibaseOf(sign(null, Buffer.concat(hashes), bobKey.privateKey));
  return { ...document, proof: { ...options, proofValue } };
}

/** The texts that would be shown. */
async function texts({ store }: Inbox): Promise<readonly string[]> {
  return (await store.unsanitisedReplies(10)).map(({ content }) => content);
}

/** Bob is known here, and his note is a reply of ours. */
async function knowBob({ store }: Inbox): Promise<void> {
  await store.transact((tx) => {
    tx.putActor(actorOf(bob), NOW - hourMs);
    tx.putReply(
      replyOf('x', { id: noteId, actor: bob, inReplyTo: kettle.id, objectId: kettle.id, content: 'old' }),
      NOW - hourMs,
    );
  });
}

describe('what alice delivers in the name of bob, with his proof,', () => {
  test('is believed: a reply', async () => {
    await using inbox = await openInbox(bobAtHome);
    await receive(requestOf(proved(create)), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Mine whistles.</p>']);
    expect(await inbox.store.findActor(bob)).toMatchObject({ id: bob });
    expect(inbox.context.remote.fetched).toEqual([alice, bob]);
  });

  test('is believed: an edit, and a Delete', async () => {
    await using inbox = await openInbox(bobAtHome);
    await knowBob(inbox);
    const object = { ...note, updated: new Date(NOW).toISOString() };
    await receive(requestOf(proved({ ...create, type: 'Update', object })), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Mine whistles.</p>']);
    await receive(requestOf(proved(bobDeletes)), inbox.context);
    expect(await texts(inbox)).toEqual([]);
  });

  test('is believed until the proof ends', async () => {
    await using inbox = await openInbox(bobAtHome);
    await receive(requestOf(provedAs(create, { created: NOW, expires: NOW + 1 })), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Mine whistles.</p>']);
    expect(inbox.context.remote.fetched).toEqual([alice, bob]);
  });

  test.each<[string, number]>([
    ['of a month ago', NOW - 30 * 24 * hourMs],
    ['by a clock ahead of ours', NOW + hourMs],
  ])('is believed by a proof %s', async (_, created) => {
    await using inbox = await openInbox(bobAtHome);
    await receive(requestOf(provedAs(create, { created })), inbox.context);
    expect(inbox.context.remote.fetched).toEqual([alice, bob]);
  });

  test('is one object more at most: that which he only named', async () => {
    await using inbox = await openInbox({ ...bobAtHome, [noteId]: found(noteId, note) });
    await receive(requestOf(proved({ ...create, object: noteId })), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Mine whistles.</p>']);
    expect(inbox.context.remote.fetched).toEqual([alice, bob, noteId]);
  });

  test.each<[string, object]>([
    ['of a Follow', { type: 'Follow', id: `${bob}#follows/1`, object: site.actor }],
    ['of a Like', bobLikes],
    ['of an Undo', { type: 'Undo', object: { ...bobLikes } }],
    ['of a profile', { type: 'Update', object: personOf(bob, undefined, { name: 'Robert' }) }],
    [
      'of a wish to quote',
      { type: 'QuoteRequest', object: kettle.id, instrument: { ...note, quote: kettle.id } },
    ],
    ['of a report', { type: 'Flag', object: [site.actor] }],
    ['of a Block', { type: 'Block', object: site.actor }],
  ])('is not believed where an old one could be kept and shown again: %s', async (_, activity) => {
    await using inbox = await openInbox(bobAtHome);
    await knowBob(inbox);
    const request = requestOf(proved({ id: `${bob}#1`, actor: bob, ...activity }));
    expect(await thrownBy(() => receive(request, inbox.context))).toMatchObject({ code: 'actor-mismatch' });
  });
});

describe('what alice delivers in the name of bob with a proof that proves nothing', () => {
  const mallory = uri('https://snac.test/mallory');
  const forged = { ...proved(create), object: { ...note, content: '<p>Forged.</p>' } };
  const byThird = { ...bobKey, id: uri('https://third.test/key') };

  test.each<[string, object]>([
    ['because the text was changed', forged],
    ['because it has expired', provedAs(create, { created: NOW, expires: NOW })],
    ['because it is older than a month', provedAs(create, { created: NOW - 30 * 24 * hourMs - 1 })],
    ['because it is of a time to come', provedAs(create, { created: NOW + hourMs + 1 })],
    ['because it does not say when it was made', provedAs(create, {})],
    ['because nobody can read when it was made', provedAs(create, { created: 'yesterday' })],
    ['because it is of the object alone', { ...create, object: proved(note) }],
    [
      'because the key is another server’s',
      addProof(create, { ...bobKey, id: uri(`${alice}#main-key`) }, new Date(NOW)),
    ],
    [
      'because the key is another’s on that server',
      addProof(create, { ...bobKey, id: uri(`${mallory}#key`) }, new Date(NOW)),
    ],
    ['because the key is nobody’s who has to do with it', addProof(create, byThird, new Date(NOW))],
    ['because there is no such key', addProof(create, { ...bobKey, id: uri(`${bob}#other`) }, new Date(NOW))],
    [
      'because it is a signature that we do not read',
      { ...create, signature: { type: 'RsaSignature2017', creator: `${bob}#main-key`, signatureValue: 'x' } },
    ],
    ['because there is none', create],
  ])('is refused, %s, and bob’s server does not have it either', async (_, activity) => {
    const publicKey = {
      id: `${mallory}#key`,
      owner: mallory,
      publicKeyMultibase: multikeyOf(bobKeys.publicKeyPem),
    };
    await using inbox = await openInbox({
      ...bobAtHome,
      [mallory]: found(mallory, personOf(mallory, undefined, { publicKey })),
    });
    const error = await thrownBy(() => receive(requestOf(activity), inbox.context));
    expect(error).toMatchObject({ code: 'actor-mismatch', message: `${alice} signed an activity of ${bob}` });
    expect(await texts(inbox)).toEqual([]);
    expect(inbox.context.remote.fetched.length).toBeLessThanOrEqual(3);
    expect(inbox.context.remote.fetched).not.toContain(byThird.id);
  });
});

describe('what alice delivers in the name of bob without a proof', () => {
  test('is asked for at his server, and only what it says there counts', async () => {
    await using inbox = await openInbox({ ...bobAtHome, [noteId]: found(noteId, note) });
    const object = { ...note, content: '<p>Forged.</p>', summary: 'Forged too' };
    await receive(requestOf({ ...create, object }), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Mine whistles.</p>']);
    expect(inbox.context.remote.fetched).toEqual([alice, noteId, bob]);
  });

  test('may be an edit', async () => {
    const edited = { ...note, content: '<p>Edited.</p>', updated: new Date(NOW).toISOString() };
    await using inbox = await openInbox({ ...bobAtHome, [noteId]: found(noteId, edited) });
    await knowBob(inbox);
    await receive(requestOf({ ...create, type: 'Update' }), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Edited.</p>']);
    expect(inbox.context.remote.fetched).toEqual([alice, noteId]);
  });

  test.each<[string, JsonObject]>([
    ['is somebody else’s', { ...note, attributedTo: `${bob}by` }],
    ['calls itself another', { ...note, id: `${noteId}0` }],
    ['is no note', { ...note, type: 'Image Gallery' }],
  ])('is refused when what stands there %s', async (_, document) => {
    await using inbox = await openInbox({ ...bobAtHome, [noteId]: found(noteId, document) });
    expect(await thrownBy(() => receive(requestOf(create), inbox.context))).toMatchObject({
      code: 'actor-mismatch',
    });
    expect(await texts(inbox)).toEqual([]);
  });

  test.each<[string, JsonObject]>([
    ['answers something else', { ...note, inReplyTo: 'https://other.test/1' }],
    ['answers what takes no replies', { ...note, inReplyTo: lid.id }],
    ['is for followers', { ...note, to: `${bob}/followers` }],
  ])('has no effect when what stands there %s', async (_, document) => {
    await using inbox = await openInbox({ ...bobAtHome, [noteId]: found(noteId, document) });
    await receive(requestOf(create), inbox.context);
    expect(await texts(inbox)).toEqual([]);
  });

  test('comes again when his server is down (503)', async () => {
    const down: FetchOutcome = { kind: 'failed', reason: 'down', isPassing: true };
    for (const documents of [{ [noteId]: down }, { [noteId]: found(noteId, note), [bob]: down }]) {
      await using inbox = await openInbox(documents);
      const error = await thrownBy(() => receive(requestOf(create), inbox.context));
      expect(error).toMatchObject({ name: 'Refusal', code: 'unavailable', status: 503 });
    }
  });

  test('is refused when it leaves no trace at his server: a like', async () => {
    await using inbox = await openInbox(bobAtHome);
    expect(await thrownBy(() => receive(requestOf(bobLikes), inbox.context))).toMatchObject({
      code: 'actor-mismatch',
    });
    expect(inbox.context.remote.fetched).toEqual([alice]);
  });
});

describe('a Delete that alice delivers in the name of bob', () => {
  const gone: FetchOutcome = { kind: 'gone' };
  const notFound: FetchOutcome = { kind: 'failed', reason: 'snac.test answered 404', status: 404 };

  test.each<[string, FetchOutcome]>([
    ['410', gone],
    ['404', notFound],
    ['Tombstone', found(noteId, { id: noteId, type: 'Tombstone' })],
  ])('is true when the note is gone: %s', async (_, outcome) => {
    await using inbox = await openInbox({ [noteId]: outcome });
    await knowBob(inbox);
    await receive(requestOf(bobDeletes), inbox.context);
    expect(await texts(inbox)).toEqual([]);
    expect(inbox.context.remote.fetched).toEqual([alice, noteId]);
  });

  test('is refused while the note stands', async () => {
    await using inbox = await openInbox({ [noteId]: found(noteId, note) });
    await knowBob(inbox);
    expect(await thrownBy(() => receive(requestOf(bobDeletes), inbox.context))).toMatchObject({
      code: 'actor-mismatch',
    });
    expect(await texts(inbox)).toEqual(['old']);
  });

  test('or of a moderator removes what is gone, whoever wrote it', async () => {
    await using inbox = await openInbox({ [noteId]: gone });
    await knowBob(inbox);
    await receive(requestOf({ ...bobDeletes, actor: 'https://lemmy.test/u/moderator' }), inbox.context);
    expect(await texts(inbox)).toEqual([]);
  });

  test.each<[string, FetchOutcome]>([
    ['410', gone],
    ['Tombstone', found(bob, { id: bob, type: 'Tombstone' })],
  ])('himself is true when his server says that he is gone: %s', async (_, outcome) => {
    await using inbox = await openInbox({ [bob]: outcome });
    await knowBob(inbox);
    await receive(requestOf({ ...bobDeletes, object: bob }), inbox.context);
    expect(await inbox.store.findActor(bob)).toBeUndefined();
    expect(await texts(inbox)).toEqual([]);
  });

  test.each<[string, FetchOutcome]>([
    ['does not find him for a while', notFound],
    ['has him', found(bob, bobPerson)],
  ])('himself is refused while his server %s', async (_, outcome) => {
    await using inbox = await openInbox({ [bob]: outcome });
    await knowBob(inbox);
    const request = requestOf({ ...bobDeletes, object: bob });
    expect(await thrownBy(() => receive(request, inbox.context))).toMatchObject({ code: 'actor-mismatch' });
    expect(await texts(inbox)).toEqual(['old']);
  });

  test('takes a quote away too', async () => {
    await using inbox = await openInbox({ [noteId]: gone });
    await inbox.store.transact((tx) => {
      tx.putActor(actorOf(bob), NOW);
      tx.putQuote(quoteOf('x', { quotingId: noteId, actor: bob, objectId: kettle.id }), NOW);
    });
    await receive(requestOf(bobDeletes), inbox.context);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ quotes: 0 });
  });
});

describe('what a group announces', () => {
  const group = { id: `${alice}#announces/1`, type: 'Announce' };

  test('is a reply, fetched from its author’s server', async () => {
    await using inbox = await openInbox({ ...bobAtHome, [noteId]: found(noteId, note) });
    await receive(requestOf({ ...group, object: create }), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Mine whistles.</p>']);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ boosts: 0 });
  });

  test('is believed by the proof of what it is about', async () => {
    await using inbox = await openInbox(bobAtHome);
    await receive(requestOf({ ...group, object: proved(create) }), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Mine whistles.</p>']);
    expect(inbox.context.remote.fetched).toEqual([alice, bob]);
  });

  test('is taken at its word where the group itself did it', async () => {
    await using inbox = await openInbox();
    await receive(requestOf({ ...group, object: { ...bobLikes, actor: alice } }), inbox.context);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 1 });
    expect(inbox.context.remote.fetched).toEqual([alice]);
  });

  test('is a Delete of what is gone', async () => {
    await using inbox = await openInbox({ [noteId]: { kind: 'gone' } });
    await knowBob(inbox);
    await receive(requestOf({ ...group, object: bobDeletes }), inbox.context);
    expect(await texts(inbox)).toEqual([]);
  });

  test.each<[string, object]>([
    ['a like without a proof', bobLikes],
    ['a like, though with a proof', proved(bobLikes)],
    ['a reply that is not there', create],
    ['what we wrote ourselves', { ...create, actor: site.actor, object: kettle.id }],
    ['a Follow', { type: 'Follow', actor: bob, object: site.actor }],
    ['an Accept', { type: 'Accept', actor: bob, object: `${site.actor}#follows/1` }],
  ])('is ignored without complaint: %s', async (_, object) => {
    await using inbox = await openInbox(bobAtHome);
    await receive(requestOf({ ...group, object }), inbox.context);
    expect(await texts(inbox)).toEqual([]);
    expect(await inbox.store.countFollowers()).toBe(0);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 0, boosts: 0 });
  });
});

test('a like of bob’s that the store has is not taken back by what alice delivers', async () => {
  await using inbox = await openInbox(bobAtHome);
  await inbox.store.transact((tx) => {
    tx.putActor(actorOf(bob), NOW);
    tx.putReaction(like(bob, { objectId: kettle.id }), NOW);
  });
  const undo = { id: `${bob}#undo`, type: 'Undo', actor: bob, object: bobLikes };
  expect(await thrownBy(() => receive(requestOf(undo), inbox.context))).toMatchObject({
    code: 'actor-mismatch',
  });
  expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 1 });
});
