import { expect, test } from 'vitest';
import { findParent, rememberParent, resolveParent } from '../../../src/federation/parents.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { fakeRemote, found, NOW, personOf, type FakeRemote } from '../builders.ts';

const annId = 'https://social.test/users/ann';
const noteId = `${annId}/statuses/1`;
const page = 'https://social.test/@ann/1';
const evil = 'https://evil.test/notes/1';

function remoteOf(documents: Readonly<Record<string, FetchOutcome>> = {}): FakeRemote {
  const note = { id: noteId, type: 'Note', attributedTo: annId };
  return fakeRemote({
    [page]: found(noteId, note),
    [noteId]: found(noteId, note),
    [annId]: found(annId, personOf(annId)),
    ...documents,
  });
}

test('the page of a post leads to its object and to who wrote it; both are remembered', async () => {
  await using fresh = await freshSqlite();
  const context = { store: fresh.store, remote: remoteOf() };
  const parent = { id: noteId, author: { name: '@ann@social.test', actor: annId, inbox: `${annId}/inbox` } };
  const outcome = await resolveParent(page, context);
  expect(outcome).toMatchObject({ kind: 'fetched', parent });
  expect(await findParent(page, context)).toBeUndefined();

  await fresh.store.transact((tx) => rememberParent(outcome, tx, NOW));
  expect(await resolveParent(page, context)).toEqual({ kind: 'known', parent });
  expect(context.remote.fetched).toEqual([page, annId]);
});

test('an object that is shown at another address than its id is asked for by its id', async () => {
  await using fresh = await freshSqlite();
  const note = { id: noteId, type: 'Note', attributedTo: annId };
  const remote = remoteOf({ [page]: found(page, note) });
  expect(await resolveParent(page, { store: fresh.store, remote })).toMatchObject({ parent: { id: noteId } });
  expect(remote.fetched).toEqual([page, noteId, annId]);
});

test.each<[string, string, Readonly<Record<string, FetchOutcome>>, string]>([
  [
    'that shows another object than stands there',
    page,
    {
      [page]: found(page, { id: noteId, type: 'Note', attributedTo: annId }),
      [noteId]: found(noteId, { id: `${noteId}0`, type: 'Note', attributedTo: annId }),
    },
    `${noteId} calls itself another`,
  ],
  ['that is none', 'about:blank', {}, 'it is no web address'],
  ['where nobody answers', page, { [page]: { kind: 'failed', reason: 'ECONNREFUSED' } }, 'ECONNREFUSED'],
  ['of what is gone', page, { [page]: { kind: 'gone' } }, `${page} is gone`],
  [
    'of what has no author',
    page,
    { [page]: found(noteId, { id: noteId, type: 'Note' }) },
    `${page} names no author of its own`,
  ],
  [
    'of what names an author elsewhere',
    page,
    { [page]: found(noteId, { id: noteId, attributedTo: 'https://evil.test/ann' }) },
    `${page} names no author of its own`,
  ],
  [
    'that leads to an object of another origin',
    page,
    { [page]: found(evil, { id: noteId, attributedTo: annId }) },
    `${evil} speaks for another origin`,
  ],
  ['whose author is gone', page, { [annId]: { kind: 'gone' } }, `${annId} is gone`],
])('an address %s gives a reason', async (_, url, documents, reason) => {
  await using fresh = await freshSqlite();
  const context = { store: fresh.store, remote: remoteOf(documents) };
  expect(await resolveParent(url, context)).toEqual({ kind: 'unknown', url, reason });
});

test('the conversation that is answered is remembered too; a name that leads nowhere is not', async () => {
  await using fresh = await freshSqlite();
  const thread = 'https://social.test/contexts/7';
  const note = (context: string): FetchOutcome =>
    found(noteId, { id: noteId, type: 'Note', attributedTo: annId, context });
  const context = { store: fresh.store, remote: remoteOf({ [noteId]: note(thread) }) };
  const outcome = await resolveParent(noteId, context);
  await fresh.store.transact((tx) => rememberParent(outcome, tx, NOW));
  expect(await findParent(noteId, context)).toMatchObject({ id: noteId, context: thread });

  const legacy = { store: fresh.store, remote: remoteOf({ [page]: note('tag:social.test,2026:7') }) };
  expect(await resolveParent(page, legacy)).toMatchObject({ parent: { context: undefined } });
});
