import { test } from 'vitest';
import { BLOG, KETTLE } from './blog.ts';
import { acceptOf, activity, actor, fixture, objectIn, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const LOU = 'https://peertube.test/accounts/lou';
const CHANNEL = 'https://peertube.test/video-channels/k';
const VIDEO = 'https://peertube.test/videos/watch/42';

const lou = actor(LOU);

const peertube: Server = {
  signing: cavage('rsa-sha256', '(request-target) host date digest', 'Signature '),
  // It names the actor, not the key.
  keyIdOf: (id) => id,
  documents: {
    [LOU]: lou,
    [CHANNEL]: fixture('peertube/channel', { 'video-channels/steam': 'video-channels/k', vera: 'lou' }),
  },
};

const follow = activity('Follow', LOU, BLOG, { id: `${LOU}/follows/12` });
const follows = { sends: follow, effect: { followers: [LOU], answers: [acceptOf(follow, lou)] } };

const says = commentBy('lou @lou@peertube.test');
const comment = fixture('peertube/create-comment');
const comments = {
  sends: comment,
  effect: { comments: [says('2 < 3 minutes with *gas*')], counts: { kettle: { replies: 1 } } },
};
const likes = {
  sends: activity('Like', LOU, KETTLE, { id: `${LOU}/likes/3` }),
  effect: { counts: { kettle: { likes: 1 } } },
};

const scenes: readonly Scene[] = [
  {
    act: 'follows, and leaves',
    steps: [follows, { sends: undo(follow), effect: { followers: [] } }],
  },
  {
    act: 'comments in Markdown, edits, and deletes the comment by its id',
    steps: [
      comments,
      {
        sends: activity('Update', LOU, {
          ...objectIn(comment),
          content: '2 minutes',
          updated: '2026-11-20T17:30:00.000Z',
          to: comment.to,
        }),
        effect: { comments: [says('2 minutes')] },
      },
      { sends: fixture('peertube/delete-comment'), effect: { comments: [], counts: {} } },
    ],
  },
  {
    act: 'answers with a video, of which readers see title and text',
    steps: [
      {
        sends: activity('Create', LOU, { ...fixture('peertube/video-object'), inReplyTo: KETTLE }),
        effect: {
          comments: [says('A kettle sings Boil *and* listen to < 2 minutes')],
          counts: { kettle: { replies: 1 } },
        },
      },
      {
        sends: activity('Delete', LOU, VIDEO, { id: `${VIDEO}/delete` }),
        effect: { comments: [], counts: {} },
      },
    ],
  },
  {
    act: 'likes, dislikes, which is nothing, and takes both back',
    steps: [
      likes,
      { sends: fixture('peertube/dislike'), effect: {} },
      { sends: undo(fixture('peertube/dislike')), effect: {} },
      { sends: undo(likes.sends), effect: { counts: {} } },
    ],
  },
  {
    act: 'tells of videos of its own, announces and views, which are nothing to us',
    steps: ['create-video', 'announce-video', 'view'].map((name) => ({
      sends: fixture(`peertube/${name}`),
      effect: {},
    })),
  },
  {
    act: 'deletes an account',
    steps: [
      follows,
      comments,
      {
        sends: activity('Delete', LOU, LOU),
        serves: { [LOU]: 'missing' },
        effect: { followers: [], comments: [], counts: {} },
      },
    ],
  },
];

test.each(scenes)('PeerTube $act', (scene) => play(scene, peertube));
