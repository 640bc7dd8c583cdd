import { test } from 'vitest';
import { COSY, KETTLE, LID, STOVE } from './blog.ts';
import { acceptOf, actor, fixture, objectIn, quoteAnswerOf } from './shapes.ts';
import { cavage, messageSignature } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const ANN = 'https://mastodon.test/users/ann';
const INSTANCE = 'https://mastodon.test/actor';
const ANN_MOVED = 'https://elsewhere.test/users/ann';

const ann = fixture('mastodon/person');

const mastodon: Server = {
  signing: cavage('rsa-sha256', 'host date digest content-type (request-target)'),
  documents: {
    [ANN]: ann,
    [INSTANCE]: actor(INSTANCE, { type: 'Application', preferredUsername: 'mastodon.test' }),
    [ANN_MOVED]: actor(ANN_MOVED, { alsoKnownAs: [ANN] }),
  },
};

const follow = fixture('mastodon/follow');
const follows = { sends: follow, effect: { followers: [ANN], answers: [acceptOf(follow, ann)] } };

const says = commentBy('Ann of the Kettles @ann@mastodon.test');
const reply = fixture('mastodon/create-reply');
const replyId = 'https://mastodon.test/users/ann/statuses/113500000000000001';
const whistles = '@blog Mine still whistles.';
const replies = {
  sends: reply,
  effect: { comments: [says(whistles)], counts: { kettle: { replies: 1 } } },
};
const likes = { sends: fixture('mastodon/like'), effect: { counts: { kettle: { likes: 1 } } } };
const boost = fixture('mastodon/announce', { '1135000000000000015': '205' });
const request = fixture('mastodon/quote-request');
const requestForCosy = fixture('mastodon/quote-request', { [KETTLE]: COSY });
const requestForLid = fixture('mastodon/quote-request', { [KETTLE]: LID });

const following: Scene = {
  act: 'follows, is answered again when the answer was lost, and leaves',
  steps: [
    follows,
    { sends: follow, effect: { answers: [acceptOf(follow, ann)] } },
    { sends: fixture('mastodon/undo-follow'), effect: { followers: [] } },
  ],
};

