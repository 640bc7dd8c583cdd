import { test } from 'vitest';
import { BLOG, KETTLE } from './blog.ts';
import { acceptOf, activity, actor, fixture, objectIn, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const FAY = 'https://pixelfed.test/users/fay';
const FAY_MOVED = 'https://elsewhere.test/users/fay';

const fay = actor(FAY, { endpoints: { sharedInbox: 'https://pixelfed.test/f/inbox' } });

const pixelfed: Server = {
  signing: cavage('rsa-sha256', '(request-target) date host digest content-type user-agent'),
  contentType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  documents: { [FAY]: fay, [FAY_MOVED]: actor(FAY_MOVED, { alsoKnownAs: [FAY] }) },
};

const follow = fixture('pixelfed/follow');
const follows = { sends: follow, effect: { followers: [FAY], answers: [acceptOf(follow, fay)] } };

const says = commentBy('fay @fay@pixelfed.test');
const photographs = fixture('pixelfed/create-photo-reply');
const replies = {
  sends: photographs,
  effect: { comments: [says('Steam at sunset a2.jpg')], counts: { kettle: { replies: 1 } } },
};
const boost = activity('Announce', FAY, KETTLE, {
  id: 'https://pixelfed.test/p/fay/72/activity',
  to: ['https://www.w3.org/ns/activitystreams#Public'],
  cc: [BLOG, `${FAY}/followers`],
});

const scenes: readonly Scene[] = [
  {
    act: 'follows, and leaves',
    steps: [follows, { sends: undo(follow), effect: { followers: [] } }],
  },
  {
    act: 'replies by photographs, of which readers see the alternative texts, adds words, and deletes them',
    steps: [
      replies,
      {
        sends: activity('Update', FAY, {
          ...objectIn(photographs),
          content: 'Two of mine.',
          updated: '2026-11-20T18:30:00+00:00',
        }),
        effect: { comments: [says('Two of mine.Steam at sunset a2.jpg')] },
      },
      { sends: fixture('pixelfed/delete'), effect: { comments: [], counts: {} } },
    ],
  },
  {
    act: 'replies for followers only, which readers do not see',
    steps: [
      {
        sends: fixture('pixelfed/create-photo-reply', {
          '"https://www.w3.org/ns/activitystreams#Public"': `"${FAY}/followers"`,
        }),
        effect: {},
      },
    ],
  },
  {
    act: 'likes without an addressee, and takes it back under another name',
    steps: [
      { sends: fixture('pixelfed/like'), effect: { counts: { kettle: { likes: 1 } } } },
      { sends: fixture('pixelfed/undo-like'), effect: { counts: {} } },
    ],
  },
  {
    act: 'boosts, and takes it back',
    steps: [
      { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } },
      { sends: undo(boost), effect: { counts: {} } },
    ],
  },
  {
    act: 'reacts to a story, which the blog has none of',
    steps: [{ sends: fixture('pixelfed/story-reaction'), effect: {} }],
  },
  {
    act: 'moves a follower',
    steps: [
      follows,
      { sends: activity('Move', FAY, FAY, { target: FAY_MOVED }), effect: { followers: [FAY_MOVED] } },
    ],
  },
  {
    act: 'deletes an account',
    steps: [
      follows,
      replies,
      {
        sends: activity('Delete', FAY, FAY, { to: ['https://www.w3.org/ns/activitystreams#Public'] }),
        effect: { followers: [], comments: [], counts: {} },
      },
    ],
  },
];

test.each(scenes)('Pixelfed $act', (scene) => play(scene, pixelfed));
