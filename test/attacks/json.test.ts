import { describe, expect, test } from 'vitest';
import { receive } from '../../src/federation/receive.ts';
import { sanitiseReplies } from '../../src/federation/sanitise.ts';
import { PUBLIC, type JsonObject, type Uri } from '../../src/protocol/vocabulary.ts';
import type { Reply } from '../../src/store/store.ts';
import { NOW, thrownBy, uri } from '../unit/builders.ts';
import { kettle, poll } from '../unit/federation/handlers/scope.ts';
import { alice, openInbox, reply, requestOf, type Inbox } from '../unit/federation/inbox-desk.ts';

const mallory = 'https://social.test/users/mallory';
const quoted = (value: unknown): string => JSON.stringify(value);

/** Takes `body`, signed by alice, and gives what readers see then. */
async function shownAfter(inbox: Inbox, body: string): Promise<readonly Reply[]> {
  await receive(requestOf({}, { body }), inbox.context);
  await sanitiseReplies(inbox.store);
  return (await inbox.store.conversation(kettle.id)).thread;
}

/** A reply of alice, but for `changes` of the activity and of its note. */
function create(changes: JsonObject = {}, ofNote: JsonObject = {}): string {
  return quoted({ actor: alice, ...reply, ...changes, object: { ...reply.object, ...ofNote } });
}

/** `body` with another member of the same name before all others. */
const doubled = (body: string, name: string, value: unknown): string =>
  `{"${name}":${quoted(value)},${body.slice(1)}`;

describe('a name that stands there twice has one reading, the last, for all who ask', () => {
  test('202: an activity is by the last of its actors, and of the last of its types', async () => {
    await using inbox = await openInbox();
    const body = doubled(doubled(create(), 'actor', mallory), 'type', 'Delete');
    expect(await shownAfter(inbox, body)).toMatchObject([{ id: reply.object.id, author: { id: alice } }]);
  });

  test('401: so the signer is held to the last, and nothing is done in the name of the first', async () => {
    await using inbox = await openInbox();
    const body = doubled(create({ actor: mallory }), 'actor', alice);
    expect(await thrownBy(() => shownAfter(inbox, body))).toMatchObject({ code: 'actor-mismatch' });
    expect((await inbox.store.conversation(kettle.id)).thread).toEqual([]);
  });

  test.each([
    ['public first and private last', PUBLIC, alice, 0],
    ['private first and public last', alice, PUBLIC, 1],
  ])('202: addressed %s', async (_, first, last, count) => {
    await using inbox = await openInbox();
    const note = doubled(quoted({ ...reply.object, to: last }), 'to', first);
    const body = `{"type":"Create","actor":${quoted(alice)},"object":${note}}`;
    expect(await shownAfter(inbox, body)).toHaveLength(count);
  });

  test('202: a note has the last of its ids and texts', async () => {
    await using inbox = await openInbox();
    const ids = doubled(quoted(reply.object), 'id', `${mallory}/note`);
    const note = doubled(ids, 'content', '<p>Said by nobody.</p>');
    const body = `{"type":"Create","actor":${quoted(alice)},"object":${note}}`;
    expect(await shownAfter(inbox, body)).toMatchObject([{ id: reply.object.id, html: '<p>Well said.</p>' }]);
  });
});

describe('names that every JavaScript object answers to', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

  test.each(names)('202: %s is a type like any other that nobody knows', async (name) => {
    await using inbox = await openInbox();
    for (const body of [
      create({ type: name }),
      create({}, { type: name }),
      create({ type: [name, 'Create'] }, {}),
    ])
      await receive(requestOf({}, { body }), inbox.context);
    await sanitiseReplies(inbox.store);
    expect((await inbox.store.conversation(kettle.id)).thread).toHaveLength(1);
  });

  test.each([...names, '__proto__'])('202: %s is no option of a poll, and no vote', async (name) => {
    await using inbox = await openInbox();
    const note = { id: `${alice}/votes/1`, inReplyTo: poll.id, to: site(), content: undefined, name };
    await receive(requestOf({}, { body: create({}, note) }), inbox.context);
    expect((await inbox.store.polls()).get(poll.id)?.voters ?? 0).toBe(0);
  });

  test.each(names)('202: %s is a language and the name of an emoji like any other', async (name) => {
    await using inbox = await openInbox();
    const [shown] = await shownAfter(
      inbox,
      create({}, { content: undefined, contentMap: { [name]: '<p>Hi.</p>' } }),
    );
    expect(shown?.html).toBe('<p>Hi.</p>');
    expect([name, undefined]).toContain(shown?.language);
    const like = { type: 'Like', id: `${alice}#likes/1`, object: kettle.id, content: `:${name}:` };
    await receive(requestOf(like), inbox.context);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 1 });
  });

  test('400: __proto__ is no key, at any depth', async () => {
    await using inbox = await openInbox();
    for (const body of [
      create().replace('{', '{"__proto__":{},'),
      create().replace('"content"', '"__proto__"'),
    ])
      expect(await thrownBy(() => shownAfter(inbox, body))).toMatchObject({ code: 'bad-json' });
  });

  const site = (): readonly string[] => [poll.id];
});

