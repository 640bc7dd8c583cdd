/** What its author has taken back does not come again, by whichever way. */
import { describe, expect, test } from 'vitest';
import type { ReceivedRequest } from '../../src/protocol/signature/claim.ts';
import { found, NOW } from '../unit/builders.ts';
import { kettle } from '../unit/federation/handlers/scope.ts';
import { alice, type Inbox } from '../unit/federation/inbox-desk.ts';
import { site } from '../unit/theme/sample.ts';
import {
  answerTo,
  bob,
  createOf,
  deleteOf,
  eve,
  later,
  noteBy,
  openScene,
  provedByBob,
  signedBy,
  take,
  texts,
} from './support/cast.ts';

const note = noteBy(bob);
const edited = { ...note, content: '<p>Again.</p>', updated: new Date(NOW).toISOString() };
const toFollowers = { ...edited, to: `${bob}/followers` };
const answer = noteBy(alice, { inReplyTo: note.id, cc: [site.actor] });
const group = { id: `${eve}#announces/1`, type: 'Announce' };

/** How bob's reply went. */
const ways: readonly (readonly [how: string, activity: object])[] = [
  ['deleted', deleteOf(note)],
  ['taken away with his account', { ...deleteOf(note), object: bob }],
  ['narrowed to his followers', { ...createOf(toFollowers), type: 'Update' }],
];

/** How it is brought here once more, while his server still shows it, to us or in a cache. */
const returns: readonly (readonly [how: string, request: ReceivedRequest])[] = [
  ['by a Create that comes late', signedBy(bob, createOf(note), later(2))],
  ['by a newer edit', signedBy(bob, { ...createOf(edited), type: 'Update' }, later(2))],
  ['by a Create with his proof', signedBy(eve, provedByBob(createOf(note)))],
  ['by an edit with his proof', signedBy(eve, provedByBob({ ...createOf(edited), type: 'Update' }))],
  ['by name, in the name of bob', signedBy(eve, { ...createOf(note), object: note.id })],
  ['by a group', signedBy(eve, { ...group, object: createOf(note) })],
  ['by a group, with his proof', signedBy(eve, { ...group, object: provedByBob(createOf(note)) })],
  ['as what alice answers', signedBy(alice, createOf(answer))],
];

async function openTakenBack(activity: object): Promise<Inbox> {
  const inbox = await openScene({ [note.id]: found(note.id, note) });
  await take(inbox, signedBy(bob, createOf(note)));
  expect(await texts(inbox)).toEqual([note.content]);
  await take(inbox, signedBy(bob, activity, later()));
  return inbox;
}

describe.each(ways)('a reply that was %s does not come back', (_, activity) => {
  test.each(returns)('%s', async (__, request) => {
    await using inbox = await openTakenBack(activity);
    await answerTo(request, inbox);
    expect(await texts(inbox)).toEqual([]);
    expect(await inbox.store.threadOf(note.id)).toBeUndefined();
  });
});

describe('a quote that was deleted does not come back', () => {
  const quoting = { ...note, inReplyTo: undefined, quote: kettle.id };
  const ask = { id: `${bob}#asks/1`, type: 'QuoteRequest', object: kettle.id, instrument: quoting };
  const askAgain = { ...ask, id: `${bob}#asks/2` };

  test.each<[string, ReceivedRequest]>([
    ['by a Create that comes late', signedBy(bob, createOf(quoting), later(2))],
    ['by an edit', signedBy(bob, { ...createOf({ ...edited, ...quoting }), type: 'Update' }, later(2))],
    ['by a Create with his proof', signedBy(eve, provedByBob(createOf(quoting)))],
    ['by a wish to quote', signedBy(bob, askAgain, later(2))],
  ])('%s, and neither does leave to quote', async (_, request) => {
    await using inbox = await openScene({ [note.id]: found(note.id, quoting) });
    await take(inbox, signedBy(bob, ask), signedBy(bob, createOf(quoting)));
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ quotes: 1 });
    await take(inbox, signedBy(bob, deleteOf(note), later()), request);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ quotes: 0 });
  });
});

test('an older edit does not take the place of a newer one, nor does the first text', async () => {
  await using inbox = await openScene();
  const older = { ...note, content: '<p>Older.</p>', updated: new Date(NOW - 30_000).toISOString() };
  await take(inbox, signedBy(bob, createOf(note)), signedBy(bob, { ...createOf(edited), type: 'Update' }));
  const updates = [
    signedBy(bob, { ...createOf(older), type: 'Update' }, later()),
    signedBy(eve, provedByBob({ ...createOf(older), type: 'Update' })),
    signedBy(bob, createOf(note), later(2)),
  ];
  await take(inbox, ...updates);
  expect(await texts(inbox)).toEqual([edited.content]);
});
