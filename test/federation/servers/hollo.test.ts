import { test } from 'vitest';
import { BLOG, COSY, KETTLE } from './blog.ts';
import { acceptOf, activity, fixture, quoteAnswerOf, undo } from './shapes.ts';
import { cavage } from './signing.ts';
import { play, type Scene, type Server } from './stage.ts';
import { commentBy } from './visible.ts';

const IDA = 'https://hollo.test/@ida';

const ida = fixture('hollo/person', { '@mila': '@ida', Mila: 'Ida', '"mila"': '"ida"' });

const hollo: Server = {
  signing: cavage('rsa-sha256', '(request-target) content-type date digest host'),
  documents: { [IDA]: ida },
};

const follow = activity('Follow', IDA, BLOG);
const follows = { sends: follow, effect: { followers: [IDA], answers: [acceptOf(follow, ida)] } };
const leaves = { sends: undo(follow), effect: { followers: [] } };

const says = commentBy('Ida @ida@hollo.test');
const reply = fixture('hollo/create-reply');
const replies = {
  sends: reply,
  effect: { comments: [says('@blog wool helps')], counts: { kettle: { replies: 1 } } },
};
const request = fixture('hollo/quote-request');
const requestForCosy = fixture('hollo/quote-request', { [KETTLE]: COSY });

const scenes: readonly Scene[] = [
  { act: 'follows, and leaves', steps: [follows, leaves] },
  {
    act: 'replies with single values, and edits the reply',
    steps: [
      replies,
      {
        sends: fixture('hollo/create-reply', {
          '"Create"': '"Update"',
          '#create': '#update',
          '"sensitive": false': '"sensitive": true, "summary": "wool", "updated": "2026-11-20T14:30:00Z"',
        }),
        effect: { comments: [says('@blog wool helps', { warning: 'wool' })] },
      },
      {
        sends: activity('Delete', IDA, { id: `${IDA}/01`, type: 'Tombstone' }),
        effect: { comments: [], counts: {} },
      },
    ],
  },
  {
    act: 'reacts with an emoji, and takes it back',
    steps: [
      { sends: fixture('hollo/emoji-react'), effect: { counts: { kettle: { likes: 1 } } } },
      { sends: fixture('hollo/undo-emoji-react'), effect: { counts: {} } },
    ],
  },
  {
    act: 'asks to quote with every spelling at once, may, and says so',
    steps: [
      {
        sends: request,
        effect: { counts: { kettle: { quotes: 1 } }, answers: [quoteAnswerOf('Accept', request, ida)] },
      },
      { sends: fixture('hollo/update-quote'), effect: {} },
      { sends: activity('Delete', IDA, { id: `${IDA}/02`, type: 'Tombstone' }), effect: { counts: {} } },
    ],
  },
  {
    act: 'asks to quote what is for followers only, and may not',
    steps: [{ sends: requestForCosy, effect: { answers: [quoteAnswerOf('Reject', requestForCosy, ida)] } }],
  },
  {
    act: 'blocks by leaving, a Reject of what was never sent, and a Block',
    steps: [
      follows,
      leaves,
      { sends: fixture('hollo/reject-and-forget'), effect: {} },
      { sends: activity('Block', IDA, BLOG), effect: {} },
      { sends: undo(activity('Block', IDA, BLOG)), effect: {} },
      follows,
    ],
  },
  {
    act: 'unpins, which is nothing to us, and reports',
    steps: [
      { sends: fixture('hollo/remove-featured'), effect: {} },
      {
        sends: activity('Flag', IDA, [BLOG, KETTLE], { content: '' }),
        effect: { reports: [`${IDA}:  (${BLOG}, ${KETTLE})`] },
      },
    ],
  },
  {
    act: 'deletes an account twice, embedded whole',
    steps: [
      follows,
      replies,
      { sends: fixture('hollo/delete-person'), effect: { followers: [], comments: [], counts: {} } },
      {
        sends: fixture('hollo/delete-person', { 'delete/1': 'delete/2' }),
        serves: { [IDA]: 'missing' },
        effect: {},
      },
    ],
  },
];

test.each(scenes)('Hollo $act', (scene) => play(scene, hollo));
