import type { App } from '../src/app.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import { html } from './respond.ts';

/**
 * The conversation of a post: a page of its own (of a long one that of `?page=2`), or with `?fragment` only what stands in the
 * post's page.
 */
export async function comments(request: Request, { conversations, release }: App): Promise<Response> {
  const url = new URL(request.url);
  const slug = /^\/posts\/([^/]+)\/comments\/?$/.exec(url.pathname)?.[1];
  const object = slug === undefined ? undefined : release.objectBySlug(decodeSlug(slug));
  const page = url.searchParams.get('page') ?? '1';
  if (object === undefined || !/^[1-9]\d{0,3}$/.test(page))
    throw new Refusal('not-found', `no conversation at ${url.pathname}${url.search}`);
  return html(
    url.searchParams.has('fragment')
      ? await conversations.fragment(object)
      : await conversations.page(object, Number(page)),
  );
}

function decodeSlug(slug: string): string {
  try {
    return decodeURIComponent(slug);
  } catch {
    return slug;
  }
}
