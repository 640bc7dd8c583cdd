import type { Library, Post } from '../posts/post.ts';
import type { Site } from '../site.ts';
import { notesPages } from '../posts/notes.ts';
import { authorPath, pagePath, postPath, seriesPath, tagPath, yearPath } from '../posts/paths.ts';
import { seriesOf } from '../posts/series.ts';
import { listedPosts, postsByYear, tagUses } from './listing.ts';
import { xmlElement, xmlText } from './xml.ts';

export const sitemapPath = '/sitemap.xml';

interface Place {
  readonly path: string;
  readonly changed?: Date | undefined;
  /** All language versions, itself included. */
  readonly versions?: readonly Post[];
}

const root = {
  xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9',
  'xmlns:xhtml': 'http://www.w3.org/1999/xhtml',
};

/** Every page that search engines may list (sitemaps.org 0.9), with the last change of what it shows, in all its languages. */
export function sitemapOf(library: Library, site: Site): string {
  const urls = [...lists(library), ...postPlaces(library)].map((place) => urlElement(place, site));
  return `<?xml version="1.0" encoding="utf-8"?>\n${xmlElement('urlset', root, urls.join('\n'))}\n`;
}

/** Only lists that have something in them. */
function lists(library: Library): readonly Place[] {
  const posts = listedPosts(library);
  const years = [...postsByYear(library)].map(([year, own]) => ({ path: yearPath(year), own }));
  const tags = tagUses(library).map((use) => ({ path: tagPath(use.tag), own: use.posts }));
  const series = seriesOf(posts).map((one) => ({ path: seriesPath(one.name), own: one.posts }));
  const notes = notesPages(posts).map((page) => ({ path: page.path, own: page.posts }));
  const authors = library.authors.map(({ handle }) => ({
    path: authorPath(handle),
    own: posts.filter((post) => post.authors.includes(handle)),
  }));
  const overviews = [
    { path: '/archive/', below: years },
    { path: '/tags/', below: tags },
    { path: '/series/', below: series },
  ].filter(({ below }) => below.length > 0);
  return [
    { path: '/', changed: lastChange(posts) },
    ...overviews.map(({ below, path }) => ({ path, changed: lastChange(below.flatMap(({ own }) => own)) })),
    ...library.pages.map(({ slug }) => ({ path: pagePath(slug) })),
    ...authors.map(({ own, path }) => ({ path, changed: lastChange(own) })),
    ...[...years, ...tags, ...series, ...notes]
      .filter(({ own }) => own.length > 0)
      .map(({ own, path }) => ({ path, changed: lastChange(own) })),
  ];
}

function postPlaces(library: Library): readonly Place[] {
  const original = ({ id, translationOf = id }: Post): string => translationOf;
  const groups = Map.groupBy(listedPosts(library), original);
  return [...groups.values()].flatMap((versions) =>
    versions.map((post) => ({
      path: postPath(post.slug),
      changed: lastChange([post]),
      versions: versions.length > 1 ? versions : [],
    })),
  );
}

/** Undefined for a list of nothing. */
function lastChange(posts: readonly Post[]): Date | undefined {
  const times = posts.map(({ date, updated = date }) => Math.max(date.getTime(), updated.getTime()));
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

function urlElement({ changed, path, versions = [] }: Place, site: Site): string {
  const parts = [
    xmlElement('loc', {}, xmlText(site.absolute(path))),
    ...(changed === undefined ? [] : [xmlElement('lastmod', {}, changed.toISOString())]),
    ...versions.map(({ lang, slug }) =>
      xmlElement('xhtml:link', { rel: 'alternate', hreflang: lang, href: site.pageUrl(slug) }, ''),
    ),
  ];
  return xmlElement('url', {}, parts.join(''));
}