const scenes: readonly Scene[] = [
  following,
  {
    act: 'waits where the writer lets followers in',
    approves: true,
    steps: [
      { sends: follow, effect: { waiting: [ANN] } },
      { sends: fixture('mastodon/undo-follow'), effect: { waiting: [] } },
    ],
  },
  {
    act: 'replies, edits the reply and puts it behind a warning, and deletes it by a Tombstone',
    steps: [
      replies,
      {
        sends: fixture('mastodon/update-reply'),
        effect: { comments: [says(whistles, { warning: 'kettles & noise' })] },
      },
      { sends: fixture('mastodon/delete-tombstone'), effect: { comments: [], counts: {} } },
      { sends: reply, effect: {} },
    ],
  },
  {
    act: 'replies unlisted and with a picture, which readers see; for followers and in private, which they do not',
    steps: [
      {
        sends: fixture('mastodon/create-unlisted'),
        effect: { comments: [says('Mine sings.')], counts: { kettle: { replies: 1 } } },
      },
      {
        sends: fixture('mastodon/create-with-picture'),
        effect: {
          comments: [says('Mine sings.'), says('Like this? A dented kettle')],
          counts: { kettle: { replies: 2 } },
        },
      },
      { sends: fixture('mastodon/create-followers-only'), effect: {} },
      { sends: fixture('mastodon/create-private-mention'), effect: {} },
    ],
  },
  {
    act: 'replies with a poll, of which it goes on to tell the votes, and deletes it signing the document too',
    steps: [
      {
        sends: fixture('mastodon/update-poll-counts', { '"Update"': '"Create"' }),
        effect: { comments: [says('Gas? yes no & never')], counts: { kettle: { replies: 1 } } },
      },
      { sends: fixture('mastodon/update-poll-counts'), effect: {} },
      {
        sends: fixture('mastodon/delete-ld-signed', { 'statuses/201': 'statuses/204' }),
        effect: { comments: [], counts: {} },
      },
    ],
  },
  {
    act: 'cannot reply where comments are closed',
    steps: [{ sends: fixture('mastodon/create-reply', { [KETTLE]: LID }), effect: {} }],
  },
  {
    act: 'likes twice, which counts once, and takes it back',
    steps: [
      likes,
      { sends: fixture('mastodon/like', { 'likes/12': 'likes/13' }), effect: {} },
      { sends: fixture('mastodon/undo-like'), effect: { counts: {} } },
    ],
  },
  {
    act: 'boosts, and takes it back',
    steps: [
      { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } },
      { sends: fixture('mastodon/undo-announce'), effect: { counts: {} } },
    ],
  },
  {
    act: 'asks to quote, may, quotes with our leave, and is heard when the quote is gone',
    steps: [
      {
        sends: request,
        effect: { counts: { kettle: { quotes: 1 } }, answers: [quoteAnswerOf('Accept', request, ann)] },
      },
      { sends: fixture('mastodon/create-quote'), effect: {} },
      { sends: fixture('mastodon/update-quote-revoked'), effect: { counts: {} } },
    ],
  },
  {
    act: 'may quote what is for followers only as a follower',
    steps: [
      { sends: requestForCosy, effect: { answers: [quoteAnswerOf('Reject', requestForCosy, ann)] } },
      follows,
      {
        sends: requestForCosy,
        effect: { counts: { cosy: { quotes: 1 } }, answers: [quoteAnswerOf('Accept', requestForCosy, ann)] },
      },
    ],
  },
  {
    act: 'may not quote what nobody may',
    steps: [
      follows,
      { sends: requestForLid, effect: { answers: [quoteAnswerOf('Reject', requestForLid, ann)] } },
    ],
  },
  {
    act: 'votes in a poll of one choice, once',
    steps: [
      {
        sends: fixture('mastodon/create-poll-vote', { [KETTLE]: STOVE }),
        effect: { votes: { stove: { gas: 1 } } },
      },
      {
        sends: fixture('mastodon/create-poll-vote', {
          [KETTLE]: STOVE,
          '"gas"': '"electric"',
          'votes/31': 'votes/32',
        }),
        effect: {},
      },
      {
        sends: fixture('mastodon/create-poll-vote', { [KETTLE]: STOVE, '"gas"': '"coal"' }),
        effect: {},
      },
      { sends: fixture('mastodon/create-poll-vote'), effect: {} },
    ],
  },
  {
    act: 'blocks the blog, which ends the following; lifting the block does not bring it back',
    steps: [
      follows,
      { sends: fixture('mastodon/block'), effect: { followers: [] } },
      { sends: fixture('mastodon/undo-block'), effect: {} },
    ],
  },
  {
    act: 'reports by its own actor: the writer sees it, and nothing else happens',
    steps: [
      replies,
      {
        sends: fixture('mastodon/flag'),
        effect: {
          reports: [
            `${INSTANCE}: Sells kettles that leak (https://blog.test/ap/actors/blog, ` +
              'https://blog.test/ap/objects/kettle, https://blog.test/ap/objects/teapot)',
          ],
        },
      },
    ],
  },
  {
    act: 'moves, and follows from its new place if that says to be the same person',
    steps: [
      follows,
      {
        sends: fixture('mastodon/move', { [ANN_MOVED]: INSTANCE }),
        effect: {},
      },
      { sends: fixture('mastodon/move'), effect: { followers: [ANN_MOVED] } },
    ],
  },
  {
    act: 'changes a profile, by which its comments bear the new name',
    steps: [
      replies,
      {
        sends: fixture('mastodon/update-person'),
        effect: { comments: [commentBy('Ann, retired @ann@mastodon.test')(whistles)] },
      },
    ],
  },
  {
    act: 'deletes an account, with all that it did',
    steps: [
      follows,
      replies,
      { ...likes, effect: { counts: { kettle: { replies: 1, likes: 1 } } } },
      {
        sends: fixture('mastodon/delete-actor'),
        serves: { [ANN]: 'gone' },
        effect: { followers: [], comments: [], counts: {} },
      },
    ],
  },
  {
    act: 'tells of the end of accounts that were never here, which costs nothing',
    steps: [{ sends: fixture('mastodon/delete-actor'), serves: { [ANN]: 'gone' }, effect: {} }],
  },
  {
    act: 'tells of pins and answers to what was never asked, which are nothing to us',
    steps: ['add-featured', 'accept-follow', 'reject-follow'].map((name) => ({
      sends: fixture(`mastodon/${name}`),
      effect: {},
    })),
  },
  {
    act: 'passes on what others wrote, which is believed if it stands where it comes from',
    steps: [
      {
        sends: reply,
        by: INSTANCE,
        serves: { [replyId]: 'missing' },
        effect: { refused: 'actor-mismatch', fetched: [replyId] },
      },
      {
        sends: reply,
        by: INSTANCE,
        serves: { [replyId]: objectIn(reply) },
        effect: { comments: [says(whistles)], counts: { kettle: { replies: 1 } }, fetched: [replyId] },
      },
      {
        sends: fixture('mastodon/delete-tombstone'),
        by: INSTANCE,
        effect: { refused: 'actor-mismatch', fetched: [replyId] },
      },
      {
        sends: fixture('mastodon/delete-tombstone'),
        by: INSTANCE,
        serves: { [replyId]: 'gone' },
        effect: { comments: [], counts: {}, fetched: [replyId] },
      },
    ],
  },
  {
    act: 'cannot follow or like in the name of others',
    steps: [follow, fixture('mastodon/like')].map((sends) => ({
      sends,
      by: INSTANCE,
      effect: { refused: 'actor-mismatch' },
    })),
  },
];

test.each(scenes)('Mastodon $act', (scene) => play(scene, mastodon));

test('Mastodon, knocking again as RFC 9421 has it, follows and leaves', () => {
  const signing = messageSignature('sig1', '@method @target-uri content-digest', ['created', 'keyid']);
  return play(following, { ...mastodon, signing });
});