describe('what a JSON-LD context says changes nothing, and nobody is asked for one', () => {
  test.each<[string, unknown]>([
    ['absent', undefined],
    ['of a stranger', 'https://evil.test/context'],
    ['on our own machine', 'http://127.0.0.1:6379/'],
    ['of our own', 'https://blog.test/context'],
    [
      'one that aliases',
      [{ content: 'as:summary', actor: 'https://evil.test/x', me: { '@id': 'as:actor' } }],
    ],
    ['with a base and a vocabulary', { '@base': 'https://evil.test/', '@vocab': 'https://evil.test/ns#' }],
    ['that imports', { '@version': 1.1, '@import': 'https://evil.test/context' }],
    ['no context at all', 7],
  ])('202: %s', async (_, context) => {
    await using inbox = await openInbox();
    const body = create({ '@context': context, me: mallory }, { '@context': context });
    const shown = await shownAfter(inbox, body);
    expect(shown).toMatchObject([{ id: reply.object.id, html: '<p>Well said.</p>', author: { id: alice } }]);
    expect(inbox.context.remote.fetched.filter((url) => url !== alice)).toEqual([]);
  });

  test.each(['@type', 'as:type', 'https://www.w3.org/ns/activitystreams#type'])(
    '400: %s is not type',
    async (name) => {
      await using inbox = await openInbox();
      const body = create({ type: undefined, [name]: 'Create' });
      expect(await thrownBy(() => shownAfter(inbox, body))).toMatchObject({ code: 'bad-request' });
    },
  );

  test.each(['@id', 'as:actor', 'https://www.w3.org/ns/activitystreams#actor'])(
    '202: %s beside the plain name is nobody’s word',
    async (name) => {
      await using inbox = await openInbox();
      const [shown] = await shownAfter(inbox, create({ [name]: mallory }, { [name]: mallory }));
      expect(shown).toMatchObject({ id: reply.object.id, author: { id: alice } });
    },
  );

  test('202: what stands in @graph, @included or @reverse is not read', async () => {
    await using inbox = await openInbox();
    for (const name of ['@graph', '@included', '@reverse']) {
      const body = quoted({ type: 'View', actor: alice, [name]: [JSON.parse(create())] });
      expect(await shownAfter(inbox, body)).toEqual([]);
    }
  });
});

describe('text that is none', () => {
  test('202: half of a surrogate pair is repaired, and a zero left out, wherever they stand', async () => {
    await using inbox = await openInbox();
    const body = create(
      {},
      { content: '<p>a\ud800b\0c</p>', summary: 'd\udc00e\0f', url: `${alice}/\ud800` },
    );
    const [shown] = await shownAfter(inbox, body);
    expect(shown).toMatchObject({ html: '<p>a\ufffdbc</p>', summary: 'd\ufffdef' });
    expect(shown?.url.isWellFormed()).toBe(true);
  });

  test.each(['\ud800', '\0', '\\', '\n', '"', '<', ' '])('202: an id with %j is none', async (character) => {
    await using inbox = await openInbox();
    const id = `https://social.test/notes/${character}1`;
    expect(await shownAfter(inbox, create({}, { id }))).toEqual([]);
  });

  test.each([
    ...['0000-01-01T00:00:00Z', '-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z', '2026-03-10T24:00:00Z'],
    ...[
      '2026-03-10T12:00:00+99:99',
      '9999-12-31T23:59:59-99:59',
      '2026-02-30T00:00:00Z',
      '2026-03-10',
      '1e400',
    ],
  ])('202: a reply of %s has a time that can be shown, and none to come', async (published) => {
    await using inbox = await openInbox();
    const [shown] = await shownAfter(inbox, create({}, { published, updated: published }));
    expect(new Date(shown?.published ?? NaN).getTime()).toBeLessThanOrEqual(NOW);
  });
});

