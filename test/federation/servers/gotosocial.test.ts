import { test } from 'vitest';
import { KETTLE, STOVE, TEAS } from './blog.ts';
import { acceptOf, activity, actor, fixture, objectIn, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const BOB = 'https://gts.test/users/bob';
const INSTANCE = 'https://gts.test/users/gts.test';
const BOB_MOVED = 'https://elsewhere.test/users/bob';

const bob = fixture('gotosocial/person');
const keyIdOf = (id: string): string => `${id}/main-key`;
const instance = actor(INSTANCE, {
  type: 'Application',
  publicKey: fixture('gotosocial/person', { [BOB]: INSTANCE }).publicKey,
});

const gotosocial: Server = {
  signing: cavage('hs2019', '(request-target) host date digest'),
  contentType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  keyIdOf,
  // A key has a document of its own, with just enough in it to tell whose it is.
  documents: {
    [keyIdOf(BOB)]: fixture('gotosocial/key-stub'),
    [BOB]: bob,
    [keyIdOf(INSTANCE)]: fixture('gotosocial/key-stub', { [BOB]: INSTANCE }),
    [INSTANCE]: instance,
    [BOB_MOVED]: actor(BOB_MOVED, { alsoKnownAs: BOB }),
  },
};

const follow = fixture('gotosocial/follow');
const follows = { sends: follow, effect: { followers: [BOB], answers: [acceptOf(follow, bob)] } };
const leave = fixture('gotosocial/undo-follow');

const says = commentBy('bob @bob@gts.test');
const vinegar = says('Descale it with vinegar.');
const replies = {
  sends: fixture('gotosocial/create-reply'),
  effect: { comments: [vinegar], counts: { kettle: { replies: 1 } } },
};
const replyId = String(objectIn(replies.sends).id);
/** The reply that has an edit among the fixtures. */
const scale = fixture('gotosocial/create-with-warning', { '01W': '01E', limescale: '' });

const like = activity('Like', BOB, KETTLE, {
  id: `${BOB}/liked/01K`,
  to: 'https://blog.test/ap/actors/blog',
});
const likes = { sends: like, effect: { counts: { kettle: { likes: 1 } } } };
const boost = fixture('gotosocial/announce-approved');

const scenes: readonly Scene[] = [
  {
    act: 'follows by a key that has its own document, and leaves',
    steps: [follows, { sends: leave, effect: { followers: [] } }],
  },
  {
    act: 'waits where the writer lets followers in, and takes the request back',
    approves: true,
    steps: [
      { sends: follow, effect: { waiting: [BOB] } },
      { sends: leave, effect: { waiting: [] } },
    ],
  },
  {
    act: 'replies, and deletes the reply by an activity without an id',
    steps: [
      replies,
      { sends: fixture('gotosocial/delete-without-id'), effect: { comments: [], counts: {} } },
    ],
  },
  {
    act: 'replies with a picture, edits it away, and deletes the reply by its id',
    steps: [
      {
        sends: scale,
        effect: { comments: [says('Scale, I say. White crust')], counts: { kettle: { replies: 1 } } },
      },
      { sends: fixture('gotosocial/update-reply'), effect: { comments: [says('Scale, I say.')] } },
      { sends: fixture('gotosocial/delete'), effect: { comments: [], counts: {} } },
    ],
  },
  {
    act: 'replies behind a warning',
    steps: [
      {
        sends: fixture('gotosocial/create-with-warning'),
        effect: {
          comments: [says('Scale, I say. White crust', { warning: 'limescale' })],
          counts: { kettle: { replies: 1 } },
        },
      },
    ],
  },
  {
    act: 'replies for followers and in private, which readers do not see',
    steps: [
      { sends: fixture('gotosocial/create-followers-only'), effect: {} },
      { sends: fixture('gotosocial/create-direct'), effect: {} },
    ],
  },
  {
    act: 'answers a comment, which stands in the same thread',
    steps: [
      replies,
      {
        sends: fixture('gotosocial/create-with-warning', {
          [KETTLE]: replyId,
          'T10:00:00+01': 'T12:00:00+01',
        }),
        effect: {
          comments: [vinegar, says('Scale, I say. White crust', { warning: 'limescale', nested: true })],
          counts: { kettle: { replies: 2 } },
        },
      },
    ],
  },
  {
    act: 'replies with a poll, whose options readers see',
    steps: [
      {
        sends: fixture('gotosocial/create-poll'),
        effect: {
          comments: [says('Gas or electric? gas electric')],
          counts: { kettle: { replies: 1 } },
        },
      },
    ],
  },
  {
    act: 'likes, takes it back, and likes again',
    steps: [
      likes,
      { sends: undo(like, { to: 'https://blog.test/ap/actors/blog' }), effect: { counts: {} } },
      { ...likes, sends: { ...like, id: `${BOB}/liked/01L` } },
    ],
  },
  {
    act: 'boosts with an approval, and takes it back',
    steps: [
      { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } },
      { sends: undo(boost), effect: { counts: {} } },
    ],
  },
  {
    act: 'votes for several options in one Create, where several may be chosen',
    steps: [
      {
        sends: fixture('gotosocial/create-poll-votes', {
          [KETTLE]: TEAS,
          '"gas"': '"mint"',
          '"electric"': '"black"',
        }),
        effect: { votes: { teas: { black: 1, mint: 1 } } },
      },
    ],
  },
  {
    act: 'votes for two options where one may be chosen, of which the first counts',
    steps: [
      {
        sends: fixture('gotosocial/create-poll-votes', { [KETTLE]: STOVE }),
        effect: { votes: { stove: { gas: 1 } } },
      },
    ],
  },
  {
    act: 'blocks the blog and leaves it, and may come back',
    steps: [
      follows,
      { sends: fixture('gotosocial/block'), effect: { followers: [] } },
      { sends: leave, effect: {} },
      { sends: undo(fixture('gotosocial/block')), effect: {} },
      follows,
    ],
  },
  {
    act: 'reports by its own actor, to nobody in particular',
    steps: [
      {
        sends: fixture('gotosocial/flag'),
        effect: {
          reports: [
            `${INSTANCE}: rude about tea (https://blog.test/ap/actors/blog, https://blog.test/ap/objects/kettle)`,
          ],
        },
      },
    ],
  },
  {
    act: 'moves a follower to where it is known by its old name too',
    steps: [follows, { sends: fixture('gotosocial/move'), effect: { followers: [BOB_MOVED] } }],
  },
  {
    act: 'moves who does not follow, which is nothing to us',
    steps: [replies, { sends: fixture('gotosocial/move'), effect: {} }],
  },
  {
    act: 'changes a profile',
    steps: [
      replies,
      {
        sends: activity(
          'Update',
          BOB,
          { ...bob, name: 'Bob of the Pots' },
          { to: 'https://www.w3.org/ns/activitystreams#Public' },
        ),
        effect: { comments: [commentBy('Bob of the Pots @bob@gts.test')('Descale it with vinegar.')] },
      },
    ],
  },
  {
    act: 'deletes an account first, and then what it had done',
    steps: [
      follows,
      replies,
      {
        sends: activity('Delete', BOB, BOB, { to: `${BOB}/followers` }),
        effect: { followers: [], comments: [], counts: {} },
      },
      { sends: fixture('gotosocial/delete-without-id'), effect: {} },
      { sends: leave, effect: {} },
    ],
  },
  {
    act: 'answers what the blog asked of it, which changes nothing here',
    steps: ['accept-reply', 'reject-reply'].map((name) => ({
      sends: fixture(`gotosocial/${name}`),
      effect: {},
    })),
  },
];

test.each(scenes)('GoToSocial $act', (scene) => play(scene, gotosocial));
