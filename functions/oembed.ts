import type { App } from '../src/app.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import { parseUri } from '../src/protocol/uri.ts';
import { json } from './respond.ts';

/** Seconds that a consumer may keep an answer. */
const cacheAge = 86_400;

/**
 * What another site needs to know to link to a post (oEmbed 1.0, of type `link`). Pages name this address in their HTTP
 * headers, not in their HTML: Mastodon would take what it finds there in place of OpenGraph, and a card without the post's
 * teaser, its picture and its author would be the poorer one (interop 8.4).
 */
export function oembed(request: Request, { context, release }: App): Response {
  const { searchParams } = new URL(request.url);
  const { site, objects } = context;
  if ((searchParams.get('format') ?? 'json') !== 'json') return new Response(null, { status: 501 }); // oEmbed §2.3.3
  const asked = parseUri(searchParams.get('url'));
  const known = asked === undefined ? undefined : objects(asked);
  const post = known && release.objectBySlug(known.slug);
  if (post === undefined) throw new Refusal('not-found', 'say which post: ?url=https://…');
  const answer = {
    version: '1.0',
    type: 'link',
    title: post.title,
    url: site.pageUrl(post.slug),
    provider_name: site.blog.title,
    provider_url: `${site.origin}/`,
    cache_age: cacheAge,
  };
  return json(answer, 'application/json');
}
