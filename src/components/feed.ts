import type { FeedFile, FeedPosts, FeedSubject } from '../posts/feeds.ts';
import { authorPath } from '../posts/paths.ts';
import type { Author, Library, Post } from '../posts/post.ts';
import type { Site } from '../site.ts';
import { nameOf } from './excerpt.ts';
import { feedHtml } from './feed-html.ts';
import { authorsWith } from './listing.ts';
import { wordsFor } from './words.ts';

/** A feed before it is written down in one of the formats. Addresses are whole; texts are plain, unless they say `html`. */
export interface Feed {
  readonly title: string;
  readonly description: string;
  /** BCP 47. */
  readonly lang: string;
  /** The page whose posts these are, with a slash at the end. */
  readonly page: string;
  readonly icon: string | undefined;
  /** Where one is told of what is new (WebSub). */
  readonly hub: string | undefined;
  readonly authors: readonly FeedAuthor[];
  /** The last change of anything in it. */
  readonly updated: Date;
  /** Newest first. */
  readonly items: readonly FeedItem[];
}

export interface FeedAuthor {
  readonly name: string;
  readonly url: string;
  readonly picture: string | undefined;
}

export interface FeedItem {
  /** Of the fediverse object: it outlives title and address. */
  readonly id: string;
  readonly url: string;
  /** Empty for a note that has none. */
  readonly title: string;
  /** What it is called where a title is a must. */
  readonly name: string;
  readonly lang: string;
  readonly published: Date;
  readonly updated: Date;
  readonly authors: readonly FeedAuthor[];
  readonly tags: readonly string[];
  readonly summary: string | undefined;
  /** The whole text. */
  readonly html: string;
  readonly picture: string | undefined;
}

/** A blog without posts has not changed since time began; the formats want a date of every feed. */
const beginning = 0;

export function feedOf({ about, base, posts }: FeedPosts, library: Library, site: Site): Feed {
  const { blog } = site;
  const items = posts.map((post) => itemOf(post, library, site));
  const authors = authorsWith([about.kind === 'author' ? about.handle : blog.author], library);
  return {
    title: titleOf(about, authors, site),
    description: blog.description,
    lang: blog.lang,
    page: site.absolute(base),
    icon: blog.icon && site.absolute(blog.icon.url),
    hub: blog.websub,
    authors: authors.map((author) => feedAuthor(author, site)),
    updated: new Date(Math.max(beginning, ...items.map(({ updated }) => updated.getTime()))),
    items,
  };
}

/** Where the feed stands in one of its formats. */
export function feedUrl({ page }: Feed, file: FeedFile): string {
  return `${page}${file}`;
}

function titleOf(about: FeedSubject, authors: readonly Author[], { blog }: Site): string {
  const words = wordsFor(blog.lang);
  if (about.kind === 'tag') return `${words.postsTagged(about.tag)} · ${blog.title}`;
  const [author] = authors;
  return about.kind === 'author' && author !== undefined
    ? `${words.postsBy(author.name)} · ${blog.title}`
    : blog.title;
}

/** Summary and picture of a text under a warning stay away: they would stand beside it unfolded. */
function itemOf(post: Post, library: Library, site: Site): FeedItem {
  const words = wordsFor(post.lang);
  const isOpen = post.contentWarning === undefined;
  return {
    id: site.objectId(post.id),
    url: site.pageUrl(post.slug),
    title: post.title,
    name: nameOf(post, words),
    lang: post.lang,
    published: post.date,
    updated: post.updated !== undefined && post.updated > post.date ? post.updated : post.date,
    authors: authorsWith(post.authors, library).map((author) => feedAuthor(author, site)),
    tags: post.tags,
    summary: isOpen ? post.summary : undefined,
    html: feedHtml(post, site, words),
    picture: isOpen && post.image !== undefined ? site.absolute(post.image.url) : undefined,
  };
}

function feedAuthor({ handle, image, name }: Author, site: Site): FeedAuthor {
  return { name, url: site.absolute(authorPath(handle)), picture: image && site.absolute(image.url) };
}
