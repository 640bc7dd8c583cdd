import { test } from 'vitest';
import { KETTLE } from './blog.ts';
import { acceptOf, activity, actor, fixture } from './shapes.ts';
import { messageSignature } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const BOT = 'https://bot.test/user/k';

const keyIdOf = (id: string): string => `${id}/publickey`;
/** Published apart from the actor, with the actor as its owner. */
const publicKey = { ...(actor(BOT).publicKey as object), id: keyIdOf(BOT), type: 'CryptographicKey' };
const bot = actor(BOT, { type: 'Service', name: 'K', preferredUsername: 'k', publicKey });

const activitypubBot: Server = {
  signing: messageSignature('sig1', '@method @target-uri date user-agent content-type content-digest', [
    'keyid',
    'alg',
    'created',
  ]),
  keyIdOf,
  documents: { [BOT]: bot, [keyIdOf(BOT)]: { '@context': bot['@context'], ...publicKey, publicKey } },
};

const follow = fixture('activitypub-bot/follow');
const follows = { sends: follow, effect: { followers: [BOT], answers: [acceptOf(follow, bot)] } };

const says = commentBy('K @k@bot.test');
const replies = {
  sends: fixture('activitypub-bot/create-reply'),
  effect: { comments: [says('Beep.')], counts: { kettle: { replies: 1 } } },
};
const service = { id: BOT, type: 'Service', name: 'K' };
const boost = activity(
  'Announce',
  BOT,
  { id: KETTLE, type: 'Article' },
  {
    id: `${BOT}/announce/8`,
    actor: service,
    to: 'as:Public',
  },
);

const scenes: readonly Scene[] = [
  {
    act: 'follows with everything embedded, tells of its own books, and leaves without naming who does',
    steps: [
      follows,
      { sends: fixture('activitypub-bot/add-follower'), effect: {} },
      { sends: fixture('activitypub-bot/undo-follow'), effect: { followers: [] } },
    ],
  },
  {
    act: 'replies to an embedded post, and deletes the reply embedded',
    steps: [replies, { sends: fixture('activitypub-bot/delete'), effect: { comments: [], counts: {} } }],
  },
  {
    act: 'likes an embedded post, and takes it back without naming who does',
    steps: [
      { sends: fixture('activitypub-bot/like'), effect: { counts: { kettle: { likes: 1 } } } },
      { sends: fixture('activitypub-bot/undo-like'), effect: { counts: {} } },
    ],
  },
  {
    act: 'boosts an embedded post, and takes it back',
    steps: [
      { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } },
      {
        sends: activity(
          'Undo',
          BOT,
          { id: boost.id, type: 'Announce', object: boost.object },
          { actor: service },
        ),
        effect: { counts: {} },
      },
    ],
  },
  {
    act: 'accepts by a bare id what the blog asked of it, which changes nothing here',
    steps: [{ sends: fixture('activitypub-bot/accept-by-id'), effect: {} }],
  },
];

test.each(scenes)('activitypub.bot $act', (scene) => play(scene, activitypubBot));
