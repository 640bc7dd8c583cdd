import { describe, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { BLOG, KETTLE } from './blog.ts';
import { acceptOf, activity, actor, fixture, objectIn, quoteAnswerOf, undo } from './shapes.ts';
import { cavage, messageSignature, type Signing } from './signing.ts';
import { play, type Documents, type Scene } from './stage.ts';
import { commentBy } from './visible.ts';

const GUS = 'https://wordpress.test/?author=1';
/** The site itself, which boosts what its authors write. */
const SITE = 'https://wordpress.test/?author=0';
const GUS_MOVED = 'https://elsewhere.test/users/gus';
const COMMENT = 'https://wordpress.test/?c=9';
const QUOTING = 'https://wordpress.test/?p=161';

const gus = fixture('wordpress/person');

const documents: Documents = {
  [GUS]: gus,
  [SITE]: {
    ...fixture('wordpress/person', { 'author=1': 'author=0', 'actors/1': 'actors/0' }),
    type: 'Group',
  },
  [GUS_MOVED]: actor(GUS_MOVED, { alsoKnownAs: [GUS] }),
};

/** What it tries first, and what it falls back to where that is refused. */
const signings: readonly (readonly [string, Signing])[] = [
  [
    'WordPress, signing as RFC 9421 has it,',
    messageSignature('wp', '@method @target-uri @authority date content-digest', ['created', 'keyid', 'alg']),
  ],
  ['WordPress, signing as the draft had it,', cavage('rsa-sha256', '(request-target) host date digest')],
];

const follow = fixture('wordpress/follow');
const follows = { sends: follow, effect: { followers: [GUS], answers: [acceptOf(follow, gus)] } };

const says = commentBy('gus @gus@wordpress.test');
const comment = fixture('wordpress/create-comment');
const found = { comments: [says('@blog Good find.')], counts: { kettle: { replies: 1 } } };
const passedOn = fixture('wordpress/announce-create');

const reply = fixture('wordpress/create-unlisted', { 'p=12"': 'p=27"' });
const replies = {
  sends: reply,
  effect: { comments: [says('@blog Ours too.')], counts: { kettle: { replies: 1 } } },
};

const like = fixture('wordpress/like');
const boost = fixture('wordpress/announce');
const request = fixture('wordpress/quote-request-by-id');
const quoting: JsonObject = {
  ...objectIn(fixture('wordpress/create-with-warning', { '?p=14': '?p=161' })),
  inReplyTo: null,
  quote: KETTLE,
};

const scenes: readonly Scene[] = [
  {
    act: 'follows, and leaves',
    steps: [follows, { sends: fixture('wordpress/undo-follow'), effect: { followers: [] } }],
  },
  {
    act: 'comments twice at once without a Mention, and its site says so too',
    steps: [
      { sends: comment, times: 2, effect: found },
      { sends: passedOn, serves: { [COMMENT]: objectIn(comment) }, effect: { fetched: [COMMENT] } },
    ],
  },
  {
    act: 'is heard of by its site alone, which is looked up',
    steps: [
      {
        sends: passedOn,
        serves: { [COMMENT]: objectIn(comment) },
        effect: { ...found, fetched: [COMMENT] },
      },
    ],
  },
  {
    act: 'replies unlisted, edits, and deletes the reply by its id',
    steps: [
      replies,
      {
        sends: fixture('wordpress/update-reply', { 'Ours too.': 'Ours no more.' }),
        effect: { comments: [says('@blog Ours no more.')] },
      },
      { sends: fixture('wordpress/delete'), effect: { comments: [], counts: {} } },
    ],
  },
  {
    act: 'replies behind a warning',
    steps: [
      {
        sends: fixture('wordpress/create-with-warning'),
        effect: {
          comments: [says('@blog Ours too.', { warning: 'careful' })],
          counts: { kettle: { replies: 1 } },
        },
      },
    ],
  },
  {
    act: 'likes, and takes it back',
    steps: [
      { sends: like, effect: { counts: { kettle: { likes: 1 } } } },
      { sends: undo(like), effect: { counts: {} } },
    ],
  },
  {
    act: 'boosts as author and as site, and takes one back',
    steps: [
      { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } },
      {
        sends: fixture('wordpress/announce', { 'author=1': 'author=0', 'p=51': 'p=52' }),
        effect: { counts: { kettle: { boosts: 2 } } },
      },
      { sends: undo(boost), effect: { counts: { kettle: { boosts: 1 } } } },
    ],
  },
  {
    act: 'boosts edits of its own articles, which are nothing to us',
    steps: [{ sends: fixture('wordpress/announce-update'), effect: {} }],
  },
  {
    act: 'asks to quote by an id, may when the post there quotes us, and deletes the quote',
    steps: [
      {
        sends: request,
        serves: { [QUOTING]: 'missing' },
        effect: { answers: [quoteAnswerOf('Reject', request, gus)], fetched: [QUOTING] },
      },
      {
        sends: request,
        serves: { [QUOTING]: quoting },
        effect: {
          counts: { kettle: { quotes: 1 } },
          answers: [quoteAnswerOf('Accept', request, gus)],
          fetched: [QUOTING],
        },
      },
      { sends: fixture('wordpress/delete', { '?p=27': '?p=161' }), effect: { counts: {} } },
    ],
  },
  {
    act: 'moves to itself, which is nothing, and elsewhere',
    steps: [
      follows,
      { sends: fixture('wordpress/move-to-itself'), effect: {} },
      { sends: activity('Move', GUS, GUS, { target: GUS_MOVED }), effect: { followers: [GUS_MOVED] } },
    ],
  },
  {
    act: 'reports an author',
    steps: [
      {
        sends: activity('Flag', GUS, [BLOG, KETTLE], { content: 'Copied.' }),
        effect: { reports: [`${GUS}: Copied. (${BLOG}, ${KETTLE})`] },
      },
    ],
  },
  {
    act: 'changes a profile, and deletes the account',
    steps: [
      replies,
      {
        sends: activity('Update', GUS, { ...gus, name: 'Gus the Copper' }),
        effect: { comments: [commentBy('Gus the Copper @gus@wordpress.test')('@blog Ours too.')] },
      },
      { sends: activity('Delete', GUS, GUS), effect: { comments: [], counts: {} } },
    ],
  },
];

describe.each(signings)('%s', (_, signing) => {
  test.each(scenes)('$act', (scene) => play(scene, { signing, documents }));
});
