import { growingCollectionOf, type GrowingParts } from '../src/protocol/collection.ts';
import { ACTIVITY_JSON } from '../src/protocol/media-type.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import type { JsonObject } from '../src/protocol/vocabulary.ts';

/** How long a cache may keep what changes when strangers act. */
const cacheControl = 'max-age=180';

/** An ActivityPub document. Anybody may read it, from any page. */
export function activityJson(document: JsonObject): Response {
  return json(document, ACTIVITY_JSON);
}

/** An ActivityPub document for whoever signed the request, and for no cache. */
export function activityJsonForSigner(document: JsonObject): Response {
  return new Response(JSON.stringify(document), {
    headers: { 'content-type': ACTIVITY_JSON, 'cache-control': 'private, no-store' },
  });
}

/** A collection, or the page of it that is asked for (`?page=2`). Throws Refusal('not-found') for a page that is not there. */
export function growingCollection(parts: GrowingParts, request: Request): Response {
  const asked = new URL(request.url).searchParams.get('page');
  const page = asked === null ? undefined : /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : NaN;
  const document = growingCollectionOf(parts, page);
  if (document === undefined) throw new Refusal('not-found', `no page "${asked}" of ${parts.id}`);
  return activityJson(document);
}

export function json(document: JsonObject, type: string): Response {
  return new Response(JSON.stringify(document), {
    headers: { 'content-type': type, 'access-control-allow-origin': '*', 'cache-control': cacheControl },
  });
}

export function html(body: string, cacheControl: 'no-cache' | 'no-store' = 'no-cache'): Response {
  return new Response(body, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': cacheControl },
  });
}
