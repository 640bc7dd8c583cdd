import type { APIRoute } from 'astro';
import { assert } from '../assert.ts';
import { sitemapOf } from '../components/sitemap.ts';

export const GET: APIRoute = ({ locals: { library, site } }) => {
  assert(library, 'the sitemap is drawn from the library');
  return new Response(sitemapOf(library, site), {
    headers: { 'content-type': 'application/xml; charset=utf-8' },
  });
};
