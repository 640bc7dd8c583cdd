import { authorPath, postPath, tagPath, tagSlug } from '../posts/paths.ts';
import type { Author, Library, Post, PostImage } from '../posts/post.ts';
import type { Site } from '../site.ts';
import type { SocialImage } from '../theme.ts';
import { hashOf } from './files.ts';

/** What is drawn for a page, for those who show links to it. Texts as written: what cannot be drawn is left away. */
export interface SocialCard {
  readonly title: string;
  /** What the page belongs to: a series or a tag. */
  readonly label?: string | undefined;
  /** A few words below the title. */
  readonly lede?: string | undefined;
  readonly authors?: string | undefined;
  /** As the page's readers write it, and as everybody can. */
  readonly date?: readonly [local: string, iso: string] | undefined;
  readonly blog: string;
  /** `@blog@host`. */
  readonly address: string;
  readonly icon?: CardPicture | undefined;
  /** Of an author. */
  readonly portrait?: CardPicture | undefined;
}

/** The writer's, with an address that changes with it. */
export type CardPicture = Pick<PostImage, 'source' | 'url'>;

/** A card, and the picture that it is drawn as. */
export interface DrawnCard {
  readonly card: SocialCard;
  readonly image: SocialImage;
}

/** By path of the page. */
export type SocialImages = ReadonlyMap<string, DrawnCard>;

/** Raised whenever the same card is drawn in another way. */
const drawingVersion = 1;

/** Pixels. */
export const socialImageSize = { width: 1200, height: 630 } as const;
export const pictureSizes = { icon: 76, portrait: 240 } as const;

/**
 * The pages for which a picture is drawn: posts with a title that show no picture of the writer's, tags, authors, and the
 * front page of a blog without a picture. None when the writer wants none. A card that says something else has another
 * address, so addresses are known before anything is drawn.
 */
export function socialImagesOf(library: Library, site: Site): SocialImages {
  const { authors, posts } = library;
  const { blog } = site;
  if (blog.socialImages === false) return new Map();
  const base = { blog: blog.title, address: `@${site.acct}`, icon: blog.icon };
  const tags = new Map(
    posts
      .filter(({ visibility }) => visibility === 'public')
      .flatMap((post) => post.tags.map((tag) => [tagSlug(tag), tag] as const))
      .reverse(), // The newest post's spelling stays, as on the page.
  );
  const cards: readonly (readonly [path: string, card: SocialCard])[] = [
    ...(blog.image === undefined ? [['/', frontCard(base, blog.description)] as const] : []),
    ...posts
      .filter(needsPicture)
      .map((post) => [postPath(post.slug), postCard(post, authors, base)] as const),
    ...[...tags.values()].map((tag) => [tagPath(tag), { ...base, title: `#${tag}` }] as const),
    ...authors.map((author) => [authorPath(author.handle), authorCard(author, base)] as const),
  ];
  return new Map(cards.map(([path, card]) => [path, { card, image: imageOf(card) }]));
}

type Base = Pick<SocialCard, 'blog' | 'address' | 'icon'>;

/** A content warning keeps the writer's picture out of link previews. */
function needsPicture({ contentWarning, image, title, visibility }: Post): boolean {
  const showsOwn = image !== undefined && contentWarning === undefined;
  return title !== '' && !showsOwn && visibility !== 'followers';
}

function frontCard(base: Base, description: string): SocialCard {
  return { ...base, title: base.blog, lede: description };
}

function postCard(post: Post, authors: readonly Author[], base: Base): SocialCard {
  const { date, lang, series, tags, title } = post;
  const names = post.authors.flatMap((handle) => {
    return authors.filter((author) => author.handle === handle).map(({ name }) => name);
  });
  const [tag] = tags;
  return {
    ...base,
    title,
    label: series?.name ?? (tag === undefined ? undefined : `#${tag}`),
    authors: names.join(', '),
    date: [dayFormat(lang).format(date), date.toISOString().slice(0, 10)],
  };
}

function authorCard({ image, name, summary }: Author, base: Base): SocialCard {
  return { ...base, title: name, lede: summary, portrait: image };
}

function imageOf(card: SocialCard): SocialImage {
  const { blog, icon, portrait, title } = card;
  const says = { ...card, icon: icon?.url, portrait: portrait?.url };
  const name = hashOf(JSON.stringify([drawingVersion, says]));
  return {
    url: `/media/${name}-card.png`,
    alt: title === blog ? blog : `${title} · ${blog}`,
    mediaType: 'image/png',
    ...socialImageSize,
  };
}

/** Making one costs a hundred times what using it does. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** In UTC, like the dates of pages. */
function dayFormat(lang: string): Intl.DateTimeFormat {
  const known =
    dayFormats.get(lang) ??
    new Intl.DateTimeFormat(lang, { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' });
  dayFormats.set(lang, known);
  return known;
}
