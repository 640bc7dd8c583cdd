import { authorPath, tagPath, tagSlug } from './paths.ts';
import type { Library, Post } from './post.ts';

/** The files of a feed, one a format; they stand below the page whose posts they hold: `/feed.xml`, `/tags/tea/feed.json`. */
export const feedFiles = ['feed.xml', 'rss.xml', 'feed.json'] as const;
export type FeedFile = (typeof feedFiles)[number];

/** What a feed holds, whatever its format. */
export interface FeedPosts {
  /** Path of the page, with a slash at both ends. */
  readonly base: string;
  readonly about: FeedSubject;
  /** Newest first. */
  readonly posts: readonly Post[];
}

/** `tag` as the newest post spells it. */
export type FeedSubject =
  | { readonly kind: 'blog' }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'author'; readonly handle: string };

const blogPostsMax = 50;
/** There may be hundreds of tags, and each post is in full in the feeds of all of its own. */
const partPostsMax = 20;

/**
 * All feeds that there are: of the blog, of each tag, of each author. An unlisted post is in none. What is drawn into a feed,
 * and whether it must be drawn again, are both read off this.
 */
export function feedsOf({ authors, posts }: Pick<Library, 'authors' | 'posts'>): readonly FeedPosts[] {
  const listed = posts.filter(({ visibility }) => visibility === 'public');
  const uses = listed.flatMap((post) => post.tags.map((tag) => ({ tag, post })));
  return [
    { base: '/', about: { kind: 'blog' }, posts: listed.slice(0, blogPostsMax) },
    ...[...Map.groupBy(uses, ({ tag }) => tagSlug(tag)).values()].map(tagFeed),
    ...authors.map(({ handle }) => authorFeed(handle, listed)),
  ];
}

function tagFeed(uses: readonly { readonly tag: string; readonly post: Post }[]): FeedPosts {
  const tag = uses[0]?.tag ?? '';
  const posts = uses.slice(0, partPostsMax).map(({ post }) => post);
  return { base: tagPath(tag), about: { kind: 'tag', tag }, posts };
}

function authorFeed(handle: string, listed: readonly Post[]): FeedPosts {
  const own = listed.filter(({ authors }) => authors.includes(handle));
  return { base: authorPath(handle), about: { kind: 'author', handle }, posts: own.slice(0, partPostsMax) };
}
