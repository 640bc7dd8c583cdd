import { describe, expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { documentsOf, publishedPosts, type DocumentSpec } from '../../../src/release/documents.ts';
import type { Announcement } from '../../../src/store/store.ts';
import { announcementOf, blogKeys, isProved, minuteMs, NOW, uri } from '../builders.ts';
import { libraryOf, postOf, site } from '../theme/sample.ts';

const nobody = { mentions: [], parent: undefined };
const context = { site, keys: blogKeys, polls: new Map(), now: NOW };

function documents(
  posts: readonly Post[],
  announcements: readonly Announcement[] = posts.map((post) => announcementOf(post)),
): readonly DocumentSpec[] {
  const published = publishedPosts(libraryOf(posts), announcements, () => nobody);
  return documentsOf(published, announcements, context);
}

function jsonAt(path: string, all: readonly DocumentSpec[]): JsonObject | undefined {
  return all.find((document) => document.path === path)?.json;
}

const outbox = '/ap/actors/blog/outbox';
const featured = '/ap/actors/blog/featured';
const tags = '/ap/actors/blog/tags';

test('an empty blog has an empty outbox with a page, and empty lists of featured posts and tags', () => {
  const all = documents([]);
  expect(all.map(({ path }) => path)).toEqual([outbox, `${outbox}/1`, featured, tags]);
  expect(jsonAt(outbox, all)).toMatchObject({
    type: 'OrderedCollection',
    totalItems: 0,
    first: `https://blog.test${outbox}/1`,
  });
  expect(jsonAt(`${outbox}/1`, all)).toMatchObject({ type: 'OrderedCollectionPage', orderedItems: [] });
  expect(jsonAt(featured, all)).toMatchObject({ totalItems: 0, orderedItems: [] });
});

test('each announced post is an object at its id, with the moments that the world was told', () => {
  const post = postOf('kettle');
  const [document] = documents([post], [announcementOf(post, { published: NOW, updated: NOW + minuteMs })]);
  expect(document).toMatchObject({
    path: '/ap/objects/id-kettle',
    status: 200,
    page: 'https://blog.test/posts/kettle/',
    json: { published: '2026-03-10T12:00:00Z', updated: '2026-03-10T12:01:00Z' },
  });
});

test.each<[string, Partial<Post>, readonly Partial<Announcement>[]]>([
  ['was never announced', {}, []],
  ['is a page only', { federate: false }, [{}]],
  ['was deleted, though it is still written', {}, [{ state: 'deleted', deleted: NOW }]],
])('a post that %s has no object', (_, changes, told) => {
  const post = postOf('kettle', changes);
  const all = documents(
    [post],
    told.map((more) => announcementOf(post, more)),
  );
  expect(all.filter(({ path, status }) => path === '/ap/objects/id-kettle' && status === 200)).toEqual([]);
  expect(jsonAt(outbox, all)).toMatchObject({ totalItems: 0 });
});

test('a registered post has an object, with the writer’s date', () => {
  const post = postOf('kettle');
  const all = documents(
    [post],
    [announcementOf(post, { state: 'registered', published: post.date.getTime() })],
  );
  expect(jsonAt('/ap/objects/id-kettle', all)).toMatchObject({ published: '2026-03-01T09:00:00Z' });
});

test('what was deleted is a Tombstone with 410, for ever', () => {
  const gone = announcementOf(postOf('gone', { type: 'note' }), {
    state: 'deleted',
    digest: '',
    deleted: NOW,
  });
  expect(documents([], [gone])[0]).toEqual({
    path: '/ap/objects/id-gone',
    status: 410,
    json: {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: 'https://blog.test/ap/objects/id-gone',
      type: 'Tombstone',
      formerType: 'Note',
      deleted: '2026-03-10T12:00:00Z',
    },
  });
});

describe('the outbox', () => {
  const posts = Array.from({ length: 45 }, (_, index) => postOf(`p${index}`));
  const all = documents(
    posts,
    posts.map((post, index) => announcementOf(post, { published: NOW + index * minuteMs })),
  );
  const page = (number: number): JsonObject => jsonAt(`${outbox}/${number}`, all) ?? {};
  const objectsOn = (number: number): readonly unknown[] =>
    (page(number).orderedItems as readonly JsonObject[]).map((item) => item.object);

  test('has the newest first, twenty a page', () => {
    expect([1, 2, 3].map((number) => objectsOn(number).length)).toEqual([20, 20, 5]);
    expect(objectsOn(1)[0]).toBe('https://blog.test/ap/objects/id-p44');
    expect(objectsOn(3).at(-1)).toBe('https://blog.test/ap/objects/id-p0');
    expect(jsonAt(`${outbox}/4`, all)).toBeUndefined();
  });

  test('has pages that lead to each other', () => {
    const url = (number: number): string => `https://blog.test${outbox}/${number}`;
    expect(page(1)).toMatchObject({ id: url(1), partOf: `https://blog.test${outbox}`, next: url(2) });
    expect(page(1)).not.toHaveProperty('prev');
    expect(page(2)).toMatchObject({ next: url(3), prev: url(1) });
    expect(page(3)).not.toHaveProperty('next');
    expect(jsonAt(outbox, all)).toMatchObject({ totalItems: 45, first: url(1) });
  });

  test('holds Creates with the objects by id', () => {
    const [create] = page(1).orderedItems as readonly JsonObject[];
    expect(JSON.parse(JSON.stringify(create))).toEqual({
      id: 'https://blog.test/ap/objects/id-p44#create',
      type: 'Create',
      actor: site.actor,
      published: '2026-03-10T12:44:00Z',
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      cc: [site.followers],
      object: 'https://blog.test/ap/objects/id-p44',
    });
  });
});

describe('featured', () => {
  const idsOf = (posts: readonly Post[]): unknown => jsonAt(featured, documents(posts))?.orderedItems;

  test('are pinned posts, notes too, then the newest articles', () => {
    const posts = [
      postOf('new'),
      postOf('note', { type: 'note' }),
      postOf('pinned-note', { type: 'note', pinned: true }),
      postOf('old'),
      postOf('pinned', { pinned: true }),
    ];
    expect(idsOf(posts)).toEqual(
      ['pinned-note', 'pinned', 'new', 'old'].map((slug) => site.objectId(`id-${slug}`)),
    );
  });

  test('are ten at most, and none that is unlisted', () => {
    const posts = Array.from({ length: 15 }, (_, index) => postOf(`p${index}`));
    const hidden = postOf('hidden', { visibility: 'unlisted', pinned: true });
    expect(idsOf([hidden, ...posts])).toEqual(posts.slice(0, 10).map(({ id }) => site.objectId(id)));
  });
});

describe('a document', () => {
  test('carries the proof of the blog, dated when the object was last told of', () => {
    const post = postOf('kettle');
    const told = announcementOf(post, { published: NOW, updated: NOW + minuteMs });
    const json = jsonAt('/ap/objects/id-kettle', documents([post], [told])) ?? {};
    expect(isProved(json)).toBe(true);
    expect(json.proof).toMatchObject({ created: '2026-03-10T12:01:00Z' });
  });

  test('that did not change is the same to the byte, whenever it is made', () => {
    const post = postOf('kettle');
    const at = (now: number): string => {
      const published = publishedPosts(libraryOf([post]), [announcementOf(post)], () => nobody);
      return JSON.stringify(documentsOf(published, [announcementOf(post)], { ...context, now }));
    };
    expect(at(NOW + minuteMs)).toBe(at(NOW));
  });

  test('of what is for followers only is kept apart, names no page and stands in no list', () => {
    const secret = postOf('secret', { visibility: 'followers', pinned: true, tags: ['hush'] });
    const all = documents([secret, postOf('kettle')]);
    expect(all.find(({ path }) => path === '/ap/objects/id-secret')).toMatchObject({ isRestricted: true });
    expect(all.find(({ path }) => path === '/ap/objects/id-secret')).not.toHaveProperty('page');
    const lists = all.filter(({ path }) => path.startsWith('/ap/actors/'));
    expect(JSON.stringify(lists)).not.toMatch(/secret|hush/);
    expect(jsonAt(outbox, all)).toMatchObject({ totalItems: 1 });
  });

  test('of a poll counts the votes, and says when it is over', () => {
    const poll = { options: ['Green', 'Black'], multiple: true, closes: new Date(NOW) };
    const post = postOf('tea', { type: 'note', poll });
    const votes = { voters: 3, votes: new Map([['Black', 2]]) };
    const published = publishedPosts(libraryOf([post]), [announcementOf(post)], () => nobody);
    const polls = new Map([[site.objectId(post.id), votes]]);
    const [document] = documentsOf(published, [], { ...context, polls });
    expect(document?.json).toMatchObject({
      type: 'Question',
      votersCount: 3,
      closed: '2026-03-10T12:00:00Z',
      anyOf: [{ replies: { totalItems: 0 } }, { replies: { totalItems: 2 } }],
    });
  });
});

describe('a like or a boost', () => {
  const target = 'https://social.test/notes/1';
  const ann = uri('https://social.test/users/ann');
  const parent = { id: uri(target), author: { name: '@ann@social.test', actor: ann, inbox: ann } };
  const posts = [postOf('like', { likeOf: target, pinned: true }), postOf('boost', { repostOf: target })];
  const told = posts.map((post) => announcementOf(post));
  const drawn = (found: typeof parent | undefined): readonly DocumentSpec[] =>
    documentsOf(
      publishedPosts(libraryOf(posts), told, () => ({ mentions: [], parent: found })),
      told,
      context,
    );

  test('is the activity that was sent, at its own address', () => {
    const all = drawn(parent);
    for (const [slug, type] of [
      ['like', 'Like'],
      ['boost', 'Announce'],
    ]) {
      const spec = all.find(({ path }) => path === `/ap/objects/id-${slug}`);
      expect(spec).toMatchObject({
        page: `https://blog.test/posts/${slug}/`,
        json: { type, actor: site.actor, object: target },
      });
      expect(isProved(spec?.json ?? {})).toBe(true);
    }
  });

  test('the boost stands in the outbox, whole; the like does not, and neither is featured', () => {
    const all = drawn(parent);
    expect(jsonAt(outbox, all)).toMatchObject({ totalItems: 1 });
    expect(jsonAt(`${outbox}/1`, all)).toMatchObject({
      orderedItems: [{ type: 'Announce', object: target, id: site.objectId('id-boost') }],
    });
    expect(jsonAt(featured, all)).toMatchObject({ orderedItems: [] });
  });

  test('of the archive, of something that was never looked up, has no document', () => {
    expect(drawn(undefined).filter(({ path }) => path.startsWith('/ap/objects/'))).toEqual([]);
  });
});

test('featured tags are the ten that most public posts have, as the newest spells them', () => {
  const posts = [
    postOf('a', { tags: ['SlowTea', 'steam'] }),
    postOf('b', { tags: ['slowtea'] }),
    postOf('c', { tags: ['rare'], visibility: 'unlisted' }),
    ...Array.from({ length: 12 }, (_, index) => postOf(`p${index}`, { tags: [`tag${index}`] })),
  ];
  const list = jsonAt(tags, documents(posts)) ?? {};
  expect(list).toMatchObject({ id: site.featuredTags, type: 'Collection', totalItems: 10 });
  const items = list.items as readonly JsonObject[];
  expect(items[0]).toEqual({
    type: 'Hashtag',
    name: '#SlowTea',
    href: 'https://blog.test/tags/slowtea/',
  });
  expect(items.map(({ name }) => name)).not.toContain('#rare');
});
