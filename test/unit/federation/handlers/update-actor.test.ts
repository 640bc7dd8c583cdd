import { describe, expect, test } from 'vitest';
import { handleUpdateActor } from '../../../../src/federation/handlers/update-actor.ts';
import type { Uri } from '../../../../src/protocol/vocabulary.ts';
import { actorOf, alice } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { scope, signer } from './scope.ts';

const envelope = { id: uri('https://social.test/activities/1'), actor: alice } as const;

describe('Update of an actor', () => {
  const update = (object: Uri): readonly Effect[] =>
    effectsOf((tx) =>
      handleUpdateActor({ ...envelope, type: 'UpdateActor', object: actorOf(object) }, signer, tx, scope),
    );

  test('takes over the new profile', () => {
    expect(update(alice)).toEqual([['putActor', actorOf(alice), NOW]]);
  });

  test('does nothing to another, though it be on the same server', () => {
    expect(update(uri('https://social.test/users/mallory'))).toEqual([]);
  });
});
