import { seriesSlug } from './paths.ts';
import type { Post } from './post.ts';

/** Posts that belong together, in the order in which they are read. */
export interface Series {
  /** As the newest of its posts spells it. */
  readonly name: string;
  readonly slug: string;
  readonly posts: readonly Post[];
}

/** A post among those of its series that are in its own language. */
export interface SeriesPlace {
  readonly series: Series;
  readonly posts: readonly Post[];
  /** From 0. */
  readonly index: number;
  readonly previous: Post | undefined;
  readonly next: Post | undefined;
}

/** The series of `posts`, which are newest first; the series with the newest post first. */
export function seriesOf(posts: readonly Post[]): readonly Series[] {
  const members = posts.flatMap((post) => (post.series === undefined ? [] : [{ ...post.series, post }]));
  return [...Map.groupBy(members, ({ name }) => seriesSlug(name))].map(([slug, group]) => ({
    name: group[0]?.name ?? slug,
    slug,
    posts: group.map(({ post }) => post).sort(inOrder),
  }));
}

/** A series as readers of one language find it. */
export interface SeriesVersion {
  readonly name: string;
  /** BCP 47, of its first post. */
  readonly lang: string;
}

/**
 * The languages that there is a series in: itself, then one of each other language with a translation of one of its posts. Empty
 * when there is only one.
 */
export function versionsOf(series: Series, all: readonly Series[]): readonly SeriesVersion[] {
  const originals = new Set(series.posts.map(originalOf));
  const others = all.filter(
    (one) => one !== series && one.posts.some((post) => originals.has(originalOf(post))),
  );
  const versions = [series, ...others].map(({ name, posts }) => ({ name, lang: posts[0]?.lang ?? '' }));
  const byLanguage = Map.groupBy(versions, ({ lang }) => languageOf(lang));
  const firsts = [...byLanguage.values()].flatMap(([first]) => first ?? []);
  return firsts.length > 1 ? firsts : [];
}

function originalOf({ id, translationOf }: Post): string {
  return translationOf ?? id;
}

/** Where `post` stands in its series; undefined where it is in none, or not one of `posts`. */
export function placeInSeries(post: Post, posts: readonly Post[]): SeriesPlace | undefined {
  if (post.series === undefined) return undefined;
  const slug = seriesSlug(post.series.name);
  const series = seriesOf(posts).find((one) => one.slug === slug);
  const own = series?.posts.filter(({ lang }) => languageOf(lang) === languageOf(post.lang)) ?? [];
  const index = own.indexOf(post);
  if (series === undefined || index < 0) return undefined;
  return { series, posts: own, index, previous: own[index - 1], next: own[index + 1] };
}

function inOrder(a: Post, b: Post): number {
  const [first, second] = [a, b].map(({ series }) => series?.part ?? Infinity) as [number, number];
  if (first !== second) return first - second;
  return a.date.getTime() - b.date.getTime() || (a.slug < b.slug ? -1 : 1);
}

function languageOf(lang: string): string {
  return new Intl.Locale(lang).language;
}
