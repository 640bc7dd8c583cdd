import { describe, expect, test } from 'vitest';
import { assert } from '../../../../src/assert.ts';
import { handleCreate } from '../../../../src/federation/handlers/create.ts';
import { handleUpdate } from '../../../../src/federation/handlers/update.ts';
import { compileRules } from '../../../../src/federation/moderation-rules.ts';
import { parseActivity } from '../../../../src/protocol/parse.ts';
import type { NamedObject, RemoteNote } from '../../../../src/protocol/vocabulary.ts';
import { actorOf, alice, bob } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { fixture } from '../../protocol/fixture.ts';
import { closedPoll, kettle, noteOf, poll, scope, signer } from './scope.ts';

const handlers = { Create: handleCreate, Update: handleUpdate } as const;
type Type = keyof typeof handlers;

const noteId = uri('https://social.test/notes/1');

/** What comes of it: of all notes at once. */
function effects(
  type: Type,
  notes: readonly (Partial<RemoteNote> | NamedObject)[],
  more: Partial<typeof scope> = {},
): readonly Effect[] {
  const objects = notes.map((note) => (note.type === 'named' ? (note as NamedObject) : noteOf(note)));
  const activity = { id: undefined, actor: signer.id, type, objects } as const;
  return effectsOf((tx) => handlers[type](activity, signer, tx, { ...scope, ...more }));
}

/** The reply that would be stored. */
function stored(type: Type, note: Partial<RemoteNote>): unknown {
  const [, reply] = effects(type, [note]).find(([name]) => name === 'putReply') ?? [];
  return reply;
}

describe.each(['Create', 'Update'] as const)('%s', (type) => {
  test('of a public reply stores all of it, as it came', () => {
    const updated = new Date(NOW - 500);
    const note = { content: '<script>x</script>', summary: 'Steam', sensitive: true, updated };
    expect(effects(type, [note])[0]).toEqual([
      'putReply',
      {
        id: noteId,
        actor: alice,
        inReplyTo: kettle.id,
        objectId: kettle.id,
        content: '<script>x</script>',
        summary: 'Steam',
        sensitive: true,
        language: 'en',
        url: 'https://social.test/@alice/1',
        published: NOW - 1_000,
        updated: NOW - 500,
        visibility: 'public',
        policy: 'open',
        rule: undefined,
      },
      NOW,
    ]);
  });

  test('of an unlisted one too', () => {
    expect(stored(type, { visibility: 'unlisted' })).toMatchObject({ visibility: 'unlisted' });
  });

  test('of an answer to the page is an answer to the object', () => {
    const inReplyTo = uri('https://blog.test/posts/kettle/');
    expect(stored(type, { inReplyTo })).toMatchObject({ inReplyTo: kettle.id, objectId: kettle.id });
  });

  test('of an answer to another reply leaves it to the store to find the thread', () => {
    const inReplyTo = uri('https://snac.test/notes/7');
    expect(stored(type, { inReplyTo })).toMatchObject({ inReplyTo, objectId: undefined });
  });

  test('of a reply that may not stand in its thread stores nothing', () => {
    expect(stored(type, { id: uri('https://social.test/notes/2') })).toBeUndefined();
  });

  test.each([
    ['of tomorrow is dated now', new Date(NOW + 86_400_000), NOW],
    ['without a date is dated now', undefined, NOW],
    ['of yesterday keeps its date', new Date(NOW - 86_400_000), NOW - 86_400_000],
  ])('%s', (_, published, expected) => {
    expect(stored(type, { published })).toMatchObject({ published: expected });
  });

  test('without a page of its own links to its id', () => {
    expect(stored(type, { url: undefined })).toMatchObject({ url: noteId });
  });

  test('of a public note that quotes us counts as a quote, without leave', () => {
    const quote = uri('https://blog.test/posts/kettle/');
    const put = { quotingId: noteId, actor: alice, objectId: kettle.id, authorizationId: undefined };
    expect(effects(type, [{ quote, inReplyTo: undefined }])).toEqual([['putQuote', put, NOW]]);
  });

  test('of a note that says to have leave to quote gives it none', () => {
    const quoteAuthorization = uri('https://blog.test/ap/quotes/forged');
    const effect = effects(type, [{ quote: kettle.id, quoteAuthorization, inReplyTo: undefined }]);
    expect(effect).toMatchObject([['putQuote', { authorizationId: undefined }, NOW]]);
  });

  test('of what is only named does nothing, and of the others what they say', () => {
    const named = { type: 'named', id: noteId } as const;
    expect(effects(type, [named])).toEqual([]);
    expect(effects(type, [named, {}])[0]).toMatchObject(['putReply', { id: noteId }, NOW]);
  });

  test.each<[string, Partial<RemoteNote>]>([
    ['attributed to somebody else', { attributedTo: bob }],
    ['attributed to somebody else on the same server', { attributedTo: uri(`${alice}a`) }],
    ['with an id of another origin', { id: uri('https://snac.test/notes/1') }],
    ['with an id of another origin that begins alike', { id: uri('https://social.test.evil.test/notes/1') }],
    ['with an id on another port', { id: uri('https://social.test:8443/notes/1') }],
    ['with an id over http', { id: uri('http://social.test/notes/1') }],
    ['of somebody else, for followers', { attributedTo: bob, visibility: 'followers' }],
    ['of somebody else, with a vote', { attributedTo: bob, inReplyTo: poll.id, vote: 'gas', content: '' }],
  ])('of a note %s does nothing', (_, note) => {
    const admitted = new Map([[note.id ?? noteId, 'open' as const]]);
    expect(effects(type, [{ quote: kettle.id, ...note }], { admitted })).toEqual([]);
  });
});

