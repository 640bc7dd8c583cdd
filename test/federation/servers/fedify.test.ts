import { test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { makeAssertionKey, multikeyDocument, withProof } from '../../support/integrity-proof.ts';
import { BEGINNING, BLOG, KETTLE } from './blog.ts';
import { acceptOf, activity, actor, fixture, objectIn, undo } from './shapes.ts';
import { messageSignature } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const PIA = 'https://fedify.test/ap/users/pia';
/** A relay, which passes on what others wrote. */
const RELAY = 'https://relay.test/actor';
const ANN = 'https://mastodon.test/users/ann';
const NOTE = `${PIA}/notes/2`;

const key = makeAssertionKey(`${PIA}#key-2`);
const pia = actor(PIA, { name: 'Pia', assertionMethod: [multikeyDocument(key, PIA)] });

const fedify: Server = {
  signing: messageSignature('sig1', '@method @target-uri @authority host date content-digest', [
    'alg',
    'keyid',
    'created',
  ]),
  documents: { [PIA]: pia, [RELAY]: actor(RELAY, { type: 'Service' }), [ANN]: actor(ANN) },
};

const follow = fixture('fedify/follow');
const follows = { sends: follow, effect: { followers: [PIA], answers: [acceptOf(follow, pia)] } };

const says = commentBy('Pia @pia@fedify.test');
const note: JsonObject = {
  ...objectIn(fixture('fedify/create-article')),
  id: NOTE,
  type: 'Note',
  name: undefined,
  summary: undefined,
  content: '<p>Mine is enamel.</p>',
  contentMap: undefined,
};
const create = activity('Create', PIA, note, { id: `${NOTE}#create`, to: 'as:Public' });
const replied = { comments: [says('Mine is enamel.')], counts: { kettle: { replies: 1 } } };
const proved = (document: JsonObject): JsonObject => withProof(document, key, new Date(BEGINNING));
const forged = JSON.parse(JSON.stringify(proved(create)).replaceAll('enamel', 'stolen')) as JsonObject;
const like = activity('Like', PIA, KETTLE, { to: 'as:Public' });

const scenes: readonly Scene[] = [
  {
    act: 'follows with a proof that nobody can read, which its signature makes up for, and leaves',
    steps: [follows, { sends: undo(follow), effect: { followers: [] } }],
  },
  {
    act: 'answers by an article in several languages, and deletes it whole',
    steps: [
      {
        sends: fixture('fedify/create-article'),
        effect: { comments: [says('On kettles 주전자')], counts: { kettle: { replies: 1 } } },
      },
      {
        sends: activity('Delete', PIA, objectIn(fixture('fedify/create-article'))),
        effect: { comments: [], counts: {} },
      },
    ],
  },
  {
    act: 'sends a Create that only names its note, which is fetched, and an Update that does so too',
    steps: [
      {
        sends: fixture('fedify/create-by-id'),
        serves: { [NOTE]: note },
        effect: { ...replied, fetched: [NOTE] },
      },
      {
        sends: activity('Update', PIA, NOTE),
        serves: { [NOTE]: { ...note, content: 'Or is it?', updated: '2026-11-20T18:00:00Z' } },
        effect: { comments: [says('Or is it?')], fetched: [NOTE] },
      },
    ],
  },
  {
    act: 'embeds what somebody else is to have said, or nothing, and is not heard',
    steps: [
      { sends: fixture('fedify/create-of-another-origin'), effect: {} },
      { sends: fixture('fedify/create-without-object'), by: PIA, effect: {} },
    ],
  },
  {
    act: 'makes proofs, by which it is believed whoever passes it on',
    steps: [
      { sends: proved(create), by: RELAY, effect: replied },
      {
        sends: proved(activity('Update', PIA, { ...note, content: 'Tin.', updated: '2026-11-20T18:00:00Z' })),
        by: RELAY,
        effect: { comments: [says('Tin.')] },
      },
      {
        sends: proved(activity('Delete', PIA, { id: NOTE, type: 'Tombstone' })),
        by: RELAY,
        effect: { comments: [], counts: {} },
      },
    ],
  },
  {
    act: 'makes proofs, which prove nothing of a text that was changed on the way',
    steps: [
      {
        sends: forged,
        by: RELAY,
        serves: { [NOTE]: 'missing' },
        effect: { refused: 'actor-mismatch', fetched: [NOTE] },
      },
      { sends: forged, by: RELAY, serves: { [NOTE]: note }, effect: { ...replied, fetched: [NOTE] } },
    ],
  },
  {
    act: 'makes proofs, which bring back no Like, no Follow and no Undo by the hands of others',
    steps: [
      { sends: proved(like), by: RELAY, effect: { refused: 'actor-mismatch' } },
      { sends: proved(follow), by: RELAY, effect: { refused: 'actor-mismatch' } },
      follows,
      { sends: proved(undo(follow)), by: RELAY, effect: { refused: 'actor-mismatch' } },
    ],
  },
  {
    act: 'cannot prove what another is to have said',
    steps: [{ sends: proved({ ...like, actor: ANN }), by: RELAY, effect: { refused: 'actor-mismatch' } }],
  },
  {
    act: 'likes and boosts, and takes both back',
    steps: [
      { sends: like, effect: { counts: { kettle: { likes: 1 } } } },
      {
        sends: activity('Announce', PIA, KETTLE, { to: 'as:Public', cc: [`${PIA}/followers`, BLOG] }),
        effect: { counts: { kettle: { likes: 1, boosts: 1 } } },
      },
      { sends: undo(activity('Announce', PIA, KETTLE)), effect: { counts: { kettle: { likes: 1 } } } },
      { sends: undo(like), effect: { counts: {} } },
    ],
  },
  {
    act: 'repeats by a relay what others wrote, which is nothing to us',
    steps: [{ sends: fixture('relay/announce'), effect: {} }],
  },
  {
    act: 'sends a newsletter that answers nobody, as Ghost does',
    steps: ['create-article', 'update-article'].map((name) => ({
      sends: fixture(`ghost/${name}`),
      effect: {},
    })),
  },
];

test.each(scenes)('Fedify $act', (scene) => play(scene, fedify));
