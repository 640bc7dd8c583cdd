import { test } from 'vitest';
import { BLOG, STOVE } from './blog.ts';
import { acceptOf, activity, actor, fixture, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server, type Step } from './stage.ts';
import { commentBy } from './visible.ts';

const RIN = 'https://misskey.test/users/9abc';
const PROXY = 'https://misskey.test/users/proxy';
const RIN_MOVED = 'https://elsewhere.test/users/9xyz';

const rin = fixture('misskey/person', { '9k2m4p6r': '9abc' });

const misskey: Server = {
  signing: cavage('rsa-sha256', '(request-target) date host digest'),
  documents: {
    [RIN]: rin,
    [PROXY]: actor(PROXY, { type: 'Application' }),
    [RIN_MOVED]: actor(RIN_MOVED, { alsoKnownAs: [RIN] }),
  },
};

const follow = fixture('misskey/follow');
const follows = { sends: follow, effect: { followers: [RIN], answers: [acceptOf(follow, rin)] } };
const leaves = { sends: fixture('misskey/undo-follow-never-sent'), effect: { followers: [] } };

const says = commentBy(':teapot: 凛 @rin@misskey.test');
const replies = {
  sends: fixture('misskey/create-reply'),
  effect: { comments: [says('@blog@blog.test :steam:')], counts: { kettle: { replies: 1 } } },
};

const boost = fixture('misskey/announce-to-followers');
const boosts = { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } };
const quotes = { sends: fixture('misskey/create-quote'), effect: { counts: { kettle: { quotes: 1 } } } };

/** A reaction, and its Undo, which embeds it. */
function reaction(name: string): readonly Step[] {
  const like = fixture(`misskey/${name}`);
  return [
    { sends: like, effect: { counts: { kettle: { likes: 1 } } } },
    { sends: undo(like), effect: { counts: {} } },
  ];
}

const scenes: readonly Scene[] = [
  {
    act: 'follows and leaves, and does the same once more with the same ids',
    steps: [follows, leaves, follows, leaves],
  },
  {
    act: 'replies unlisted with an emoji of its own, and deletes by a Tombstone without an audience',
    steps: [replies, { sends: fixture('misskey/delete-tombstone'), effect: { comments: [], counts: {} } }],
  },
  {
    act: 'replies for followers behind a warning, which readers do not see',
    steps: [{ sends: fixture('misskey/create-with-warning'), effect: {} }],
  },
  {
    act: 'replies with a poll, whose options readers see',
    steps: [
      {
        sends: fixture('misskey/create-poll'),
        effect: { comments: [says('Which? steel copper')], counts: { kettle: { replies: 1 } } },
      },
    ],
  },
  {
    act: 'reacts by a Like with an emoji of whichever kind, and takes each back',
    steps: ['like-thumb', 'like-heart', 'like-reaction', 'like-own-emoji', 'like-remote-emoji'].flatMap(
      reaction,
    ),
  },
  {
    act: 'changes a reaction, which counts one person once',
    steps: [
      { sends: fixture('misskey/like-thumb'), effect: { counts: { kettle: { likes: 1 } } } },
      { sends: fixture('misskey/like-heart'), effect: {} },
      { sends: fixture('misskey/undo-like-reaction'), effect: {} },
      { sends: undo(fixture('misskey/like-heart')), effect: { counts: {} } },
    ],
  },
  {
    act: 'boosts for followers only, which counts, and takes it back twice over',
    steps: [
      boosts,
      { sends: undo(boost), effect: { counts: {} } },
      boosts,
      {
        sends: fixture('misskey/delete-tombstone', { 'notes/9note1': 'notes/9boost' }),
        effect: {},
      },
      { sends: undo(boost), effect: { counts: {} } },
    ],
  },
  {
    act: 'quotes without asking, and deletes the quote',
    steps: [
      quotes,
      { sends: fixture('misskey/delete-tombstone', { '9note1': '9q1' }), effect: { counts: {} } },
    ],
  },
  {
    act: 'votes in a poll',
    steps: [
      {
        sends: activity('Create', RIN, {
          id: `${RIN}#votes/9v1`,
          type: 'Note',
          attributedTo: RIN,
          to: [BLOG],
          inReplyTo: STOVE,
          name: 'electric',
        }),
        effect: { votes: { stove: { electric: 1 } } },
      },
    ],
  },
  {
    act: 'blocks by a Reject of what was never sent, an Undo and a Block',
    steps: [
      follows,
      { sends: fixture('misskey/reject-never-sent'), effect: {} },
      leaves,
      { sends: fixture('misskey/block'), effect: {} },
      { sends: undo(fixture('misskey/block')), effect: {} },
    ],
  },
  {
    act: 'reports by its proxy actor',
    steps: [
      {
        sends: fixture('misskey/flag'),
        effect: { reports: [`${PROXY}: Note: https://blog.test/posts/kettle/ ----- loud (${BLOG})`] },
      },
    ],
  },
  {
    act: 'tells of a new profile, and then moves',
    steps: [
      follows,
      replies,
      {
        sends: activity('Update', RIN, { ...rin, name: 'Rin', movedTo: RIN_MOVED }),
        effect: { comments: [commentBy('Rin @rin@misskey.test')('@blog@blog.test :steam:')] },
      },
      {
        sends: activity('Move', RIN, RIN, { target: RIN_MOVED }),
        effect: { followers: [RIN_MOVED] },
      },
    ],
  },
  {
    act: 'deletes an account',
    steps: [
      follows,
      replies,
      { ...quotes, effect: { counts: { kettle: { replies: 1, quotes: 1 } } } },
      {
        sends: activity('Delete', RIN, RIN),
        serves: { [RIN]: 'missing' },
        effect: { followers: [], comments: [], counts: {} },
      },
    ],
  },
];

test.each(scenes)('Misskey $act', (scene) => play(scene, misskey));
