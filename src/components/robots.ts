import type { Site } from '../site.ts';
import { sitemapPath } from './sitemap.ts';

/**
 * The wishes of a blog for those who crawl it (RFC 9309). Nothing is forbidden, not even where the writer wants to be in no
 * search engine: every answer says `noindex` then, and only who may fetch a page reads that.
 */
export function robotsOf({ absolute, blog }: Site): string {
  const sitemap = blog.indexable ? `\nSitemap: ${absolute(sitemapPath)}\n` : '';
  return `User-agent: *\nDisallow:\n${sitemap}`;
}
