import { test } from 'vitest';
import { BLOG, KETTLE } from './blog.ts';
import { acceptOf, activity, fixture, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const FAY = 'https://threads.test/ap/users/1784/';

const fay = fixture('threads/person', { '17840000000000001': '1784' });

const threads: Server = {
  signing: cavage('rsa-sha256', '(request-target) host date digest content-type'),
  contentType: 'application/activity+json; charset=utf-8',
  documents: { [FAY]: fay },
};

const follow = activity('Follow', FAY, BLOG, { id: `${FAY}#follows/2` });
const follows = { sends: follow, effect: { followers: [FAY], answers: [acceptOf(follow, fay)] } };

const likes = { sends: fixture('threads/like'), effect: { counts: { kettle: { likes: 1 } } } };
const boost = activity('Announce', FAY, KETTLE, {
  id: `${FAY}reposts/18/`,
  published: '2026-11-20T16:00:00+0000',
  to: ['as:Public'],
  cc: [`${FAY}followers/`, BLOG],
});
const says = commentBy('Fay @fay@threads.test');
const replies = {
  sends: fixture('threads/create-reply'),
  effect: { comments: [says('Saved for the weekend.')], counts: { kettle: { replies: 1 } } },
};

const scenes: readonly Scene[] = [
  {
    act: 'follows, gets the Accept with the Follow inside that it needs, and leaves',
    steps: [follows, { sends: fixture('threads/undo-follow'), effect: { followers: [] } }],
  },
  {
    act: 'replies with a compact Public and several links, and deletes the reply',
    steps: [replies, { sends: fixture('threads/delete'), effect: { comments: [], counts: {} } }],
  },
  {
    act: 'replies for followers, which readers do not see',
    steps: [{ sends: fixture('threads/create-reply', { 'as:Public': `${FAY}followers/` }), effect: {} }],
  },
  {
    act: 'likes, takes it back, and likes once more by the same id',
    steps: [likes, { sends: undo(likes.sends), effect: { counts: {} } }, likes],
  },
  {
    act: 'boosts, and takes it back by its id',
    steps: [
      { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } },
      { sends: activity('Undo', FAY, boost.id), effect: { counts: {} } },
    ],
  },
  {
    act: 'deletes an account',
    steps: [
      follows,
      replies,
      {
        sends: activity('Delete', FAY, FAY, { to: ['as:Public'] }),
        effect: { followers: [], comments: [], counts: {} },
      },
    ],
  },
];

test.each(scenes)('Threads $act', (scene) => play(scene, threads));
