import { describe, expect, test } from 'vitest';
import { parseActivity } from '../../../src/protocol/parse.ts';
import { AS_CONTEXT, type JsonObject } from '../../../src/protocol/vocabulary.ts';
import { BLOG_ACTOR, fixture, KETTLE } from './fixture.ts';

const ann = 'https://mastodon.test/users/ann';
const eve = 'https://evil.test/users/eve';
const note = { id: `${ann}/1`, type: 'Note', attributedTo: ann, content: '<p>Hm.</p>', to: 'as:Public' };
const badRequest = expect.objectContaining({ name: 'Refusal', code: 'bad-request' }) as Error;

function parsed(json: JsonObject): ReturnType<typeof parseActivity> {
  return parseActivity({ '@context': AS_CONTEXT, actor: ann, ...json });
}

test('a Follow is kept as it came, for the Accept that embeds it', () => {
  const json = fixture('mastodon/follow');
  expect(parseActivity(json)).toMatchObject({ raw: json });
});

describe('Create and Update', () => {
  test.each(['Note', 'Article', 'Page', 'Question', 'Video', 'Image', 'Audio', 'Event'])(
    'of a %s take it whole from its own origin',
    (type) => {
      for (const activity of ['Create', 'Update']) {
        expect(parsed({ type: activity, object: { ...note, type } })).toMatchObject({
          type: activity,
          objects: [{ id: note.id, type, attributedTo: ann }],
        });
      }
    },
  );

  test.each([
    ['a bare id', KETTLE, KETTLE],
    ['a bare id in a list', [KETTLE], KETTLE],
    ['a Note of another origin', { ...note, id: `${eve}/1` }, `${eve}/1`],
    [
      'a Note of another port',
      { ...note, id: 'https://mastodon.test:8443/1' },
      'https://mastodon.test:8443/1',
    ],
    ['a Note without an owner', { ...note, attributedTo: undefined }, note.id],
    ['an object that only has an id', { id: note.id }, note.id],
  ])('take only the name of %s', (_, object, id) => {
    for (const type of ['Create', 'Update']) {
      expect(parsed({ type, object })).toMatchObject({ objects: [{ type: 'named', id }] });
    }
  });

  test('take several objects, each as it deserves, and no more than twenty', () => {
    const objects = [KETTLE, note, null, { ...note, id: `${eve}/1` }, { ...note, type: 'ChatMessage' }];
    expect(parsed({ type: 'Create', object: objects })).toMatchObject({
      objects: [{ type: 'named', id: KETTLE }, { type: 'Note' }, { type: 'named', id: `${eve}/1` }],
    });
    const many = parsed({ type: 'Create', object: Array.from({ length: 500 }, () => note) });
    expect(many).toHaveProperty('objects.length', 20);
  });

  test('lend their audience to an object that names none', () => {
    const object = { ...note, to: undefined };
    expect(parsed({ type: 'Create', object, cc: 'as:Public' })).toMatchObject({
      objects: [{ visibility: 'unlisted' }],
    });
  });

  test('an Update of the actor itself is of the actor; of another actor it is nothing', () => {
    const json = fixture('mastodon/update-person');
    expect(parseActivity(json)).toMatchObject({ type: 'UpdateActor', object: { id: ann } });
    expect(parseActivity({ ...json, object: [json.object] })).toMatchObject({ type: 'UpdateActor' });
    expect(parseActivity({ ...json, actor: `${ann}a` })).toBeUndefined();
  });
});

describe('Announce', () => {
  const create = { id: `${eve}/1/activity`, type: 'Create', actor: eve, object: { ...note, id: `${eve}/1` } };

  test('of an activity has that inside', () => {
    expect(parsed({ type: 'Announce', object: create })).toMatchObject({
      object: create.id,
      inner: { type: 'Create', actor: eve, objects: [{ type: 'Note', id: `${eve}/1` }] },
    });
  });

  test.each([
    ['an id', KETTLE],
    ['our own post, embedded', { ...note, id: KETTLE, type: 'Article' }],
    ['an activity that we do not act on', { ...create, id: KETTLE, type: 'Dislike' }],
    ['another Announce', { ...create, id: KETTLE, type: 'Announce', object: create }],
    ['an activity without an actor', { ...create, id: KETTLE, actor: undefined }],
    ['one thing and an activity beside', [KETTLE, create]],
  ])('of %s has nothing inside', (_, object) => {
    expect(parsed({ type: 'Announce', object })).toMatchObject({ object: KETTLE, inner: undefined });
  });
});

