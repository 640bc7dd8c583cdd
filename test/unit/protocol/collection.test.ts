import { expect, test } from 'vitest';
import {
  collectionOf,
  collectionPageOf,
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
