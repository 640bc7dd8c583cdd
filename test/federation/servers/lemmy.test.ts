import { test } from 'vitest';
import { acceptOf, actor, fixture, objectIn, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const ERIK = 'https://lemmy.test/u/erik';
const MODERATOR = 'https://lemmy.test/u/moderator';
const COMMUNITY = 'https://lemmy.test/c/kettles';
const COMMENT = 'https://lemmy.test/comment/9';

const erik = actor(ERIK);

const lemmy: Server = {
  signing: cavage('hs2019', '(created) (expires) (request-target) content-type date digest host'),
  documents: {
    [ERIK]: erik,
    [MODERATOR]: actor(MODERATOR),
    [COMMUNITY]: fixture('lemmy/group', { 'c/stoves': 'c/kettles' }),
  },
};

const follow = fixture('lemmy/follow');
const follows = { sends: follow, effect: { followers: [ERIK], answers: [acceptOf(follow, erik)] } };

const says = commentBy('erik @erik@lemmy.test');
const comment = fixture('lemmy/create-comment', { 'comment/8': 'comment/9' });
const comments = {
  sends: comment,
  effect: { comments: [says('Seconded.')], counts: { kettle: { replies: 1 } } },
};
const passedOn = fixture('lemmy/announce-create', { 'comment/8': 'comment/9' });
const edit = fixture('lemmy/announce-update');
const tombstone = fixture('lemmy/tombstone-object');
const fetched = [COMMENT];

const upvote = fixture('lemmy/like');
const upvotes = { sends: upvote, effect: { counts: { kettle: { likes: 1 } } } };

const scenes: readonly Scene[] = [
  {
    act: 'follows, and leaves',
    steps: [follows, { sends: fixture('lemmy/undo-follow'), effect: { followers: [] } }],
  },
  {
    act: 'comments, and the community says so once more',
    steps: [comments, { sends: passedOn, serves: { [COMMENT]: objectIn(comment) }, effect: { fetched } }],
  },
  {
    act: 'passes on a comment, its edit and its end by the community, each of which is looked at where it comes from',
    steps: [
      {
        ...comments,
        sends: passedOn,
        serves: { [COMMENT]: objectIn(comment) },
        effect: { ...comments.effect, fetched },
      },
      {
        sends: edit,
        serves: { [COMMENT]: objectIn(edit.object as typeof edit) },
        effect: { comments: [says('Steel.')], fetched },
      },
      { sends: fixture('lemmy/announce-delete'), effect: { fetched } },
      {
        sends: fixture('lemmy/announce-delete'),
        serves: { [COMMENT]: tombstone },
        effect: { comments: [], counts: {}, fetched },
      },
    ],
  },
  {
    act: 'lets nobody put words into the mouth of a member',
    steps: [
      {
        sends: fixture('lemmy/announce-create', {
          'comment/8': 'comment/9',
          'Seconded.': 'I never said this.',
        }),
        serves: { [COMMENT]: objectIn(comment) },
        effect: { ...comments.effect, fetched },
      },
      { sends: passedOn, serves: { [COMMENT]: 'missing' }, effect: { fetched } },
    ],
  },
  {
    act: 'removes a comment by a moderator, once it is gone',
    steps: [
      comments,
      { sends: fixture('lemmy/delete-by-moderator', { 'u/erik': 'u/moderator' }), effect: {} },
      {
        sends: fixture('lemmy/announce-delete', { 'u/erik': 'u/moderator' }),
        serves: { [COMMENT]: tombstone },
        effect: { comments: [], counts: {}, fetched },
      },
    ],
  },
  {
    act: 'votes up, votes down, which is nothing, and takes both back',
    steps: [
      upvotes,
      { sends: fixture('lemmy/dislike'), effect: {} },
      { sends: undo(fixture('lemmy/dislike')), effect: {} },
      { sends: undo(upvote), effect: { counts: {} } },
    ],
  },
  {
    act: 'passes on votes, which nobody could look up: they count only from who cast them',
    steps: [
      { sends: fixture('lemmy/announce-like'), effect: {} },
      { sends: fixture('lemmy/announce-dislike'), effect: {} },
      upvotes,
      { sends: fixture('lemmy/announce-undo-like'), effect: {} },
    ],
  },
  {
    act: 'posts a link to us, which is no comment, passed on or not',
    steps: ['create-page', 'announce-page'].map((name) => ({ sends: fixture(`lemmy/${name}`), effect: {} })),
  },
  {
    act: 'writes in private, which nobody sees',
    steps: [comments, { sends: fixture('lemmy/private-message'), effect: {} }],
  },
  {
    act: 'bans the blog from a community, which ends no following',
    steps: [follows, { sends: fixture('lemmy/block-from-community'), effect: {} }],
  },
  {
    act: 'reports one object, with the reason in summary',
    steps: [
      {
        sends: fixture('lemmy/flag'),
        effect: { reports: [`${ERIK}: an advertisement (https://blog.test/ap/objects/kettle)`] },
      },
    ],
  },
  {
    act: 'deletes an account with all that it did',
    steps: [
      follows,
      comments,
      { ...upvotes, effect: { counts: { kettle: { replies: 1, likes: 1 } } } },
      {
        sends: fixture('lemmy/delete-user'),
        effect: { followers: [], comments: [], counts: {} },
      },
    ],
  },
];

test.each(scenes)('Lemmy $act', (scene) => play(scene, lemmy));
