import { basename } from 'node:path';
import type { LintText } from './lint-text.ts';
import { nearest } from './nearest.ts';
import { decoded, postPath, seriesPath, tagPath, yearPath } from './paths.ts';
import type { PostBody, ToldSlug } from './post.ts';

/** Where a link on the site can lead. */
export interface Place {
  /** When it is there, in milliseconds: -Infinity always, Infinity for a draft. */
  readonly outAt: number;
  /** Whether it has no page, because only followers see it. */
  readonly isHidden: boolean;
  /** The text of its page; undefined where that is made of others. */
  readonly body: PostBody | undefined;
}

/** All addresses of the site. */
export interface Places {
  /** What stands at a path, however it is escaped, with or without a slash at its end. */
  find(path: string): Place | undefined;
  /** The file whose own page, not an alias, stands at a path. */
  ownerOf(path: string): LintText | undefined;
  /** The path, as it is read, that was probably meant by one where nothing stands. */
  nearest(path: string): string | undefined;
}

/** Pages that the theme draws of everything together. */
const overviews: readonly string[] = [
  ...['/', '/tags/', '/archive/', '/feed.xml', '/sitemap.xml', '/robots.txt'],
  ...['/notes/', '/series/', '/authors/', '/search/'],
];
/** What the server answers itself, and files of the theme. */
const served =
  /^\/(?:ap|intents|nodeinfo|_astro|\.well-known)\/|^\/oembed$|^\/posts\/[^/]+\/(?:comments|history)\/?$/;
/** The parts of a page that the theme names, and the top, which every page has. */
const themeAnchors: readonly string[] = ['', 'top', 'content', 'comments', 'comments-title', 'posts-by'];

/** The addresses that `texts` give the site, those that they were `told` by before, and of files that are `known`. */
export function placesOf(
  texts: readonly LintText[],
  told: readonly ToldSlug[],
  known: readonly string[],
): Places {
  const slugs = Map.groupBy(told, ({ id }) => id);
  const pages = new Map(texts.map((text) => [keyOf(text.path), text]));
  const places = new Map<string, Place>();
  for (const path of [...overviews, ...known]) places.set(keyOf(path), alwaysThere);
  for (const text of texts) {
    for (const path of formerPathsOf(text, slugs)) places.set(keyOf(path), placeOf(text));
    for (const path of listPathsOf(text)) addList(places, keyOf(path), text.outAt);
  }
  for (const [key, text] of pages) places.set(key, placeOf(text));
  return {
    find: (path) => places.get(keyOf(path)) ?? (served.test(path) ? alwaysThere : undefined),
    ownerOf: (path) => pages.get(keyOf(path)),
    nearest: nearestOf([...texts.map(({ path }) => path), ...overviews, ...texts.flatMap(listPathsOf)]),
  };
}

/** Of `paths`, the first with the same last part, or else with few other letters; each question is answered once. */
function nearestOf(paths: readonly string[]): Places['nearest'] {
  const read = [...new Set(paths.map(decoded))];
  const byName = new Map(read.toReversed().map((path) => [basename(path), path]));
  const answers = new Map<string, string | undefined>();
  return (path) => {
    if (!answers.has(path)) {
      const name = basename(path).replace(/\.(?:md|html)$/, '');
      answers.set(path, byName.get(name) ?? nearest(path, read));
    }
    return answers.get(path);
  };
}

const alwaysThere: Place = { outAt: -Infinity, isHidden: false, body: undefined };

function placeOf({ body, outAt, post }: LintText): Place {
  return { outAt, isHidden: post?.visibility === 'followers', body };
}

/** Whether the page of a text has a part with this name, of its own or of the theme. */
export function hasAnchor({ html }: PostBody, name: string): boolean {
  if (themeAnchors.includes(name) || /^(?:reply-|:~:)/.test(name)) return true;
  // In our own HTML attributes stand in double quotes.
  return [...html.matchAll(/<[^<>]* id="([^"]*)"/g)].some(([, id]) => id === name);
}

/** From where a post is redirected to. */
function formerPathsOf(
  { post }: LintText,
  slugs: ReadonlyMap<string, readonly ToldSlug[]>,
): readonly string[] {
  if (post === undefined) return [];
  return [...post.aliases, ...(slugs.get(post.id) ?? []).map(({ slug }) => postPath(slug))];
}

/** The pages of tags, of a series and of a year list public posts. */
function listPathsOf({ post }: LintText): readonly string[] {
  if (post?.visibility !== 'public') return [];
  const series = post.series === undefined ? [] : [seriesPath(post.series.name)];
  return [...post.tags.map(tagPath), ...series, yearPath(post.date.getUTCFullYear())];
}

/** It is there with the first of its posts. */
function addList(places: Map<string, Place>, key: string, outAt: number): void {
  const known = places.get(key);
  if (known === undefined || outAt < known.outAt) places.set(key, { ...alwaysThere, outAt });
}

function keyOf(path: string): string {
  return decoded(path).normalize('NFC').replace(/\/$/, '');
}
