import type { Library } from '../posts/post.ts';
import type { Site } from '../site.ts';
import { authorPath, tagPath } from '../posts/paths.ts';
import { listedPosts, tagUses } from './listing.ts';
import { xmlElement, xmlText } from './xml.ts';

export const sitemapPath = '/sitemap.xml';

/** Every page that search engines may list (sitemaps.org 0.9); posts with the day of their last change. */
export function sitemapOf(library: Library, site: Site): string {
  const tags = tagUses(library);
  const paths = [
    '/',
    '/archive/',
    ...(tags.length === 0 ? [] : ['/tags/']),
    ...library.pages.map((page) => `/${encodeURIComponent(page.slug)}/`),
    ...library.authors.map((author) => authorPath(author.handle)),
    ...tags.map(({ tag }) => tagPath(tag)),
  ];
  const urls = [
    ...paths.map((path) => urlElement(site.absolute(path))),
    ...listedPosts(library).map((post) => urlElement(site.pageUrl(post.slug), post.updated ?? post.date)),
  ];
  const set = { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9' };
  return `<?xml version="1.0" encoding="utf-8"?>\n${xmlElement('urlset', set, urls.join('\n'))}\n`;
}

function urlElement(url: string, changed?: Date): string {
  const location = xmlElement('loc', {}, xmlText(url));
  return xmlElement(
    'url',
    {},
    location + (changed === undefined ? '' : xmlElement('lastmod', {}, changed.toISOString())),
  );
}