describe('Undo, Accept and Reject', () => {
  const like = { id: `${ann}#likes/1`, type: 'Like', actor: ann, object: KETTLE };

  test.each([
    ['whole', like, { id: like.id, type: 'Like', object: KETTLE }],
    ['without an actor', { ...like, actor: undefined }, { type: 'Like', object: KETTLE }],
    ['without an id', { ...like, id: undefined }, { id: undefined, type: 'Like', object: KETTLE }],
    ['as an EmojiReact', { ...like, type: 'EmojiReact', content: '🔥' }, { type: 'Like', emoji: '🔥' }],
    ['of a type that is none of ours', { ...like, type: 'Listen' }, { type: 'Listen', object: KETTLE }],
    ['by its id', like.id, { id: like.id, type: undefined, object: undefined }],
    ['in a list', [null, like], { type: 'Like', object: KETTLE }],
  ])('name what they are about %s', (_, object, expected) => {
    for (const type of ['Undo', 'Accept', 'Reject']) {
      expect(parsed({ type, object })).toMatchObject({ type, object: expected });
    }
  });

  test('nobody undoes what another did, but our Follow is accepted by another', () => {
    const object = { id: 'https://blog.test/f', type: 'Follow', actor: BLOG_ACTOR, object: ann };
    expect(parsed({ type: 'Undo', object })).toBeUndefined();
    expect(parsed({ type: 'Accept', object })).toMatchObject({ object: { type: 'Follow', object: ann } });
  });
});

describe('QuoteRequest', () => {
  test.each([
    ['whole', { ...note, quote: KETTLE }, { type: 'Note', quote: KETTLE }],
    ['by its id', note.id, { type: 'named', id: note.id }],
    ['of another origin', { ...note, id: `${eve}/1` }, { type: 'named', id: `${eve}/1` }],
  ])('has the quoting post %s', (_, instrument, expected) => {
    expect(parsed({ type: 'QuoteRequest', object: KETTLE, instrument })).toMatchObject({
      object: KETTLE,
      instrument: expected,
    });
  });
});

describe('Flag', () => {
  test('names each thing once, at most a hundred, and why in plain text', () => {
    const object = [KETTLE, { id: BLOG_ACTOR, type: 'Person' }, KETTLE, { type: 'Note' }];
    expect(parsed({ type: 'Flag', object, content: '<p>Rude &amp; loud</p>' })).toMatchObject({
      objects: [KETTLE, BLOG_ACTOR],
      content: 'Rude & loud',
    });
    const many = Array.from({ length: 500 }, (_, n) => `${KETTLE}${n}`);
    const flag = parsed({ type: 'Flag', object: many, content: 'x'.repeat(9000) });
    expect(flag).toHaveProperty('objects.length', 100);
    expect(flag).toHaveProperty('content.length', 2000);
  });

  test('takes Lemmy’s summary for the reason, and may have none', () => {
    expect(parsed({ type: 'Flag', object: KETTLE, summary: 'spam' })).toMatchObject({ content: 'spam' });
    expect(parsed({ type: 'Flag', object: KETTLE })).toMatchObject({ content: '' });
  });
});

describe('what we do not act on is no activity', () => {
  test.each([
    ['a Dislike', { type: 'Dislike', object: KETTLE }],
    ['an Add', { type: 'Add', object: KETTLE, target: `${ann}/featured` }],
    ['a Create of nothing', { type: 'Create', object: null }],
    ['a Create of an object without an id', { type: 'Create', object: { ...note, id: undefined } }],
    ['a Create of an unknown object', { type: 'Create', object: { ...note, type: 'ChatMessage' } }],
    ['an Update of a Tombstone', { type: 'Update', object: { id: note.id, type: 'Tombstone' } }],
    ['a Like of nothing', { type: 'Like' }],
    ['a Follow of a script', { type: 'Follow', object: 'javascript:alert(1)' }],
    ['an Undo of nothing', { type: 'Undo', object: null }],
    ['an Undo of what has no name', { type: 'Undo', object: { actor: ann } }],
    ['an Undo of what another did', { type: 'Undo', object: { type: 'Like', actor: eve, object: KETTLE } }],
    ['a ban from a community', { type: 'Block', object: BLOG_ACTOR, target: `${ann}/group` }],
    ['a Move to nowhere', { type: 'Move', object: ann }],
    ['a Flag of nothing', { type: 'Flag', object: [{}], content: 'x' }],
    ['a QuoteRequest without a quote', { type: 'QuoteRequest', object: KETTLE }],
    ['a type that objects inherit', { type: 'constructor', object: KETTLE }],
  ])('%s', (_, json) => {
    expect(parsed(json)).toBeUndefined();
  });
});

describe('shapes', () => {
  test('of several types the one that we know counts', () => {
    expect(parsed({ type: ['x:React', 'Like'], object: KETTLE })?.type).toBe('Like');
  });

  test('actor and object may be embedded, alone in an array, a Link, or all of it', () => {
    for (const actor of [ann, { id: ann, type: 'Person' }, [ann], [{ id: ann }]]) {
      for (const object of [KETTLE, { id: KETTLE }, [KETTLE], [null, { id: KETTLE }], { href: KETTLE }]) {
        for (const type of ['Like', 'Follow', 'Delete', 'Announce', 'Block']) {
          expect(parsed({ type, actor, object })).toMatchObject({ type, actor: ann, object: KETTLE });
        }
      }
    }
  });

  test('an id that is not of the actor’s origin is dropped', () => {
    expect(parsed({ type: 'Like', id: `${BLOG_ACTOR}/1`, object: KETTLE })?.id).toBeUndefined();
  });

  test.each([
    ['no type', { actor: ann }],
    ['a type that is a number', { type: 5, actor: ann }],
    ['a type that goes on and on', { type: 'x'.repeat(1000), actor: ann }],
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
