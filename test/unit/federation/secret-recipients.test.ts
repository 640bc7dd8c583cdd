import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acceptOf, quoteAcceptOf, quoteRejectOf, rejectOf } from '../../../src/federation/answers.ts';
import { receive } from '../../../src/federation/receive.ts';
import { claim, followerOf } from '../../store/cast.ts';
import { minuteMs, NOW, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { kettle, noteOf } from './handlers/scope.ts';
import { alice, openInbox, requestOf } from './inbox-desk.ts';

/** Recipients whom nobody else may learn of are in nothing that leaves (ActivityPub §6), whoever puts them in. */
const objects = join(import.meta.dirname, '../../fixtures/objects');
const secret = { bto: ['https://social.test/users/bob'], bcc: 'https://social.test/users/eve' };

/** Names of all properties, at any depth. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

const secretNames = (value: unknown): readonly string[] =>
  namesIn(value).filter((name) => /b(to|cc)/i.test(name));

const sentKinds = globSync('*.json', { cwd: objects });

test('there is a document of every kind that we send', () => {
  expect(sentKinds.length).toBeGreaterThan(20);
});

test.each(sentKinds)('none is in %s', (file) => {
  expect(secretNames(JSON.parse(readFileSync(join(objects, file), 'utf8')))).toEqual([]);
});

test('none of a Follow or a QuoteRequest is in the answer to it', () => {
  const follow = { id: uri(`${alice}#follows/1`), actor: uri(alice), ...secret };
  const request = {
    ...follow,
    object: kettle.id,
    instrument: { ...noteOf({ quote: kettle.id }), ...secret },
  };
  const answers = [
    acceptOf(follow, site, NOW),
    rejectOf(follow, site, NOW),
    quoteAcceptOf(request, kettle.id, site, NOW),
    quoteRejectOf(request, site, NOW),
  ];
  expect(answers.map(secretNames)).toEqual([[], [], [], []]);
});

const noteId = uri('https://social.test/notes/1');
const note = {
  id: noteId,
  type: 'Note',
  attributedTo: alice,
  inReplyTo: kettle.id,
  content: '<p>Well said.</p>',
  published: new Date(NOW - minuteMs).toISOString(),
  to: 'as:Public',
};
const create = {
  id: `${noteId}#create`,
  type: 'Create',
  to: 'as:Public',
  cc: [site.followers],
  object: note,
};

test.each([
  ['is none', create, 1],
  ['are some', { ...create, ...secret }, 0],
  ['are some at the note', { ...create, object: { ...note, ...secret } }, 0],
  ['are some deep inside', { ...create, object: { ...note, tag: [{ type: 'Mention', bto: alice }] } }, 0],
  ['are some under a longer name', { ...create, 'as:bcc': alice }, 0],
])('a reply in which there %s is passed on to so many others', async (_, activity, count) => {
  await using inbox = await openInbox();
  await inbox.store.transact((tx) => tx.putFollower(followerOf(uri('https://snac.test/eve')), 1));
  await receive(requestOf(activity), inbox.context);
  expect(await claim(inbox.store, { now: NOW })).toHaveLength(count);
  expect(await inbox.store.threadOf(noteId)).toBe(kettle.id);
});
