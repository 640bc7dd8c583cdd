import { describe, expect, test } from 'vitest';
import { handleCreate, handleUpdate } from '../../../../src/federation/handlers/create.ts';
import type { RemoteNote } from '../../../../src/protocol/vocabulary.ts';
import { alice, bob } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { kettle, lid, noteOf, scope, signer } from './scope.ts';

const handlers = { Create: handleCreate, Update: handleUpdate } as const;

function effects(type: keyof typeof handlers, note: Partial<RemoteNote>): readonly Effect[] {
  const activity = { id: undefined, actor: signer.id, type, object: noteOf(note) } as const;
  return effectsOf((tx) => handlers[type](activity, signer, tx, scope));
}

/** The reply that would be stored. */
function stored(type: keyof typeof handlers, note: Partial<RemoteNote>): unknown {
  const [name, reply] = effects(type, note)[0] ?? [];
  return name === 'putReply' ? reply : undefined;
}

describe.each(['Create', 'Update'] as const)('%s', (type) => {
  test('of a public reply stores all of it, as it came', () => {
    const updated = new Date(NOW - 500);
    const note = { content: '<script>x</script>', summary: 'Steam', sensitive: true, updated };
    expect(effects(type, note)).toEqual([
      [
        'putReply',
        {
          id: 'https://social.test/notes/1',
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
        },
        NOW,
      ],
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

  test.each([
    ['of tomorrow is dated now', new Date(NOW + 86_400_000), NOW],
    ['without a date is dated now', undefined, NOW],
    ['of yesterday keeps its date', new Date(NOW - 86_400_000), NOW - 86_400_000],
  ])('%s', (_, published, expected) => {
    expect(stored(type, { published })).toMatchObject({ published: expected });
  });

  test('without a page of its own links to its id', () => {
    expect(stored(type, { url: undefined })).toMatchObject({ url: 'https://social.test/notes/1' });
  });

  test.each<[string, Partial<RemoteNote>]>([
    ['attributed to somebody else', { attributedTo: bob }],
    ['attributed to somebody else on the same server', { attributedTo: uri(`${alice}a`) }],
    ['with an id of another origin', { id: uri('https://snac.test/notes/1') }],
    ['with an id of another origin that begins alike', { id: uri('https://social.test.evil.test/notes/1') }],
    ['with an id on another port', { id: uri('https://social.test:8443/notes/1') }],
    ['with an id over http', { id: uri('http://social.test/notes/1') }],
    ['that is a vote', { isVote: true, content: '' }],
    ['that answers nothing', { inReplyTo: undefined }],
    ['of somebody else, for followers', { attributedTo: bob, visibility: 'followers' }],
  ])('of a note %s does nothing', (_, note) => {
    expect(effects(type, note)).toEqual([]);
  });
});

test.each(['followers', 'direct'] as const)('a Create for %s is not stored', (visibility) => {
  expect(effects('Create', { visibility })).toEqual([]);
});

test.each(['followers', 'direct'] as const)('an Update for %s takes the reply away', (visibility) => {
  expect(effects('Update', { visibility })).toEqual([
    ['removeReply', 'https://social.test/notes/1', alice, NOW],
  ]);
});

test('an Update for followers takes the reply away, though it no longer says what it answers', () => {
  const narrowed = { inReplyTo: undefined, visibility: 'followers' } as const;
  expect(effects('Create', narrowed)).toEqual([]);
  expect(effects('Update', narrowed)).toEqual([['removeReply', 'https://social.test/notes/1', alice, NOW]]);
});

test('a Create under closed comments is not stored', () => {
  expect(effects('Create', { inReplyTo: lid.id })).toEqual([]);
});
