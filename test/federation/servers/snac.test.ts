import { test } from 'vitest';
import { BLOG, KETTLE } from './blog.ts';
import { acceptOf, activity, actor, fixture, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const JO = 'https://snac.test/jo';
const JO_MOVED = 'https://elsewhere.test/jo';

const jo = actor(JO, { name: 'Jo' });

const snac: Server = {
  signing: cavage('rsa-sha256', '(request-target) host digest date'),
  contentType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  documents: { [JO]: jo, [JO_MOVED]: actor(JO_MOVED, { alsoKnownAs: [JO] }) },
};

const follow = activity('Follow', JO, BLOG, { id: `${JO}/1763/Follow` });
const follows = { sends: follow, effect: { followers: [JO], answers: [acceptOf(follow, jo)] } };
const leave = fixture('snac/undo-by-actor-id');

const says = commentBy('Jo @jo@snac.test');
const steel = says('@blog steel is best always');
const replies = {
  sends: fixture('snac/create-reply'),
  effect: { comments: [steel], counts: { kettle: { replies: 1 } } },
};
const like = fixture('snac/like');
const likes = { sends: like, effect: { counts: { kettle: { likes: 1 } } } };
const unlikes = { sends: undo(like), effect: { counts: {} } };
const boost = fixture('snac/announce');
const boosts = { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } };
const react = fixture('snac/emoji-react');

const scenes: readonly Scene[] = [
  {
    act: 'follows, leaves by naming nothing but the blog, and follows again with the same id',
    steps: [follows, { sends: leave, effect: { followers: [] } }, follows],
  },
  {
    act: 'takes a request back by naming nothing but the blog',
    approves: true,
    steps: [
      { sends: follow, effect: { waiting: [JO] } },
      { sends: leave, effect: { waiting: [] } },
    ],
  },
  {
    act: 'replies, mentions us twice, and deletes the reply by a Tombstone',
    steps: [replies, { sends: fixture('snac/delete'), effect: { comments: [], counts: {} } }],
  },
  {
    act: 'replies unlisted without followers, which readers see, and for followers, which they do not',
    steps: [
      { ...replies, sends: fixture('snac/create-unlisted') },
      { sends: fixture('snac/create-followers-only'), effect: {} },
    ],
  },
  {
    act: 'likes, takes it back, and likes again, all by one id',
    steps: [likes, unlikes, likes, unlikes],
  },
  {
    act: 'boosts, takes it back, and boosts again, all by one id',
    steps: [boosts, { sends: undo(boost), effect: { counts: {} } }, boosts],
  },
  {
    act: 'reacts with an emoji of its own, and takes it back',
    steps: [
      { sends: react, effect: { counts: { kettle: { likes: 1 } } } },
      { sends: undo(react), effect: { counts: {} } },
    ],
  },
  {
    act: 'tells of a new profile before and after it moves',
    steps: [
      follows,
      { sends: activity('Update', JO, { ...jo, movedTo: JO_MOVED }), effect: {} },
      { sends: activity('Move', JO, JO, { target: JO_MOVED }), effect: { followers: [JO_MOVED] } },
      { sends: activity('Update', JO, jo), effect: {} },
    ],
  },
  {
    act: 'leaves when an account is deleted, and says no more',
    steps: [
      follows,
      replies,
      { sends: undo(follow), serves: { [JO]: 'gone' }, effect: { followers: [] } },
      { sends: { ...like, object: `${KETTLE}-of-another` }, effect: {} },
    ],
  },
];

test.each(scenes)('snac $act', (scene) => play(scene, snac));
