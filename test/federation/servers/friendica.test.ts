import { test } from 'vitest';
import { BLOG } from './blog.ts';
import { acceptOf, activity, actor, fixture, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const GERD = 'https://friendica.test/profile/gerd';

/** Follows the blog from elsewhere. */
const HANA = 'https://elsewhere.test/users/hana';

const hana = actor(HANA);
const gerd = actor(GERD, { name: 'Gerd', inbox: 'https://friendica.test/inbox/gerd' });

const friendica: Server = {
  signing: cavage('rsa-sha256', '(request-target) date content-length digest host'),
  documents: { [GERD]: gerd, [HANA]: hana },
};

const follow = activity('Follow', GERD, BLOG, { id: 'https://friendica.test/activity/1', to: [BLOG] });
const follows = { sends: follow, effect: { followers: [GERD], answers: [acceptOf(follow, gerd)] } };

const says = commentBy('Gerd @gerd@friendica.test');
const replies = {
  sends: fixture('friendica/create-reply'),
  effect: { comments: [says('@blog nett')], counts: { kettle: { replies: 1 } } },
};

const followOfHana = activity('Follow', HANA, BLOG);
/** As it is where the thread's followers are to see it. */
const forFollowers = fixture('friendica/create-reply', {
  'https://friendica.test/followers/gerd': 'https://blog.test/ap/actors/blog/followers',
});

const scenes: readonly Scene[] = [
  {
    act: 'follows, and leaves',
    steps: [follows, { sends: undo(follow), effect: { followers: [] } }],
  },
  {
    act: 'replies, edits the reply, which is unlisted from then on, and deletes it by a Tombstone',
    steps: [
      replies,
      {
        sends: fixture('friendica/update-reply', { '</span> nett': '</span> sehr nett' }),
        effect: { comments: [says('@blog sehr nett')] },
      },
      { sends: fixture('friendica/delete'), effect: { comments: [], counts: {} } },
    ],
  },
  {
    act: 'replies to all who follow the blog, to whom the blog hands it on',
    steps: [
      follows,
      {
        sends: followOfHana,
        effect: { followers: [GERD, HANA], answers: [acceptOf(followOfHana, hana)] },
      },
      {
        sends: forFollowers,
        effect: {
          ...replies.effect,
          answers: [{ inbox: `${HANA}/inbox`, type: 'Create', object: forFollowers.object }],
        },
      },
      { sends: forFollowers, effect: {} },
    ],
  },
  {
    act: 'likes with what Diaspora needs, takes back a dislike, which was nothing, and then the like',
    steps: [
      { sends: fixture('friendica/like'), effect: { counts: { kettle: { likes: 1 } } } },
      { sends: fixture('friendica/undo-dislike'), effect: {} },
      { sends: undo(fixture('friendica/like')), effect: { counts: {} } },
    ],
  },
  {
    act: 'deletes an account',
    steps: [
      follows,
      replies,
      { sends: activity('Delete', GERD, GERD), effect: { followers: [], comments: [], counts: {} } },
    ],
  },
];

test.each(scenes)('Friendica $act', (scene) => play(scene, friendica));
