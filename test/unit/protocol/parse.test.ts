import { describe, expect, test } from 'vitest';
import { parseActivity } from '../../../src/protocol/parse.ts';
import { AS_CONTEXT } from '../../../src/protocol/vocabulary.ts';
import { BLOG_ACTOR, fixture, KETTLE } from './fixture.ts';

const ann = 'https://mastodon.test/users/ann';
const badRequest = expect.objectContaining({ name: 'Refusal', code: 'bad-request' }) as Error;

describe('what peers send is read as what it means', () => {
  test.each([
    ['mastodon/follow', { type: 'Follow', actor: ann, object: BLOG_ACTOR }],
    ['mastodon/like', { type: 'Like', id: `${ann}#likes/12`, object: KETTLE }],
    ['mastodon/announce', { type: 'Announce', actor: ann, object: KETTLE }],
    ['mastodon/delete-tombstone', { type: 'Delete', object: `${ann}/statuses/113500000000000001` }],
    ['mastodon/delete-actor', { type: 'Delete', actor: ann, object: ann }],
    ['gotosocial/delete-without-id', { type: 'Delete', id: undefined }],
    ['hollo/delete-person', { type: 'Delete', object: 'https://hollo.test/@ida' }],
    ['misskey/like-reaction', { type: 'Like', object: KETTLE }],
    ['misskey/announce-to-followers', { type: 'Announce', object: KETTLE }],
    ['pleroma/emoji-react', { type: 'Like', object: KETTLE }],
    ['pixelfed/like', { type: 'Like', object: KETTLE }],
    ['lemmy/announce-create', { type: 'Announce', object: 'https://lemmy.test/activities/create/1e77' }],
    [
      'wordpress/announce-create',
      { type: 'Announce', object: 'https://wordpress.test/?post_type=ap_outbox&p=10' },
    ],
  ])('%s', (name, expected) => {
    expect(parseActivity(fixture(name))).toMatchObject(expected);
  });

  test.each([
    ['mastodon/undo-follow', { type: 'Follow', object: BLOG_ACTOR }],
    ['mastodon/undo-like', { id: `${ann}#likes/12`, type: 'Like', object: KETTLE }],
    ['misskey/undo-follow-never-sent', { type: 'Follow', object: BLOG_ACTOR }],
    ['pleroma/undo-emoji-react', { type: 'Like', object: KETTLE }],
    ['activitypub-bot/undo-like', { type: 'Like', object: KETTLE }],
    ['bridgy-fed/undo-by-id', { id: 'https://web.brid.test/jo.test#like-kettle', type: undefined }],
    ['snac/undo-by-actor-id', { id: BLOG_ACTOR, type: undefined, object: undefined }],
  ])('%s undoes it', (name, object) => {
    expect(parseActivity(fixture(name))).toMatchObject({ type: 'Undo', object });
  });

  test.each([
    ['mastodon/create-reply', { type: 'Note', visibility: 'public', language: 'en', isVote: false }],
    ['mastodon/create-followers-only', { visibility: 'followers' }],
    ['mastodon/create-private-mention', { visibility: 'direct' }],
    ['mastodon/create-poll-vote', { visibility: 'direct', content: '', isVote: true }],
    [
      'gotosocial/create-reply',
      { visibility: 'public', summary: undefined, content: '<p>Descale it with vinegar.</p>' },
    ],
    ['gotosocial/create-poll', { type: 'Question', content: '<p>Gas or electric?</p>', isVote: false }],
    ['gotosocial/create-poll-votes', { isVote: true }],
    ['misskey/create-reply', { visibility: 'unlisted', language: undefined, summary: undefined }],
    ['pleroma/create-reply', { language: 'de', content: 'Boils in <b>two</b> minutes' }],
    ['lemmy/create-comment', { attributedTo: 'https://lemmy.test/u/erik', content: '<p>Seconded.</p>\n' }],
    ['wordpress/create-comment', { id: 'https://wordpress.test/?c=9', visibility: 'public' }],
    [
      'threads/create-reply',
      {
        visibility: 'public',
        url: 'https://www.threads.test/@hana/post/C8',
        published: new Date('2026-11-20T16:00:00Z'),
      },
    ],
    [
      'peertube/create-comment',
      {
        visibility: 'public',
        content: '2 &lt; 3 minutes<br>with *gas*',
        updated: new Date('2026-11-20T17:00:00.552Z'),
      },
    ],
  ])('%s', (name, object) => {
    const activity = parseActivity(fixture(name));
    expect(activity).toMatchObject({ type: 'Create', object: { inReplyTo: KETTLE, ...object } });
  });

  test('peertube/create-video: an owner among several, a page among files, no content', () => {
    expect(parseActivity(fixture('peertube/create-video'))).toMatchObject({
      type: 'Create',
      object: {
        type: 'Video',
        attributedTo: 'https://peertube.test/accounts/lou',
        url: 'https://peertube.test/w/42',
        content: '',
        inReplyTo: undefined,
      },
    });
  });

  test('mastodon/update-reply: an edit, with its warning as plain text', () => {
    expect(parseActivity(fixture('mastodon/update-reply'))).toMatchObject({
      type: 'Update',
      object: { summary: 'kettles & noise', sensitive: true, updated: new Date('2026-11-20T08:20:00Z') },
    });
  });

  test('mastodon/update-person: an edit of the actor', () => {
    expect(parseActivity(fixture('mastodon/update-person'))).toMatchObject({
      type: 'UpdateActor',
      actor: ann,
      object: { id: ann, name: 'Ann, retired' },
    });
  });

  test('a Follow is kept as it came, for the Accept that embeds it', () => {
    const json = fixture('mastodon/follow');
    expect(parseActivity(json)).toMatchObject({ raw: json });
  });
});

