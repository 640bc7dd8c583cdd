import { test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { BLOG, KETTLE } from './blog.ts';
import { acceptOf, activity, actor, fixture, objectIn, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

/** A web site, and somebody of Bluesky. */
const JO = 'https://web.brid.test/jo.test';
const NED = 'https://bsky.brid.test/ap/did:plc:ned';

const keyIdOf = (id: string): string => `${id}#key`;
const jo = bridged(JO, 'jo.test');
const ned = bridged(NED, 'ned.bsky.test');

function bridged(id: string, preferredUsername: string): JsonObject {
  const publicKey = { ...(actor(id).publicKey as JsonObject), id: keyIdOf(id) };
  return actor(id, { preferredUsername, publicKey, summary: '[bridged]' });
}

const bridgyFed: Server = {
  signing: cavage('rsa-sha256', 'date host digest (request-target)'),
  keyIdOf,
  documents: { [JO]: jo, [NED]: ned },
};

const follow = activity('Follow', NED, BLOG, {
  id: 'https://bsky.brid.test/convert/ap/at://did:plc:ned/app.bsky.graph.follow/3l#follow',
  url: 'https://bsky.test/ned#followed',
  to: ['https://www.w3.org/ns/activitystreams#Public'],
});
const follows = { sends: follow, effect: { followers: [NED], answers: [acceptOf(follow, ned)] } };

const says = commentBy('jo.test @jo.test@web.brid.test');
const reply = fixture('bridgy-fed/create-reply');
const replies = {
  sends: reply,
  effect: { comments: [says('foo ☕ bar')], counts: { kettle: { replies: 1 } } },
};
const like = activity('Like', JO, KETTLE, { id: `${JO}#like-kettle` });
const likes = { sends: like, effect: { counts: { kettle: { likes: 1 } } } };
const repost = fixture('bridgy-fed/announce');
const quote = fixture('bridgy-fed/create-quote');

const scenes: readonly Scene[] = [
  {
    act: 'follows, and leaves by the bare id of the Follow',
    steps: [
      follows,
      { sends: activity('Undo', NED, `${String(follow.id)}-of-another`), effect: {} },
      { sends: activity('Undo', NED, follow.id), effect: { followers: [] } },
    ],
  },
  {
    act: 'replies to a list of one, edits the reply, and deletes it by its id',
    steps: [
      replies,
      {
        sends: activity('Update', JO, {
          ...objectIn(reply),
          content: '<p>baz</p>',
          updated: '2026-11-22T12:01:30+00:00',
        }),
        effect: { comments: [says('baz')] },
      },
      { sends: fixture('bridgy-fed/delete'), effect: { comments: [], counts: {} } },
    ],
  },
  {
    act: 'likes, and takes it back by the bare id',
    steps: [likes, { sends: fixture('bridgy-fed/undo-by-id'), effect: { counts: {} } }],
  },
  {
    act: 'lets nobody undo what another did',
    steps: [
      likes,
      { sends: activity('Undo', NED, like.id), effect: {} },
      { sends: activity('Undo', NED, like), effect: {} },
      { sends: undo(like), effect: { counts: {} } },
    ],
  },
  {
    act: 'reposts, and takes it back by the bare id',
    steps: [
      { sends: repost, effect: { counts: { kettle: { boosts: 1 } } } },
      { sends: activity('Undo', JO, repost.id), effect: { counts: {} } },
    ],
  },
  {
    act: 'quotes from Bluesky without asking, and deletes the quote',
    steps: [
      { sends: quote, effect: { counts: { kettle: { quotes: 1 } } } },
      {
        sends: activity('Delete', NED, objectIn(quote).id),
        effect: { counts: {} },
      },
    ],
  },
  {
    act: 'reports, and blocks',
    steps: [
      follows,
      { sends: activity('Flag', NED, KETTLE), effect: { reports: [`${NED}:  (${KETTLE})`] } },
      { sends: activity('Block', NED, BLOG), effect: { followers: [] } },
    ],
  },
  {
    act: 'answers what the blog asked of it, which changes nothing here',
    steps: [{ sends: fixture('bridgy-fed/accept-follow'), effect: {} }],
  },
  {
    act: 'deletes an account when the bridge is left',
    steps: [
      replies,
      { ...likes, effect: { counts: { kettle: { replies: 1, likes: 1 } } } },
      { sends: activity('Delete', JO, JO), effect: { comments: [], counts: {} } },
    ],
  },
];

test.each(scenes)('Bridgy Fed $act', (scene) => play(scene, bridgyFed));
