import type { APIRoute } from 'astro';
import { sitemapPath } from '../components/sitemap.ts';

/** Nothing is forbidden (RFC 9309): pages that no search engine should list say `noindex` themselves. */
export const GET: APIRoute = ({ locals: { site } }) =>
  new Response(`User-agent: *\nDisallow:\n\nSitemap: ${site.absolute(sitemapPath)}\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
