import type { JsonObject, Uri } from './vocabulary.ts';
import { AS_CONTEXT } from './vocabulary.ts';

/** A list of things, newest or oldest first as its owner says, either whole or in pages (Activity Streams 2.0 §5). */
export interface CollectionParts {
  readonly id: string;
  /** How many there are in all, also where not all are shown. */
  readonly totalItems: number;
  /** Whose word it is, where that is not plain (FEP-7888). */
  readonly attributedTo?: Uri | undefined;
  /** First page. Mastodon takes a list without it for hidden. */
  readonly first?: string | undefined;
  readonly last?: string | undefined;
  /** All items, when there are no pages: ids, or objects. */
  readonly items?: readonly (Uri | JsonObject)[] | undefined;
}

export interface CollectionPageParts {
  readonly id: string;
  readonly partOf: string;
  readonly items: readonly (Uri | JsonObject)[];
  readonly totalItems?: number | undefined;
  readonly next?: string | undefined;
  readonly prev?: string | undefined;
}

export type CollectionDocument = JsonObject & { readonly id: string };

/** Outbox, followers, following, featured. */
export function orderedCollectionOf({ items, ...parts }: CollectionParts): CollectionDocument {
  return documentOf('OrderedCollection', { ...parts, orderedItems: items });
}

/** A page of an OrderedCollection. */
export function orderedCollectionPageOf({ items, ...parts }: CollectionPageParts): CollectionDocument {
  return documentOf('OrderedCollectionPage', { ...parts, orderedItems: items });
}

/** Replies, likes, shares: without an order that means something. */
export function collectionOf(parts: CollectionParts): CollectionDocument {
  return documentOf('Collection', { ...parts });
}

/** A page of a Collection. */
export function collectionPageOf(parts: CollectionPageParts): CollectionDocument {
  return documentOf('CollectionPage', { ...parts });
}

/** A list that grows with what strangers do. */
export interface GrowingParts {
  readonly id: string;
  readonly items: readonly Uri[];
  readonly attributedTo?: Uri | undefined;
  readonly ordered: boolean;
}

/** As many as peers take from one page (interop 3.4). */
const pageSize = 100;

/**
 * A list, whole while it is short, and in pages (`?page=1` and on) once it is long; or its page number `page`. Undefined for a
 * page that is not there.
 */
export function growingCollectionOf(
  { ordered, ...parts }: GrowingParts,
  page: number | undefined,
): CollectionDocument | undefined {
  if (page === undefined) {
    const whole = wholeOf(parts);
    return ordered ? orderedCollectionOf(whole) : collectionOf(whole);
  }
  const part = partOf(parts, page);
  return part && (ordered ? orderedCollectionPageOf(part) : collectionPageOf(part));
}

function wholeOf({ attributedTo, id, items }: Omit<GrowingParts, 'ordered'>): CollectionParts {
  const common = { id, attributedTo, totalItems: items.length };
  if (items.length <= pageSize) return { ...common, items };
  return { ...common, first: `${id}?page=1`, last: `${id}?page=${Math.ceil(items.length / pageSize)}` };
}

function partOf({ id, items }: Omit<GrowingParts, 'ordered'>, page: number): CollectionPageParts | undefined {
  const pageCount = Math.max(1, Math.ceil(items.length / pageSize));
  if (!(page >= 1 && page <= pageCount)) return undefined;
  const url = (number: number): string => `${id}?page=${number}`;
  return {
    id: url(page),
    partOf: id,
    totalItems: items.length,
    items: items.slice((page - 1) * pageSize, page * pageSize),
    next: page < pageCount ? url(page + 1) : undefined,
    prev: page > 1 ? url(page - 1) : undefined,
  };
}

function documentOf(type: string, members: JsonObject & { readonly id: string }): CollectionDocument {
  const { id, ...rest } = members;
  const present = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { '@context': AS_CONTEXT, id, type, ...Object.fromEntries(present) };
}
