import { feedFiles } from '../posts/feeds.ts';
import type { Author, Post } from '../posts/post.ts';
import type { Site } from '../site.ts';
import type { SocialImage } from '../theme.ts';
import { postPath } from '../posts/paths.ts';
import { hasConversation } from '../posts/reaction.ts';
import { nameOf, teaserOf } from './excerpt.ts';
import { feedFormats } from './feed-formats.ts';
import { wordsFor } from './words.ts';

/** What machines are told about a page; `Head.astro` writes it down. */
export interface PageHead {
  /** Without the blog's name; empty on the front page. */
  readonly title: string;
  readonly description: string;
  /** Canonical site path; undefined for a page that has no address of its own. */
  readonly path: string | undefined;
  readonly lang: string;
  readonly kind?: 'website' | 'article' | 'profile';
  readonly image?: SocialImage | undefined;
  readonly published?: Date | undefined;
  readonly updated?: Date | undefined;
  readonly tags?: readonly string[];
  /** Whose profiles elsewhere the page vouches for (rel=me). */
  readonly authors?: readonly Author[];
  /** The fediverse's form of this page (interop 1.4): an object or the blog's actor. */
  readonly activity?: string | undefined;
  /** All language versions of the page, itself included. */
  readonly versions?: readonly { readonly lang: string; readonly path: string }[];
  readonly noindex?: boolean;
  /** Whether feeds of what the page lists stand below its path. */
  readonly hasFeeds?: boolean;
}

export interface PostSurroundings {
  readonly authors: readonly Author[];
  readonly translations: readonly Post[];
}

/** The head of a post's page. A content warning keeps text and picture out of link previews. */
export function headOf(post: Post, site: Site, { authors, translations }: PostSurroundings): PageHead {
  const words = wordsFor(post.lang);
  return {
    title: nameOf(post, words),
    description: teaserOf(post, words),
    path: postPath(post.slug),
    lang: post.lang,
    kind: 'article',
    image: post.contentWarning === undefined ? post.image : undefined,
    published: post.date,
    updated: post.updated,
    tags: post.tags,
    authors,
    activity: hasConversation(post) ? site.objectId(post.id) : undefined,
    versions: translations.map(({ lang, slug }) => ({ lang, path: postPath(slug) })),
    noindex: post.visibility !== 'public',
  };
}

/** Profiles elsewhere that the blog's front page and `authors` name as their own; https only, each once (interop 2.3). */
export function profilesOf(site: Site, authors: readonly Author[]): readonly string[] {
  const fields = site.blog.fields.map(({ value }) => value);
  const links = authors.flatMap((author) => author.links.map(({ url }) => url));
  return [...new Set([...fields, ...links])].filter((url) => /^https:\/\/\S+$/.test(url));
}

export interface FeedLink {
  readonly href: string;
  readonly type: string;
  readonly title: string;
}

/** The feeds that a page names: those of its own posts first, as readers take the first, then those of the blog. */
export function feedLinks({ hasFeeds, path, title }: PageHead, site: Site): readonly FeedLink[] {
  const { blog } = site;
  const own =
    hasFeeds === true && path !== undefined ? [{ base: path, name: `${title} · ${blog.title}` }] : [];
  return [...own, { base: '/', name: blog.title }].flatMap(({ base, name }) =>
    feedFiles.map((file) => ({
      href: site.absolute(`${base}${file}`),
      type: feedFormats[file].mediaType,
      title: `${name} (${feedFormats[file].name})`,
    })),
  );
}
