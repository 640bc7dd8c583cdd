/** Whoever signs in the name of somebody else is refused, or not believed, and nothing changes. */
import { describe, expect, test } from 'vitest';
import { found, personOf, uri } from '../unit/builders.ts';
import { kettle } from '../unit/federation/handlers/scope.ts';
import { alice, follow, like, type Inbox } from '../unit/federation/inbox-desk.ts';
import { site } from '../unit/theme/sample.ts';
import {
  answerTo,
  bob,
  createOf,
  deleteOf,
  eve,
  mallory,
  noteBy,
  openScene,
  signedBy,
  take,
  texts,
} from './support/cast.ts';

const note = noteBy(alice);
const quoting = { ...note, id: uri(`${note.id}0`), quote: kettle.id };
const boost = { id: `${alice}#boosts/1`, type: 'Announce', object: kettle.id };

/** Alice follows, has replied, likes and has boosted the kettle. */
async function openWithAlice(documents = {}): Promise<Inbox> {
  const inbox = await openScene({ [note.id]: found(note.id, note), ...documents });
  await take(inbox, ...[follow, createOf(note), like, boost].map((activity) => signedBy(alice, activity)));
  return inbox;
}

/** All that the blog shows and keeps of others. */
async function stateOf({ store }: Inbox): Promise<unknown> {
  const people = await Promise.all([alice, mallory, eve, bob].map((id) => store.findFollower(uri(id))));
  const counts = await store.conversation(kettle.id);
  const replies = await store.unsanitisedReplies(10);
  const profile = await store.findActor(uri(alice));
  return { people, counts, replies, profile, reports: await store.reports(10) };
}

/** Each as alice would say it. */
const acts: readonly (readonly [what: string, activity: object])[] = [
  ['a Follow', { ...follow, id: `${alice}#follows/2` }],
  ['an Undo of her Follow', { type: 'Undo', object: follow }],
  ['an Undo of her Like, by its id', { type: 'Undo', object: like.id }],
  ['an Undo of her boost', { type: 'Undo', object: boost }],
  ['a Like with an emoji', { ...like, id: `${alice}#likes/2`, content: '🎉' }],
  ['a boost', { ...boost, id: `${alice}#boosts/2` }],
  ['a Block', { type: 'Block', object: site.actor }],
  ['a Move', { type: 'Move', object: alice, target: mallory }],
  ['a report', { type: 'Flag', object: [site.actor], content: 'Vile' }],
  ['a profile', { type: 'Update', object: personOf(alice, undefined, { name: 'Vile' }) }],
  ['a wish to quote', { type: 'QuoteRequest', object: kettle.id, instrument: quoting }],
  ['a reply', createOf({ ...note, id: uri('https://social.test/notes/2') })],
  ['a Delete of her reply', deleteOf(note)],
  ['a Delete of her account', { type: 'Delete', object: alice }],
];

describe.each([
  ['on her server', mallory],
  ['on another', eve],
])('in the name of alice somebody %s signs', (_, forger) => {
  test.each(acts)('%s, in vain', async (__, activity) => {
    await using inbox = await openWithAlice();
    const before = await stateOf(inbox);
    const request = signedBy(forger, { id: `${alice}#1`, ...activity, actor: alice });
    expect(await answerTo(request, inbox)).toBe('actor-mismatch');
    expect(await stateOf(inbox)).toEqual(before);
  });

  test.each(acts)('an Announce around %s, in vain', async (__, activity) => {
    await using inbox = await openWithAlice();
    const before = await stateOf(inbox);
    const object = { id: `${alice}#1`, ...activity, actor: alice };
    await answerTo(signedBy(forger, { id: `${forger}#1`, type: 'Announce', object }), inbox);
    expect(await stateOf(inbox)).toEqual(before);
  });
});

