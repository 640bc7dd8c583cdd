import type { App } from '../src/app.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import type { ReleasedObject } from '../src/release/manifest.ts';
import { html } from './respond.ts';

/**
 * The conversation of a post: a page of its own (of a long one that of `?page=2`), or with `?fragment` only what stands in the
 * post's page.
 */
export async function comments(request: Request, { conversations, release }: App): Promise<Response> {
  const url = new URL(request.url);
  const object = objectAsked(url, release);
  const page = url.searchParams.get('page') ?? '1';
  if (!/^[1-9]\d{0,3}$/.test(page)) throw nothingAt(url);
  return html(
    url.searchParams.has('fragment')
      ? await conversations.fragment(object)
      : await conversations.page(object, Number(page)),
  );
}

/** The post whose conversation, or something of it, has this address. Throws Refusal('not-found'). */
export function objectAsked(url: URL, release: App['release']): ReleasedObject {
  const slug = /^\/posts\/([^/]+)\/comments(?:\/|\/live)?$/.exec(url.pathname)?.[1];
  const object = slug === undefined ? undefined : release.objectBySlug(decodeSlug(slug));
  if (object === undefined) throw nothingAt(url);
  return object;
}

function nothingAt({ pathname, search }: URL): Refusal {
  return new Refusal('not-found', `no conversation at ${pathname}${search}`);
}

function decodeSlug(slug: string): string {
  try {
    return decodeURIComponent(slug);
  } catch {
    return slug;
  }
}
