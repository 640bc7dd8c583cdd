import { ACTIVITY_JSON } from '../src/protocol/media-type.ts';
import type { JsonObject } from '../src/protocol/vocabulary.ts';

/** How long a cache may keep what changes when strangers act. */
const cacheControl = 'max-age=180';

/** An ActivityPub document. Anybody may read it, from any page. */
export function activityJson(document: JsonObject): Response {
  return json(document, ACTIVITY_JSON);
}

export function json(document: JsonObject, type: string): Response {
  return new Response(JSON.stringify(document), {
    headers: { 'content-type': type, 'access-control-allow-origin': '*', 'cache-control': cacheControl },
  });
}

export function html(body: string): Response {
  return new Response(body, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
