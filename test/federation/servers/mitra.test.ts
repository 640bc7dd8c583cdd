import { test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { BLOG, KETTLE } from './blog.ts';
import { acceptOf, activity, actor, fixture, objectIn, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const PAVEL = 'https://mitra.test/users/pavel';
const ROSA = 'https://mitra.test/users/rosa';
const ANN = 'https://mastodon.test/users/ann';
const NOTE = 'https://mitra.test/objects/0195a3c0-0b7a-7a52-9c1d-1f2e3d4c5b6a';

const pavel = fixture('mitra/person');
const rosa = actor(ROSA, { name: 'Rosa' });

const mitra: Server = {
  signing: cavage('rsa-sha256', '(request-target) host date digest content-type'),
  contentType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  documents: { [PAVEL]: pavel, [ROSA]: rosa, [ANN]: actor(ANN) },
};

const follow = activity('Follow', ROSA, BLOG, { id: 'https://mitra.test/activities/follow/01', to: [BLOG] });
const follows = { sends: follow, effect: { followers: [ROSA], answers: [acceptOf(follow, rosa)] } };

const says = commentBy('Pavel (samovars) @pavel@mitra.test');
const proved = fixture('mitra/create-reply-with-proof');
const replied = { comments: [says('My samovar hums the same tune.')], counts: { kettle: { replies: 1 } } };
const note = fixture('mitra/note-with-object-link');

const scenes: readonly Scene[] = [
  {
    act: 'follows, and leaves',
    steps: [follows, { sends: undo(follow), effect: { followers: [] } }],
  },
  { act: 'replies', steps: [{ sends: proved, effect: replied }] },
  {
    act: 'is believed by its proof where another server passes it on',
    begins: Date.parse('2026-03-01T18:00:00Z'),
    steps: [{ sends: proved, by: ANN, effect: replied }],
  },
  {
    act: 'is asked itself where another server passes on what it proved months ago',
    steps: [
      {
        sends: proved,
        by: ANN,
        serves: { [NOTE]: objectIn(proved) },
        effect: { ...replied, fetched: [NOTE] },
      },
    ],
  },
  {
    act: 'is not believed where its proof is of another text',
    steps: [
      {
        sends: fixture('mitra/create-reply-with-proof', { hums: 'never hums' }),
        by: ANN,
        serves: { [NOTE]: 'missing' },
        effect: { refused: 'actor-mismatch', fetched: [NOTE] },
      },
    ],
  },
  {
    act: 'replies with a proof by a key that its actor does not have, which counts by its signature',
    steps: [
      {
        sends: fixture('mitra/create-reply'),
        effect: {
          comments: [commentBy('Rosa @rosa@mitra.test')('Mine is enamel.')],
          counts: { kettle: { replies: 1 } },
        },
      },
    ],
  },
  {
    act: 'quotes by a Link in its tags, and deletes the quote by its id',
    steps: [
      {
        sends: activity('Create', ROSA, note, { to: note.to }),
        effect: { counts: { kettle: { quotes: 1 } } },
      },
      { sends: activity('Delete', ROSA, note.id), effect: { counts: {} } },
    ],
  },
  {
    act: 'reacts with an emoji by a Like, and takes it back by the bare id',
    steps: [
      { sends: reaction(), effect: { counts: { kettle: { likes: 1 } } } },
      { sends: activity('Undo', ROSA, reaction().id), effect: { counts: {} } },
    ],
  },
  {
    act: 'accepts by a bare id what the blog asked of it, which changes nothing here',
    steps: [{ sends: fixture('mitra/accept-by-id'), effect: {} }],
  },
];

function reaction(): JsonObject {
  return activity('Like', ROSA, KETTLE, { content: '🫖', to: [BLOG] });
}

test.each(scenes)('Mitra $act', (scene) => play(scene, mitra));
