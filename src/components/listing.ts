import type { Author, Library, Post } from '../posts/post.ts';
import { tagSlug } from '../posts/paths.ts';

/** Posts that lists and feeds may name, newest first: an unlisted one is for those who have its address. */
export function listedPosts(library: Library): readonly Post[] {
  return library.posts.filter((post) => post.visibility === 'public');
}

/** What the front page shows: all pinned posts, and the newest others, `countMax` in all. */
export function frontPosts(
  library: Library,
  countMax: number,
): Readonly<Record<'pinned' | 'newest', readonly Post[]>> {
  const listed = listedPosts(library);
  const pinned = listed.filter((post) => post.pinned).slice(0, countMax);
  const newest = listed.filter((post) => !post.pinned).slice(0, countMax - pinned.length);
  return { pinned, newest };
}

export interface TagUse {
  /** As the newest post spells it. */
  readonly tag: string;
  readonly slug: string;
  readonly posts: readonly Post[];
}

/** Tags of listed posts in the alphabet of `library.blog.lang`, each with its posts, newest first. */
export function tagUses(library: Library): readonly TagUse[] {
  const uses = new Map<string, { tag: string; posts: Post[] }>();
  for (const post of listedPosts(library)) {
    for (const tag of post.tags) {
      const use = uses.get(tagSlug(tag)) ?? { tag, posts: [] };
      use.posts.push(post);
      uses.set(tagSlug(tag), use);
    }
  }
  const { compare } = new Intl.Collator(library.blog.lang);
  return [...uses].map(([slug, use]) => ({ slug, ...use })).sort((a, b) => compare(a.slug, b.slug));
}

/** Listed posts by year in UTC, newest first. */
export function postsByYear(library: Library): ReadonlyMap<number, readonly Post[]> {
  return Map.groupBy(listedPosts(library), (post) => post.date.getUTCFullYear());
}

export interface Neighbours {
  readonly older: Post | undefined;
  readonly newer: Post | undefined;
}

/** The listed posts beside a listed one. An unlisted post has none. */
export function neighboursOf(post: Post, library: Library): Neighbours {
  const listed = listedPosts(library);
  const place = listed.indexOf(post);
  return place < 0
    ? { older: undefined, newer: undefined }
    : { older: listed[place + 1], newer: listed[place - 1] };
}

/** All listed versions of a listed post, itself included, oldest first; empty when there is only one language. */
export function translationsOf(post: Post, library: Library): readonly Post[] {
  const original = post.translationOf ?? post.id;
  const versions = listedPosts(library).filter((other) => (other.translationOf ?? other.id) === original);
  return versions.length > 1 && versions.includes(post) ? versions.toReversed() : [];
}

/** The authors with these handles, in that order. */
export function authorsWith(handles: readonly string[], library: Library): readonly Author[] {
  return handles.flatMap((handle) => library.authors.find((author) => author.handle === handle) ?? []);
}
