import type { Library, Post } from '../posts/post.ts';
import { authorPath, historyPath, pagePath, postPath, tagPath, tagSlug } from '../posts/paths.ts';
import { hasConversation, targetOf } from '../posts/reaction.ts';
import { relatedPosts } from '../posts/related.ts';
import type { Site } from '../site.ts';
import type { ThemeLocals } from '../theme.ts';
import { feedPagesOf } from './feed-pages.ts';
import { hashOf } from './files.ts';
import { listPagesOf, seriesMarks } from './list-pages.ts';
import { correctionView, type Corrections } from './revisions.ts';

/** A page to be drawn, and what it is drawn from. */
export interface PageSpec {
  /** As asked for; also what the theme is asked for. */
  readonly path: string;
  /** Digest of the content that it shows; theme and site come on top. */
  readonly key: string;
  /** Whether its scripts may run WebAssembly. */
  readonly runsWasm?: boolean;
  readonly activity?: string;
  readonly conversation?: string;
  /** What the theme is given for it beside what all pages get; only made when it is drawn. */
  readonly locals?: () => Partial<ThemeLocals>;
}

/** Every page of the site. Pages whose key is that of the last release need not be drawn again. */
export function pagesOf(
  library: Library,
  site: Site,
  corrections: Corrections = new Map(),
): readonly PageSpec[] {
  const { authors, pages, posts } = library;
  const marks = new Map(posts.map((post) => [post, hashOf(JSON.stringify(post))]));
  const markOf = (list: readonly Post[]): string => hashOf(list.map((post) => marks.get(post)).join());
  const listed = posts.filter(({ visibility }) => visibility === 'public');
  const all = hashOf([markOf(posts), JSON.stringify(authors), JSON.stringify(pages)].join());
  const neighbours = neighbourMarks(listed);
  const series = seriesMarks(listed);
  const authorMark = hashOf(
    JSON.stringify(authors.map(({ handle, name, image, links }) => [handle, name, image, links])),
  );

  const postPages = posts.map((post): PageSpec => {
    const others = listed
      .filter((other) => isTranslation(other, post))
      .map(({ slug, lang, title }) => [slug, lang, title]);
    const related = relatedPosts(post, library).map(({ date, lang, slug, title }) => [
      slug,
      lang,
      title,
      date,
    ]);
    const beside = [neighbours.get(post), series.get(post), corrections.get(post)?.length];
    return {
      path: postPath(post.slug),
      key: hashOf(JSON.stringify([marks.get(post), others, related, ...beside, authorMark])),
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
    ...historyPages(corrections, (post) => marks.get(post)),
    ...tagPages,
    ...listPagesOf(listed, (held) => hashOf([markOf(held), authorMark].join())),
    ...feedPagesOf(library, (held) => hashOf([markOf(held), authorMark].join())),
    ...authors.map(({ handle }): PageSpec => ({ path: authorPath(handle), ...profile })),
    ...pages.map(({ slug }): PageSpec => ({ path: pagePath(slug), key: all })),
    { path: '/follow.svg', key: 'the address of the site, which all keys have' },
    { path: '/search/', key: all, runsWasm: true },
    ...['/notes/', '/series/', '/authors/'].map((path) => ({ path, key: all })),
    ...['/tags/', '/archive/', '/sitemap.xml', '/robots.txt', '/404.html'].map((path) => ({
      path,
      key: all,
    })),
  ];
}

function historyPages(
  corrections: Corrections,
  markOf: (post: Post) => string | undefined,
): readonly PageSpec[] {
  return [...corrections].map(([post, list]) => ({
    path: historyPath(post.slug),
    key: hashOf(JSON.stringify([markOf(post), list])),
    locals: () => ({ history: list.map(correctionView) }),
  }));
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
