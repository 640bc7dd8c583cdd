import type { JsonObject, Uri } from './vocabulary.ts';
import { AS_CONTEXT } from './vocabulary.ts';

/** A list of things, newest or oldest first as its owner says, either whole or in pages (Activity Streams 2.0 §5). */
export interface CollectionParts {
  readonly id: string;
  /** How many there are in all, also where not all are shown. */
  readonly totalItems: number;
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

/** Outbox, followers, following, featured. */
export function orderedCollectionOf({ items, ...parts }: CollectionParts): JsonObject {
  return documentOf('OrderedCollection', { ...parts, orderedItems: items });
}

/** A page of an OrderedCollection. */
export function orderedCollectionPageOf({ items, ...parts }: CollectionPageParts): JsonObject {
  return documentOf('OrderedCollectionPage', { ...parts, orderedItems: items });
}

/** Replies, likes, shares: without an order that means something. */
export function collectionOf(parts: CollectionParts): JsonObject {
  return documentOf('Collection', { ...parts });
}

/** A page of a Collection. */
export function collectionPageOf(parts: CollectionPageParts): JsonObject {
  return documentOf('CollectionPage', { ...parts });
}

function documentOf(type: string, members: JsonObject): JsonObject {
  const { id, ...rest } = members;
  const present = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { '@context': AS_CONTEXT, id, type, ...Object.fromEntries(present) };
}
