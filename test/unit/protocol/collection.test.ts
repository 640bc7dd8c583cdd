import { describe, expect, test } from 'vitest';
import {
  collectionOf,
  collectionPageOf,
  growingCollectionOf,
  orderedCollectionOf,
  orderedCollectionPageOf,
} from '../../../src/protocol/collection.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import { AS_CONTEXT } from '../../../src/protocol/vocabulary.ts';

const outbox = 'https://blog.test/outbox';
const created = `${outbox}#1` as Uri;

test('an OrderedCollection in pages says how many there are and where they begin', () => {
  expect(orderedCollectionOf({ id: outbox, totalItems: 42, first: `${outbox}/1` })).toEqual({
    '@context': AS_CONTEXT,
    id: outbox,
    type: 'OrderedCollection',
    totalItems: 42,
    first: `${outbox}/1`,
  });
});

test('a short one holds its items', () => {
  expect(orderedCollectionOf({ id: outbox, totalItems: 1, items: [created] })).toMatchObject({
    orderedItems: [created],
  });
  expect(collectionOf({ id: outbox, totalItems: 1, items: [created] })).toMatchObject({
    type: 'Collection',
    items: [created],
  });
});

test('a page names its list and its neighbours, and nothing that is not there', () => {
  const parts = { id: `${outbox}/2`, partOf: outbox, items: [], prev: `${outbox}/1` };
  const page = { '@context': AS_CONTEXT, id: `${outbox}/2`, partOf: outbox, prev: `${outbox}/1` };
  expect(orderedCollectionPageOf(parts)).toStrictEqual({
    ...page,
    type: 'OrderedCollectionPage',
    orderedItems: [],
  });
  expect(collectionPageOf(parts)).toStrictEqual({ ...page, type: 'CollectionPage', items: [] });
});

describe('a list that grows', () => {
  const id = 'https://blog.test/ap/objects/kettle/replies';
  const items = Array.from({ length: 250 }, (_, index) => `https://peer.test/notes/${index}` as Uri);
  const owner = 'https://blog.test/ap/actors/blog' as Uri;

  test('is whole while it is short', () => {
    const short = { id, items: items.slice(0, 100), ordered: true, attributedTo: owner };
    expect(growingCollectionOf(short, undefined)).toEqual({
      '@context': AS_CONTEXT,
      id,
      type: 'OrderedCollection',
      attributedTo: owner,
      totalItems: 100,
      orderedItems: short.items,
    });
    expect(growingCollectionOf({ ...short, ordered: false }, undefined)).toMatchObject({
      type: 'Collection',
      items: short.items,
    });
  });

  test('comes in pages of a hundred once it is long', () => {
    const long = { id, items, ordered: false };
    const whole = growingCollectionOf(long, undefined);
    expect(whole).toMatchObject({ totalItems: 250, first: `${id}?page=1`, last: `${id}?page=3` });
    expect(whole).not.toHaveProperty('items');
    expect(growingCollectionOf(long, 2)).toEqual({
      '@context': AS_CONTEXT,
      id: `${id}?page=2`,
      type: 'CollectionPage',
      partOf: id,
      totalItems: 250,
      items: items.slice(100, 200),
      next: `${id}?page=3`,
      prev: `${id}?page=1`,
    });
    const last = growingCollectionOf({ ...long, ordered: true }, 3);
    expect(last).toMatchObject({ type: 'OrderedCollectionPage', orderedItems: items.slice(200) });
    expect(last).not.toHaveProperty('next');
  });

  test.each([0, 4, -1, NaN])('has no page %d', (page) => {
    expect(growingCollectionOf({ id, items, ordered: false }, page)).toBeUndefined();
  });

  test('has a first page even while it is empty', () => {
    expect(growingCollectionOf({ id, items: [], ordered: false }, 1)).toMatchObject({ items: [] });
  });
});