describe('what we do not act on is no activity', () => {
  test.each(['mastodon/block', 'lemmy/dislike'])('%s', (name) => {
    expect(parseActivity(fixture(name))).toBeUndefined();
  });

  test.each([
    ['a Create of a bare id', { type: 'Create', object: `${ann}/1` }],
    ['a Create of an object without an owner', { type: 'Create', object: { id: `${ann}/1`, type: 'Note' } }],
    ['a Create of an object without an id', { type: 'Create', object: { type: 'Note', attributedTo: ann } }],
    [
      'a Create of an unknown object',
      { type: 'Create', object: { id: `${ann}/1`, type: 'ChatMessage', attributedTo: ann } },
    ],
    ['an Update of a bare id', { type: 'Update', object: ann }],
    ['a Like of nothing', { type: 'Like' }],
    ['a Follow of a script', { type: 'Follow', object: 'javascript:alert(1)' }],
    ['an Undo of nothing', { type: 'Undo', object: null }],
    [
      'an Undo of what another did',
      { type: 'Undo', object: { type: 'Like', actor: `${ann}a`, object: KETTLE } },
    ],
    ['a type that objects inherit', { type: 'constructor', object: KETTLE }],
  ])('%s', (_, json) => {
    expect(parseActivity({ '@context': AS_CONTEXT, actor: ann, ...json })).toBeUndefined();
  });
});

describe('shapes', () => {
  test('of several types the one that we know counts', () => {
    expect(parseActivity({ type: ['x:React', 'Like'], actor: ann, object: KETTLE })?.type).toBe('Like');
  });

  test('actor and object may be embedded, alone in an array, or both', () => {
    for (const actor of [ann, { id: ann, type: 'Person' }, [ann], [{ id: ann }]]) {
      for (const object of [KETTLE, { id: KETTLE }, [KETTLE], [null, { id: KETTLE }]]) {
        expect(parseActivity({ type: 'Like', actor, object })).toMatchObject({ actor: ann, object: KETTLE });
      }
    }
  });

  test('an id that is not of the actor’s origin is dropped', () => {
    const activity = parseActivity({ type: 'Like', id: `${BLOG_ACTOR}/1`, actor: ann, object: KETTLE });
    expect(activity?.id).toBeUndefined();
  });

  test.each([
    ['no type', { actor: ann }],
    ['a type that is a number', { type: 5, actor: ann }],
    ['no type in the array', { type: [null, 3], actor: ann }],
    ['no actor', { type: 'Like', object: KETTLE }],
    ['an actor that is no URL', { type: 'Like', actor: 'ann', object: KETTLE }],
    ['an actor without an id', { type: 'Like', actor: { type: 'Person' }, object: KETTLE }],
    ['two actors', { type: 'Like', actor: [ann, `${ann}a`], object: KETTLE }],
    [
      'an updated actor that cannot be read',
      { type: 'Update', actor: ann, object: { id: ann, type: 'Person' } },
    ],
  ])('400: %s', (_, json) => {
    expect(() => parseActivity(json)).toThrow(badRequest);
  });
});
