import { createOf, type Named } from '../federation/objects.ts';
import { tagSlug } from '../posts/paths.ts';
import type { Post } from '../posts/post.ts';
import { isReaction } from '../posts/reaction.ts';
import {
  collectionOf,
  orderedCollectionOf,
  orderedCollectionPageOf,
  type CollectionDocument,
} from '../protocol/collection.ts';
import type { JsonObject } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { Announcement } from '../store/store.ts';

/** A post with its document: an object, or the activity that it stands for. */
export interface DrawnPost {
  readonly post: Post;
  readonly announcement: Announcement;
  readonly document: Named;
}

/** Newest posts that a new follower's server is shown, besides the pinned ones (interop 8.5). */
const featuredMax = 10;
const featuredTagsMax = 10;
const outboxPageSize = 20;

/**
 * The Outbox (ActivityPub §5.1), newest first, on pages of its own; the objects by id, since each has a URL to fetch. Likes are
 * between the writer and whom they please. `drawn` holds nothing that is for followers only.
 */
export function outboxOf(drawn: readonly DrawnPost[], site: Site): readonly CollectionDocument[] {
  const activities = drawn
    .toSorted((a, b) => b.announcement.published - a.announcement.published)
    .flatMap((one) => activityOf(one, site));
  const pageCount = Math.max(1, Math.ceil(activities.length / outboxPageSize));
  const url = (page: number): string => `${site.outbox}/${page}`;
  const pages = Array.from({ length: pageCount }, (_, index) =>
    orderedCollectionPageOf({
      id: url(index + 1),
      partOf: site.outbox,
      items: activities.slice(index * outboxPageSize, (index + 1) * outboxPageSize),
      next: index + 1 < pageCount ? url(index + 2) : undefined,
      prev: index > 0 ? url(index) : undefined,
    }),
  );
  return [orderedCollectionOf({ id: site.outbox, totalItems: activities.length, first: url(1) }), ...pages];
}

function activityOf({ announcement, document }: DrawnPost, site: Site): readonly JsonObject[] {
  const { cc, id, published, to } = document;
  switch (announcement.type) {
    case 'Like':
      return [];
    case 'Announce':
      return [{ ...document, '@context': undefined }];
    default:
      return [{ ...createOf({ id, published, to, cc }, site), '@context': undefined, object: id }];
  }
}

/** Pinned posts, then the newest articles, as ids: what fills a profile that nobody there followed before (interop 2.2). */
export function featuredOf(drawn: readonly DrawnPost[], site: Site): CollectionDocument {
  const open = drawn.filter(({ post }) => post.visibility === 'public' && !isReaction(post));
  const pinned = open.filter(({ post }) => post.pinned);
  const recent = open.filter(({ post }) => !post.pinned && post.type === 'article');
  const items = [...pinned, ...recent].slice(0, featuredMax).map(({ document }) => document.id);
  return orderedCollectionOf({ id: site.featured, totalItems: items.length, items });
}

/** The tags that most public posts have, as the newest of them spells each (interop 2.2). */
export function featuredTagsOf(drawn: readonly DrawnPost[], site: Site): CollectionDocument {
  const uses = drawn.filter(({ post }) => post.visibility === 'public').flatMap(({ post }) => post.tags);
  const items = [...Map.groupBy(uses, tagSlug).values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, featuredTagsMax)
    .map(([tag = '']) => ({ type: 'Hashtag', name: `#${tag}`, href: site.tagUrl(tag) }));
  return collectionOf({ id: site.featuredTags, totalItems: items.length, items });
}
