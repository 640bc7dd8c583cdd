import {
  createOf,
  objectOf,
  tombstoneOf,
  type Named,
  type ResolvedMention,
  type ResolvedParent,
} from '../federation/objects.ts';
import type { Library, Post } from '../posts/post.ts';
import { orderedCollectionOf, orderedCollectionPageOf } from '../protocol/collection.ts';
import type { JsonObject } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { Announcement } from '../store/store.ts';

/** An ActivityPub document as a file: at its own URL, so that no cache must tell it from a page. */
export interface DocumentSpec {
  readonly path: string;
  readonly status: 200 | 410;
  readonly json: JsonObject;
  /** The page that shows the same to people. */
  readonly page?: string;
}

/** Those that a post speaks of, as far as they were found. */
export interface PeopleOfPost {
  readonly mentions: readonly ResolvedMention[];
  readonly parent: ResolvedParent | undefined;
}

/** A post with what the world was told of it. */
export interface PublishedPost extends PeopleOfPost {
  readonly post: Post;
  readonly announcement: Announcement;
}

interface PublishedObject extends PublishedPost {
  readonly object: Named;
}

/** Newest posts that a new follower's server is shown, besides the pinned ones (interop 8.5). */
const featuredMax = 10;
const outboxPageSize = 20;

/** Every static ActivityPub document of a release: objects, tombstones, outbox, featured. */
export function documentsOf(
  published: readonly PublishedPost[],
  announcements: readonly Announcement[],
  site: Site,
): readonly DocumentSpec[] {
  const pathOf = (url: string): string => new URL(url).pathname;
  const objects = published.map((one) => ({
    ...one,
    object: objectOf(one.post, site, one.announcement, one.mentions, one.parent),
  }));
  const live = objects.map(({ object, post }): DocumentSpec => ({
    path: pathOf(object.id),
    status: 200,
    json: object,
    page: site.pageUrl(post.slug),
  }));
  const deleted = announcements.flatMap(({ id, type, deleted: at }): readonly DocumentSpec[] => {
    if (at === undefined) return [];
    const json = tombstoneOf(site.objectId(id), type, at);
    return [{ path: pathOf(json.id), status: 410, json }];
  });
  return [...live, ...deleted, ...outboxOf(objects, site), featuredOf(published, site)];
}

/** The Outbox (ActivityPub §5.1), newest first, on pages of its own; the objects by id, since each has a URL to fetch. */
function outboxOf(objects: readonly PublishedObject[], site: Site): readonly DocumentSpec[] {
  const activities = objects
    .toSorted((a, b) => b.announcement.published - a.announcement.published)
    .map(({ object }) => ({ ...createOf(object, site), '@context': undefined, object: object.id }));
  const pageCount = Math.max(1, Math.ceil(activities.length / outboxPageSize));
  const url = (page: number): string => `${site.outbox}/${page}`;
  const pages = Array.from({ length: pageCount }, (_, index): DocumentSpec => {
    const json = orderedCollectionPageOf({
      id: url(index + 1),
      partOf: site.outbox,
      items: activities.slice(index * outboxPageSize, (index + 1) * outboxPageSize),
      next: index + 1 < pageCount ? url(index + 2) : undefined,
      prev: index > 0 ? url(index) : undefined,
    });
    return { path: new URL(url(index + 1)).pathname, status: 200, json };
  });
  const json = orderedCollectionOf({ id: site.outbox, totalItems: activities.length, first: url(1) });
  return [{ path: new URL(site.outbox).pathname, status: 200, json }, ...pages];
}

/** Pinned posts, then the newest articles, as ids: what fills a profile that nobody there followed before (interop 2.2). */
function featuredOf(published: readonly PublishedPost[], site: Site): DocumentSpec {
  const open = published.filter(({ post }) => post.visibility === 'public');
  const pinned = open.filter(({ post }) => post.pinned);
  const recent = open.filter(({ post }) => !post.pinned && post.type === 'article');
  const items = [...pinned, ...recent].slice(0, featuredMax).map(({ post }) => site.objectId(post.id));
  const json = orderedCollectionOf({ id: site.featured, totalItems: items.length, items });
  return { path: new URL(site.featured).pathname, status: 200, json };
}

/** Joins posts with their announcements; a post that was never announced (`federate: false`) has no object. */
export function publishedPosts(
  library: Library,
  announcements: readonly Announcement[],
  peopleOf: (post: Post) => PeopleOfPost,
): readonly PublishedPost[] {
  const told = new Map(announcements.map((announcement) => [announcement.id, announcement]));
  return library.posts.flatMap((post) => {
    const announcement = told.get(post.id);
    if (announcement === undefined || announcement.state === 'deleted' || !post.federate) return [];
    return [{ post, announcement, ...peopleOf(post) }];
  });
}
