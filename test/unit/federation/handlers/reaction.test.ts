import { describe, expect, test } from 'vitest';
import { handleReaction } from '../../../../src/federation/handlers/reaction.ts';
import type { Uri } from '../../../../src/protocol/vocabulary.ts';
import { alice } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { site } from '../../theme/sample.ts';
import { kettle, lid, scope, signer } from './scope.ts';

const envelope = { id: uri('https://social.test/activities/1'), actor: alice } as const;

describe('Like and Announce', () => {
  const react = (type: 'Like' | 'Announce', object: Uri, emoji?: string): readonly Effect[] => {
    const activity =
      type === 'Like'
        ? { ...envelope, type, object, emoji }
        : { ...envelope, type, object, inner: undefined };
    return effectsOf((tx) => handleReaction(activity, signer, tx, scope));
  };

  test.each([
    ['Like', 'like'],
    ['Announce', 'announce'],
  ] as const)('%s of one of our objects counts, by any of its addresses', (type, kind) => {
    const reaction = {
      kind,
      actor: alice,
      objectId: kettle.id,
      activityId: envelope.id,
      emoji: undefined,
    };
    const expected = [['putReaction', reaction, NOW]];
    expect(react(type, kettle.id)).toEqual(expected);
    expect(react(type, uri('https://blog.test/posts/kettle/'))).toEqual(expected);
  });

  test.each(['🫖', ':kettle:'])('a Like with %s keeps it', (emoji) => {
    expect(react('Like', kettle.id, emoji)).toMatchObject([['putReaction', { kind: 'like', emoji }, NOW]]);
  });

  test('closed comments are no reason not to like', () => {
    expect(react('Like', lid.id)).toHaveLength(1);
  });

  test.each(['Like', 'Announce'] as const)('%s of anything else does nothing', (type) => {
    expect(react(type, uri('https://other.test/notes/1'))).toEqual([]);
    expect(react(type, site.actor)).toEqual([]);
  });
});
