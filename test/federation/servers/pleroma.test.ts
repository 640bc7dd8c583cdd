import { test } from 'vitest';
import { BLOG, KETTLE, TEAS } from './blog.ts';
import { acceptOf, activity, actor, fixture, objectIn, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const DORA = 'https://pleroma.test/users/dora';
const FINN = 'https://akkoma.test/users/finn';
const DORA_MOVED = 'https://akkoma.test/users/dora';

const dora = actor(DORA, { name: 'Dora', endpoints: { sharedInbox: 'https://pleroma.test/inbox' } });

const signing = cavage('rsa-sha256', '(request-target) content-length date digest host');
const pleroma: Server = {
  signing,
  documents: { [DORA]: dora, [DORA_MOVED]: actor(DORA_MOVED, { alsoKnownAs: [DORA] }) },
};
const akkoma: Server = { signing, documents: { [FINN]: actor(FINN, { name: 'Finn' }) } };

const follow = fixture('pleroma/follow');
const follows = { sends: follow, effect: { followers: [DORA], answers: [acceptOf(follow, dora)] } };

const says = commentBy('Dora @dora@pleroma.test');
const reply = fixture('pleroma/create-reply');
const replies = {
  sends: reply,
  effect: { comments: [says('Boils in two minutes')], counts: { kettle: { replies: 1 } } },
};
const replyId = String(objectIn(reply).id);
const note = fixture('pleroma/note-object');
const boost = fixture('pleroma/announce-embedded');
const boosts = { sends: boost, effect: { counts: { kettle: { boosts: 1 } } } };
const liked = { counts: { kettle: { likes: 1 } } };

const pleromaScenes: readonly Scene[] = [
  {
    act: 'follows with a state, and leaves',
    steps: [follows, { sends: undo(follow, { to: [BLOG] }), effect: { followers: [] } }],
  },
  {
    act: 'replies in a context of its own, edits the reply with its history, and deletes it',
    steps: [
      replies,
      {
        sends: activity('Update', DORA, {
          ...objectIn(reply),
          content: 'Boils in <b>three</b> minutes',
          updated: '2026-11-20T13:30:25.855Z',
        }),
        effect: { comments: [says('Boils in three minutes')] },
      },
      {
        sends: fixture('pleroma/delete', { 'https://pleroma.test/objects/n1': replyId }),
        effect: { comments: [], counts: {} },
      },
    ],
  },
  {
    act: 'replies unlisted, with null for what is not said, and deletes the reply',
    steps: [
      {
        sends: activity('Create', DORA, note, { to: note.to, cc: note.cc }),
        effect: { comments: [says('Have what?')], counts: { kettle: { replies: 1 } } },
      },
      { sends: fixture('pleroma/delete'), effect: { comments: [], counts: {} } },
    ],
  },
  {
    act: 'chats, which nobody sees',
    steps: [{ sends: fixture('pleroma/create-chat-message'), effect: {} }],
  },
  {
    act: 'likes and reacts with an emoji: one person; takes back one and the other',
    steps: [
      { sends: fixture('pleroma/like'), effect: liked },
      { sends: fixture('pleroma/emoji-react'), effect: {} },
      { sends: fixture('pleroma/undo-emoji-react'), effect: {} },
      { sends: undo(fixture('pleroma/like')), effect: { counts: {} } },
    ],
  },
  {
    act: 'boosts with a copy of our own post, of which only the id counts, and takes it back',
    steps: [boosts, { sends: undo(boost), effect: { counts: {} } }],
  },
  {
    act: 'quotes by quoteUrl without asking, and deletes the quote',
    steps: [
      { sends: fixture('pleroma/create-quote'), effect: { counts: { kettle: { quotes: 1 } } } },
      { sends: fixture('pleroma/delete', { 'objects/n1': 'objects/q1' }), effect: { counts: {} } },
    ],
  },
  {
    act: 'votes for two options by two activities',
    steps: ['black', 'mint'].map((name, index) => ({
      sends: activity('Create', DORA, {
        id: `https://pleroma.test/objects/v${index}`,
        type: 'Note',
        actor: DORA,
        attributedTo: DORA,
        cc: [],
        context: 'https://blog.test/contexts/1',
        inReplyTo: TEAS,
        name,
        to: [BLOG],
      }),
      effect: { votes: { teas: index === 0 ? { black: 1 } : { black: 1, mint: 1 } } },
    })),
  },
  {
    act: 'reports with copies of what it reports',
    steps: [
      {
        sends: fixture('pleroma/flag-with-copies'),
        effect: { reports: [`${DORA}: Rude. (${BLOG}, ${KETTLE})`] },
      },
    ],
  },
  {
    act: 'blocks the blog, and moves elsewhere when it follows no more',
    steps: [
      follows,
      { sends: activity('Block', DORA, BLOG, { to: [BLOG], cc: [] }), effect: { followers: [] } },
      { sends: activity('Move', DORA, DORA, { target: DORA_MOVED }), effect: {} },
    ],
  },
  {
    act: 'moves a follower',
    steps: [
      follows,
      { sends: activity('Move', DORA, DORA, { target: DORA_MOVED }), effect: { followers: [DORA_MOVED] } },
    ],
  },
  {
    act: 'changes a profile, and deletes the account',
    steps: [
      replies,
      {
        sends: activity('Update', DORA, { ...dora, name: 'Dora D.' }),
        effect: { comments: [commentBy('Dora D. @dora@pleroma.test')('Boils in two minutes')] },
      },
      { sends: activity('Delete', DORA, DORA), effect: { comments: [], counts: {} } },
    ],
  },
];

const akkomaScenes: readonly Scene[] = [
  {
    act: 'sends a reply that was edited before we heard of it',
    steps: [
      {
        sends: fixture('akkoma/create-reply'),
        effect: {
          comments: [commentBy('Finn @finn@akkoma.test')('Descale it.')],
          counts: { kettle: { replies: 1 } },
        },
      },
    ],
  },
  {
    act: 'reacts with an emoji of its own, and takes it back by the bare id',
    steps: [
      { sends: fixture('akkoma/emoji-react-custom'), effect: liked },
      { sends: fixture('akkoma/undo-emoji-react-by-id'), effect: { counts: {} } },
    ],
  },
  {
    act: 'quotes by quoteUri, and deletes the quote by a Tombstone',
    steps: [
      { sends: fixture('akkoma/create-quote'), effect: { counts: { kettle: { quotes: 1 } } } },
      {
        sends: activity('Delete', FINN, { id: 'https://akkoma.test/objects/3f', type: 'Tombstone' }),
        effect: { counts: {} },
      },
    ],
  },
];

test.each(pleromaScenes)('Pleroma $act', (scene) => play(scene, pleroma));
test.each(akkomaScenes)('Akkoma $act', (scene) => play(scene, akkoma));
