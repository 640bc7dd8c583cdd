import { describe, expect, test } from 'vitest';
import { handleDelete } from '../../../../src/federation/handlers/delete.ts';
import type { Uri } from '../../../../src/protocol/vocabulary.ts';
import { alice, bob } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { kettle, scope, signer } from './scope.ts';

const envelope = { id: uri('https://social.test/activities/1'), actor: alice } as const;

describe('Delete', () => {
  const remove = (object: Uri): readonly Effect[] =>
    effectsOf((tx) => handleDelete({ ...envelope, type: 'Delete', object }, signer, tx, scope));

  test('of oneself removes the actor', () => {
    expect(remove(alice)).toEqual([['removeActor', alice, NOW]]);
  });

  test('of a note removes what the signer wrote or did under that id, and nothing else', () => {
    const object = uri('https://social.test/notes/1');
    expect(remove(object)).toEqual([
      ['removeReply', object, alice, NOW],
      ['removePrivateMessage', object, alice],
      ['removeQuote', object, alice],
      ['removeReactionById', object, alice],
    ]);
  });

  test.each([
    ['a note of another server', uri('https://snac.test/notes/1')],
    ['a name that only begins alike', uri('https://social.test.evil.test/notes/1')],
    ['another actor', bob],
    ['one of our objects', kettle.id],
  ])('of %s leaves nothing behind', (_, object) => {
    expect(remove(object)).toEqual([]);
  });
});
