import { describe, expect, test } from 'vitest';
import { assert } from '../../../../src/assert.ts';
import { handleUndo } from '../../../../src/federation/handlers/undo.ts';
import { parseActivity } from '../../../../src/protocol/parse.ts';
import type { UndoneActivity } from '../../../../src/protocol/vocabulary.ts';
import { actorOf, alice } from '../../../store/cast.ts';
import { effectsOf, uri, type Effect } from '../../builders.ts';
import { fixture } from '../../protocol/fixture.ts';
import { site } from '../../theme/sample.ts';
import { kettle, scope, signer } from './scope.ts';

describe('as peers write it', () => {
  test.each<[string, Effect]>([
    ['mastodon/undo-follow', ['removeFollower', 'https://mastodon.test/users/ann']],
    ['misskey/undo-follow-never-sent', ['removeFollower', 'https://misskey.test/users/9abc']],
    ['snac/undo-by-actor-id', ['removeFollower', 'https://snac.test/jo']],
    [
      'mastodon/undo-like',
      ['removeReaction', 'like', 'https://mastodon.test/users/ann', kettle.id, undefined],
    ],
    [
      'pleroma/undo-emoji-react',
      ['removeReaction', 'like', 'https://pleroma.test/users/dora', kettle.id, '🔥'],
    ],
    [
      'activitypub-bot/undo-like',
      ['removeReaction', 'like', 'https://bot.test/user/k', kettle.id, undefined],
    ],
  ])('%s', (name, expected) => {
    const activity = parseActivity(fixture(name));
    assert(activity?.type === 'Undo', 'the fixture is an Undo');
    expect(effectsOf((tx) => handleUndo(activity, actorOf(activity.actor), tx, scope))).toEqual([expected]);
  });
});

test('bridgy-fed/undo-by-id may take back anything that has that id', () => {
  const activity = parseActivity(fixture('bridgy-fed/undo-by-id'));
  assert(activity?.type === 'Undo', 'the fixture is an Undo');
  const [id, actor] = ['https://web.brid.test/jo.test#like-kettle', 'https://web.brid.test/jo.test'];
  expect(effectsOf((tx) => handleUndo(activity, actorOf(activity.actor), tx, scope))).toEqual([
    ['removeReactionById', id, actor],
    ['removeFollowerById', id, actor],
  ]);
});

const actId = uri('https://social.test/activities/1');
const nothing: UndoneActivity = { id: undefined, type: undefined, object: undefined };

test.each<[string, Partial<UndoneActivity>, readonly Effect[]]>([
  ['a Follow that names nobody is that of us', { type: 'Follow' }, [['removeFollower', alice]]],
  [
    'a Follow of somebody else is none of ours',
    { id: actId, type: 'Follow', object: uri('https://other.test/actor') },
    [],
  ],
  ['a Block of us brings nobody back', { id: actId, type: 'Block', object: site.actor }, []],
  ['a Like of the blog itself is no Follow', { type: 'Like', object: site.actor }, []],
  [
    'an Announce is matched by its object',
    { id: actId, type: 'Announce', object: kettle.id },
    [['removeReaction', 'announce', alice, kettle.id, undefined]],
  ],
  [
    'a Like of a page is one of the object',
    { type: 'Like', object: uri('https://blog.test/posts/kettle/') },
    [['removeReaction', 'like', alice, kettle.id, undefined]],
  ],
  [
    'a reaction with an emoji is that one only',
    { id: actId, type: 'Like', object: kettle.id, emoji: ':kettle:' },
    [['removeReaction', 'like', alice, kettle.id, ':kettle:']],
  ],
  [
    'a Like without its object is matched by id',
    { id: actId, type: 'Like' },
    [['removeReactionById', actId, alice]],
  ],
  [
    'a Like of something else is matched by id, which will be nobody’s',
    { id: actId, type: 'Like', object: uri('https://other.test/1') },
    [['removeReactionById', actId, alice]],
  ],
  ['our address and nothing else is a Follow of us', { id: site.actor }, [['removeFollower', alice]]],
  ['a Like of nothing is nothing', { type: 'Like' }, []],
  ['a type that objects inherit is no reaction', { type: 'constructor', object: kettle.id }, []],
])('%s', (_, undone, expected) => {
  const activity = { id: undefined, actor: alice, type: 'Undo', object: { ...nothing, ...undone } } as const;
  expect(effectsOf((tx) => handleUndo(activity, signer, tx, scope))).toEqual(expected);
});