describe('a Create', () => {
  test.each(['followers', 'direct'] as const)('for %s is kept for the writer alone', (visibility) => {
    const message = {
      ...{ id: noteId, actor: alice, inReplyTo: kettle.id, visibility, sentAt: NOW - 1_000 },
      text: '[Steam] Well said.',
    };
    expect(effects('Create', [{ visibility, quote: kettle.id, summary: 'Steam' }])).toEqual([
      ['putPrivateMessage', message, NOW],
    ]);
  });

  test.each(['followers', 'direct'] as const)(
    'for %s that answers nothing of ours is kept where it names the blog, and else is not',
    (visibility) => {
      const said = (more: Partial<typeof scope>): readonly unknown[] =>
        effects('Create', [{ visibility, inReplyTo: undefined }], { admitted: new Map(), ...more });
      expect(said({ addressesUs: true })).toMatchObject([['putPrivateMessage', { id: noteId }, NOW]]);
      expect(said({})).toEqual([]);
    },
  );

  test('for the writer of somebody who is blocked is not kept', () => {
    const rules = compileRules([{ act: 'block', pattern: 'social.test' }]);
    expect(effects('Create', [{ visibility: 'direct' }], { rules })).toEqual([]);
  });

  test('of a note that neither answers nor quotes us does nothing', () => {
    const quote = uri('https://other.test/notes/1');
    expect(effects('Create', [{ inReplyTo: undefined, quote }])).toEqual([]);
  });
});

describe('a vote', () => {
  const voteFor = (vote: string, inReplyTo = poll.id): readonly Effect[] =>
    effects('Create', [{ vote, content: '', inReplyTo, visibility: 'direct' }]);

  test('is counted, and never shown', () => {
    expect(voteFor('gas')).toEqual([['putVote', { poll: poll.id, actor: alice, option: 'gas' }, true, NOW]]);
  });

  test.each([
    ['for what is no option', 'steam', poll.id],
    ['for an option in other letters', 'Gas', poll.id],
    ['after the poll has closed', 'gas', closedPoll.id],
    ['in what is no poll', 'gas', kettle.id],
    ['in a poll of somebody else', 'gas', uri('https://other.test/polls/1')],
  ])('%s is not', (_, vote, inReplyTo) => {
    expect(voteFor(vote, inReplyTo)).toEqual([]);
  });

  test('of several options comes in one Create from GoToSocial', () => {
    const activity = parseActivity(fixture('gotosocial/create-poll-votes'));
    assert(activity?.type === 'Create', 'the fixture is a Create');
    const many = { ...poll, poll: { options: ['gas', 'electric'], multiple: true, closes: NOW + 1 } };
    const asked = effectsOf((tx) =>
      handleCreate(activity, actorOf(activity.actor), tx, { ...scope, objects: () => many }),
    );
    const vote = { poll: poll.id, actor: activity.actor };
    expect(asked).toEqual([
      ['putVote', { ...vote, option: 'gas' }, false, NOW],
      ['putVote', { ...vote, option: 'electric' }, false, NOW],
    ]);
  });

  test('is not counted by an edit', () => {
    expect(effects('Update', [{ vote: 'gas', content: '', inReplyTo: poll.id }])).toEqual([]);
  });
});

describe('an Update', () => {
  test.each(['followers', 'direct'] as const)('for %s takes the reply away', (visibility) => {
    expect(effects('Update', [{ visibility }])[0]).toEqual(['removeReply', noteId, alice, NOW]);
  });

  test('for followers takes the reply away, though it no longer says what it answers', () => {
    const narrowed = { inReplyTo: undefined, visibility: 'followers' } as const;
    expect(effects('Create', [narrowed])).toMatchObject([['putPrivateMessage', { id: noteId }, NOW]]);
    expect(effects('Update', [narrowed]).slice(0, 2)).toMatchObject([
      ['removeReply', noteId, alice, NOW],
      ['putPrivateMessage', { id: noteId, visibility: 'followers' }, NOW],
    ]);
  });

  test.each([undefined, uri('https://other.test/notes/1')])(
    'that no longer quotes us (but %s) takes the quote away',
    (quote) => {
      expect(effects('Update', [{ quote }])).toContainEqual(['removeQuote', noteId, alice]);
      expect(effects('Create', [{ quote }])).not.toContainEqual(['removeQuote', noteId, alice]);
    },
  );

  test('for followers leaves a quote that was given leave', () => {
    expect(
      effects('Update', [{ quote: kettle.id, visibility: 'followers' }], { admitted: new Map() }),
    ).toEqual([]);
  });
});
