import { describe, expect, test } from 'vitest';
import { fetchNote, type NoteOutcome } from '../../../src/federation/fetch-note.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { fakeRemote, found, uri } from '../builders.ts';

const id = uri('https://social.test/notes/1');
const note = {
  id,
  type: 'Note',
  attributedTo: 'https://social.test/users/alice',
  content: 'Hm.',
  to: 'as:Public',
};

function fetchFrom(answer: FetchOutcome): Promise<NoteOutcome> {
  return fetchNote(id, fakeRemote({ [id]: answer }));
}

test('a note is what stands at its id', async () => {
  expect(await fetchFrom(found(id, note))).toMatchObject({
    kind: 'note',
    note: { id, attributedTo: note.attributedTo, visibility: 'public' },
  });
});

test('a redirect within its server is followed', async () => {
  expect(await fetchFrom(found('https://social.test/objects/1', note))).toMatchObject({ kind: 'note' });
});

describe('gone', () => {
  test.each<[string, FetchOutcome]>([
    ['by a 410', { kind: 'gone' }],
    ['by a Tombstone', found(id, { id, type: 'Tombstone' })],
    ['by a Tombstone of two types', found(id, { id, type: ['Note', 'Tombstone'] })],
  ])('%s', async (_, answer) => {
    expect(await fetchFrom(answer)).toEqual({ kind: 'gone', isSaid: true });
  });

  test('by a 404, though nobody says so', async () => {
    const answer: FetchOutcome = { kind: 'failed', reason: 'social.test answered 404', status: 404 };
    expect(await fetchFrom(answer)).toEqual({ kind: 'gone', isSaid: false });
  });
});

describe('not to be had,', () => {
  test.each<[string, FetchOutcome]>([
    ['because it calls itself another', found(id, { ...note, id: 'https://social.test/notes/2' })],
    ['because it has no id', found(id, { ...note, id: undefined })],
    ['because it comes from elsewhere', found('https://evil.test/notes/1', note)],
    ['because it comes from another port', found('https://social.test:8443/notes/1', note)],
    ['because somebody else’s Tombstone says so', found('https://evil.test/t', { id, type: 'Tombstone' })],
    ['because it is no note', found(id, { ...note, type: 'Person' })],
    ['because we may not see it', { kind: 'failed', reason: 'social.test answered 403', status: 403 }],
  ])('%s', async (_, answer) => {
    expect(await fetchFrom(answer)).toMatchObject({ kind: 'failed', isPassing: false });
  });

  test('for the moment', async () => {
    expect(await fetchFrom({ kind: 'failed', reason: 'down', isPassing: true })).toEqual({
      kind: 'failed',
      reason: 'down',
      isPassing: true,
    });
  });
});