describe('lists as long as a body can be are read in time', () => {
  const long = <Item>(item: (index: number) => Item, bytes = 250_000): readonly Item[] => {
    const size = quoted(item(0)).length + 5;
    return Array.from({ length: Math.floor(bytes / size) }, (_, index) => item(index));
  };
  const addresses = long((index) => `https://a.test/${index}/followers`);

  test.each<[string, JsonObject, JsonObject]>([
    ['to', {}, { to: ['as:Public', ...addresses] }],
    ['cc', {}, { cc: addresses }],
    ['to of the activity', { to: addresses }, {}],
    ['empty addresses', {}, { cc: long(() => '') }],
    [
      'tags',
      {},
      {
        tag: long((index) => ({ type: 'Link', mediaType: 'application/activity+json', href: `x:${index}` })),
      },
    ],
    ['attachments', {}, { attachment: long((index) => ({ url: `https://a.test/${index}` })) }],
    ['languages', {}, { contentMap: Object.fromEntries(long((index) => [`x-${index}`, '<p>x</p>'])) }],
    ['types', {}, { type: [...long(() => 'x'), 'Note'] }],
    ['urls', {}, { url: long(() => 'mailto:x') }],
    ['texts', {}, { content: [...long(() => 7), '<p>Well said.</p>'] }],
  ])('202: %s', async (_, changes, ofNote) => {
    await using inbox = await openInbox();
    expect(await shownAfter(inbox, create(changes, ofNote))).toHaveLength(1);
  });

  test('202: of many objects the first twenty are looked at', async () => {
    await using inbox = await openInbox();
    const objects = long((index) => ({ ...reply.object, id: `https://social.test/notes/${index}` }));
    expect(objects.length).toBeGreaterThan(500);
    const shown = await shownAfter(inbox, quoted({ type: 'Create', actor: alice, object: objects }));
    expect(shown.map(({ id }) => id)).toEqual(objects.slice(0, 20).map(({ id }) => id as Uri));
  });

  test('202: many objects that share many addresses cost no more than their number says', async () => {
    await using inbox = await openInbox();
    const objects = long(
      (index) => ({ ...reply.object, id: `https://social.test/notes/${index}`, to: undefined }),
      5_000,
    );
    const body = quoted({ type: 'Create', actor: alice, to: long(() => '', 240_000), object: objects });
    expect(await shownAfter(inbox, body)).toEqual([]);
  });

  test('400: 33 levels are too many, however they are nested', async () => {
    await using inbox = await openInbox();
    for (const [open, close] of [
      ['[', ']'],
      ['{"object":', '}'],
    ] as const) {
      const nested = `${open.repeat(40)}1${close.repeat(40)}`;
      const body = create({ type: 'Create' }, { deep: 0 }).replace('"deep":0', `"deep":${nested}`);
      expect(await thrownBy(() => shownAfter(inbox, body))).toMatchObject({ code: 'bad-json' });
    }
  });
});

test('202: nothing that is private is shown, whatever else says that it is public', async () => {
  await using inbox = await openInbox();
  for (const [changes, ofNote] of [
    [{ to: PUBLIC }, { to: [] }],
    [{ to: PUBLIC, cc: PUBLIC }, { to: alice }],
    [{ to: PUBLIC }, { to: [[PUBLIC]] }],
    [{ to: PUBLIC }, { to: { type: 'Collection', items: [PUBLIC] } }],
    [{}, { to: alice, audience: PUBLIC, bto: PUBLIC, bcc: PUBLIC }],
    [{}, { to: 'PUBLIC', cc: ['as:public', `${PUBLIC} `, `${PUBLIC}#`] }],
    [{}, { to: uri('https://www.w3.org/ns/activitystreams%23Public') }],
  ])
    expect(await shownAfter(inbox, create(changes, ofNote))).toEqual([]);
});
