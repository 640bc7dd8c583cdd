import type { OwnKeys } from '../federation/keys.ts';
import {
  objectOf,
  tombstoneOf,
  type Named,
  type ResolvedMention,
  type ResolvedParent,
} from '../federation/objects.ts';
import { proved } from '../federation/prove.ts';
import { reactionActivityOf } from '../federation/step.ts';
import type { Library, Post } from '../posts/post.ts';
import { isReaction } from '../posts/reaction.ts';
import type { JsonObject, Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { Announcement, PollCounts } from '../store/store.ts';
import { featuredOf, featuredTagsOf, outboxOf, type DrawnPost } from './collections.ts';

/** An ActivityPub document as a file: at its own URL, so that no cache must tell it from a page. */
export interface DocumentSpec {
  readonly path: string;
  readonly status: 200 | 410;
  readonly json: JsonObject;
  /** The page that shows the same to people. */
  readonly page?: string;
  /** Whether it is for followers only. */
  readonly isRestricted?: boolean;
}

/** Those that a post speaks of, as far as they were found. */
export interface PeopleOfPost {
  readonly mentions: readonly ResolvedMention[];
  /** What it answers, likes or boosts. */
  readonly parent: ResolvedParent | undefined;
}

/** A post with what the world was told of it. */
export interface PublishedPost extends PeopleOfPost {
  readonly post: Post;
  readonly announcement: Announcement;
}

export interface DocumentContext {
  readonly site: Site;
  readonly keys: OwnKeys;
  readonly polls: ReadonlyMap<Uri, PollCounts>;
  /** Milliseconds: what a poll looks like depends on it. */
  readonly now: number;
}

/** Every static ActivityPub document of a release: objects, likes and boosts, tombstones, collections. */
export function documentsOf(
  published: readonly PublishedPost[],
  announcements: readonly Announcement[],
  context: DocumentContext,
): readonly DocumentSpec[] {
  const { site } = context;
  const drawn = published.flatMap((one) => {
    const document = documentOf(one, context);
    return document === undefined ? [] : [{ ...one, document }];
  });
  const deleted = announcements.flatMap(({ id, type, deleted: at }): readonly DocumentSpec[] => {
    if (at === undefined) return [];
    const json = tombstoneOf(site.objectId(id), type, at);
    return [{ path: pathOf(json.id), status: 410, json }];
  });
  const open = drawn.filter(({ post }) => post.visibility !== 'followers');
  const collections = [...outboxOf(open, site), featuredOf(open, site), featuredTagsOf(open, site)];
  return [
    ...drawn.map((one) => specOf(one, context)),
    ...deleted,
    ...collections.map((json): DocumentSpec => ({ path: pathOf(json.id), status: 200, json })),
  ];
}

/** Undefined for a like or a boost of something that was never looked up: of the archive nobody is asked. */
function documentOf(
  { announcement, mentions, parent, post }: PublishedPost,
  { now, polls, site }: DocumentContext,
): Named | undefined {
  if (isReaction(post)) return parent && reactionActivityOf(post, parent, announcement, site);
  const counts = polls.get(site.objectId(post.id));
  return objectOf(post, site, { ...announcement, now }, mentions, parent, counts);
}

function specOf({ announcement, document, post }: DrawnPost, { keys, site }: DocumentContext): DocumentSpec {
  const json = proved(document, keys, announcement.updated ?? announcement.published);
  const spec = { path: pathOf(document.id), status: 200, json } as const;
  return post.visibility === 'followers'
    ? { ...spec, isRestricted: true }
    : { ...spec, page: site.pageUrl(post.slug) };
}

function pathOf(url: string): string {
  return new URL(url).pathname;
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
