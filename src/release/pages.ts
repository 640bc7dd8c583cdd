import type { Library, Post } from '../posts/post.ts';
import { authorPath, pagePath, postPath, tagPath, tagSlug } from '../posts/paths.ts';
import { hasConversation, targetOf } from '../posts/reaction.ts';
import type { Site } from '../site.ts';
import { hashOf } from './files.ts';

/** A page to be drawn, and what it is drawn from. */
export interface PageSpec {
  /** As asked for; also what the theme is asked for. */
  readonly path: string;
  /** Digest of the content that it shows; theme and site come on top. */
  readonly key: string;
  readonly activity?: string;
  readonly conversation?: string;
}

/** Every page of the site. Pages whose key is that of the last release need not be drawn again. */
export function pagesOf(library: Library, site: Site): readonly PageSpec[] {
  const { authors, pages, posts } = library;
  const marks = new Map(posts.map((post) => [post, hashOf(JSON.stringify(post))]));
  const markOf = (list: readonly Post[]): string => hashOf(list.map((post) => marks.get(post)).join());
  const listed = posts.filter(({ visibility }) => visibility === 'public');
  const all = hashOf([markOf(posts), JSON.stringify(authors), JSON.stringify(pages)].join());
  const neighbours = neighbourMarks(listed);
  const authorMark = hashOf(
    JSON.stringify(authors.map(({ handle, name, image, links }) => [handle, name, image, links])),
  );

  const postPages = posts.map((post): PageSpec => {
    const others = listed
      .filter((other) => isTranslation(other, post))
      .map(({ slug, lang, title }) => [slug, lang, title]);
    return {
      path: postPath(post.slug),
      key: hashOf(JSON.stringify([marks.get(post), neighbours.get(post), others, authorMark])),
      ...(hasConversation(post) ? { activity: site.objectId(post.id), conversation: post.slug } : {}),
    };
  });
  const tagPages = [...Map.groupBy(listed.flatMap(tagged), ({ tag }) => tagSlug(tag))].map(
    ([tag, entries]): PageSpec => ({ path: tagPath(tag), key: markOf(entries.map(({ post }) => post)) }),
  );
  const profile = { key: all, activity: site.actor };
  return [
    { path: '/', ...profile },
    ...postPages,
    ...tagPages,
    ...authors.map(({ handle }): PageSpec => ({ path: authorPath(handle), ...profile })),
    ...pages.map(({ slug }): PageSpec => ({ path: pagePath(slug), key: all })),
    ...['/tags/', '/archive/', '/feed.xml', '/sitemap.xml', '/robots.txt', '/404.html'].map((path) => ({
      path,
      key: all,
    })),
  ];
}

function tagged(post: Post): readonly { readonly tag: string; readonly post: Post }[] {
  return post.tags.map((tag) => ({ tag, post }));
}

function isTranslation(other: Post, post: Post): boolean {
  const group = (one: Post): string => one.translationOf ?? one.id;
  return other !== post && group(other) === group(post);
}

/** What a post's page says of the posts before and after it. */
function neighbourMarks(listed: readonly Post[]): ReadonlyMap<Post, unknown> {
  const mark = (post: Post | undefined): unknown => {
    if (post === undefined) return null;
    const { body, contentWarning, lang, slug, title } = post;
    return [slug, title, lang, contentWarning, targetOf(post), body.text.slice(0, 80)];
  };
  return new Map(listed.map((post, index) => [post, [mark(listed[index - 1]), mark(listed[index + 1])]]));
}