test('an edit in the name of alice is what her server has, whatever was sent', async () => {
  const content = '<p>Mended.</p>';
  const mended = { ...note, content, updated: '2026-03-10T12:00:00Z' };
  await using inbox = await openWithAlice({ [note.id]: found(note.id, mended) });
  const update = { id: `${alice}#1`, type: 'Update', actor: alice };
  await take(inbox, signedBy(eve, { ...update, object: { ...mended, content: 'Vile' } }));
  expect(await texts(inbox)).toEqual([content]);
});

describe('in his own name mallory takes back what alice did,', () => {
  test.each<[string, object]>([
    ['her Follow, by its id', { type: 'Undo', object: follow.id }],
    ['her Follow', { type: 'Undo', object: { ...follow, actor: alice } }],
    ['her Follow, as if it were his', { type: 'Undo', object: { ...follow, actor: mallory } }],
    ['her Like, by its id', { type: 'Undo', object: like.id }],
    ['her Like, as if it were his', { type: 'Undo', object: { ...like, actor: mallory } }],
    ['her boost, as one deletes it', { type: 'Delete', object: boost.id }],
    ['a Follow of several', { type: 'Undo', object: [{ ...follow, actor: alice }, like.id] }],
    ['her Undo', { type: 'Undo', object: { type: 'Undo', actor: mallory, object: follow } }],
  ])('%s, in vain', async (_, activity) => {
    await using inbox = await openWithAlice();
    await take(inbox, signedBy(mallory, { type: 'Announce', id: `${mallory}#1`, object: kettle.id }));
    const before = await stateOf(inbox);
    await answerTo(signedBy(mallory, { id: `${mallory}#undo`, ...activity }), inbox);
    expect(await stateOf(inbox)).toEqual(before);
  });
});

describe('the answer to a Follow that we never sent has no effect, and nobody is asked for a key:', () => {
  const asked = { id: `${site.actor}#follows/1`, type: 'Follow', actor: site.actor, object: alice };
  test.each<[string, object]>([
    ['an Accept', { type: 'Accept', object: asked }],
    ['an Accept by its id', { type: 'Accept', object: asked.id }],
    ['a Reject', { type: 'Reject', object: asked }],
    ['a Reject of her own Follow', { type: 'Reject', object: { ...follow, actor: alice } }],
  ])('%s', async (_, activity) => {
    await using inbox = await openWithAlice();
    const before = await stateOf(inbox);
    expect(await answerTo(signedBy(eve, { id: `${eve}#1`, ...activity }), inbox)).toBe('taken');
    expect(await stateOf(inbox)).toEqual(before);
    expect(inbox.context.remote.fetched).not.toContain(eve);
  });
});

describe('nobody is heard', () => {
  test.each<[string, object]>([
    ['as the blog', { ...like, actor: site.actor }],
    ['as the server’s own actor', { ...like, actor: site.instanceActor }],
    ['as the blog, by way of a group', { type: 'Announce', object: { ...like, actor: site.actor } }],
  ])('%s', async (_, activity) => {
    await using inbox = await openWithAlice();
    const before = await stateOf(inbox);
    expect(await answerTo(signedBy(eve, { id: `${eve}#1`, ...activity }), inbox)).toBe('taken');
    expect(await stateOf(inbox)).toEqual(before);
  });

  test.each<[string, unknown]>([
    ['two', [eve, alice]],
    ['two, the other first', [alice, eve]],
    ['none', []],
    ['no address', { name: 'Alice' }],
  ])('400: as %s', async (_, actor) => {
    await using inbox = await openWithAlice();
    const before = await stateOf(inbox);
    expect(await answerTo(signedBy(eve, { ...like, actor }), inbox)).toBe('bad-request');
    expect(await stateOf(inbox)).toEqual(before);
  });
});

test('who signs an Announce of somebody else’s around his own act has done just that act', async () => {
  await using inbox = await openScene();
  const object = { id: `${eve}#likes/1`, type: 'Like', actor: eve, object: kettle.id };
  await take(inbox, signedBy(eve, { id: `${alice}#1`, type: 'Announce', actor: alice, object }));
  expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 1, boosts: 0 });
  expect(await inbox.store.findActor(uri(alice))).toBeUndefined();
});
