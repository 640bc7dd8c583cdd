import type { APIRoute } from 'astro';
import { assert } from '../assert.ts';
import { atomFeed, feedMediaType } from '../components/atom.ts';

export const GET: APIRoute = ({ locals: { library, site } }) => {
  assert(library, 'the feed is drawn from the library');
  return new Response(atomFeed(library, site), {
    headers: { 'content-type': `${feedMediaType}; charset=utf-8` },
  });
};
