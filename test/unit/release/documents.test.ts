import { describe, expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { documentsOf, publishedPosts, type DocumentSpec } from '../../../src/release/documents.ts';
import type { Announcement } from '../../../src/store/store.ts';
import { announcementOf, minuteMs, NOW } from '../builders.ts';
import { libraryOf, postOf, site } from '../theme/sample.ts';

function documents(
  posts: readonly Post[],
  announcements: readonly Announcement[] = posts.map((post) => announcementOf(post)),
): readonly DocumentSpec[] {
  const published = publishedPosts(libraryOf(posts), announcements, () => ({
    mentions: [],
    parent: undefined,
  }));
  return documentsOf(published, announcements, site);
}

function jsonAt(path: string, all: readonly DocumentSpec[]): JsonObject | undefined {
  return all.find((document) => document.path === path)?.json;
}

const outbox = '/ap/actors/blog/outbox';
const featured = '/ap/actors/blog/featured';

test('an empty blog has an empty outbox with a page, and an empty list of featured posts', () => {
  const all = documents([]);
  expect(all.map(({ path }) => path)).toEqual([outbox, `${outbox}/1`, featured]);
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
