import { expect, test } from 'vitest';
import { handleMove } from '../../../../src/federation/handlers/move.ts';
import type { RemoteActor, Uri } from '../../../../src/protocol/vocabulary.ts';
import { actorOf, alice, bob } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { scope, signer } from './scope.ts';

const sharedInbox = uri('https://snac.test/inbox');
const successor = actorOf(bob, { alsoKnownAs: [alice], sharedInbox });

function move(object: Uri, to: RemoteActor | undefined): readonly Effect[] {
  const activity = { id: undefined, actor: alice, type: 'Move', object, target: bob } as const;
  return effectsOf((tx) => handleMove(activity, signer, tx, { ...scope, successor: to }));
}

test('the new actor follows in place of the old one, by its own inboxes, and nothing is sent', () => {
  const follower = { actor: bob, inbox: `${bob}/inbox`, sharedInbox, followId: undefined };
  expect(move(alice, successor)).toEqual([
    ['putActor', successor, NOW],
    ['moveFollower', alice, follower, NOW],
  ]);
});

test('without the word of the new actor nothing changes', () => {
  expect(move(alice, undefined)).toEqual([]);
});

test('nobody moves another', () => {
  expect(move(uri('https://social.test/users/carol'), successor)).toEqual([]);
});
