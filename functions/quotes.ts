import type { App } from '../src/app.ts';
import { quoteAuthorizationOf } from '../src/federation/answers.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import type { Uri } from '../src/protocol/vocabulary.ts';
import { activityJson } from './respond.ts';

/**
 * Proves to third servers that a post elsewhere may quote one of ours (FEP-044f); 404 once either of the two is
 * gone, and while its author is blocked.
 */
export async function quoteAuthorization(request: Request, { context }: App): Promise<Response> {
  const { keys, objects, now, site, store } = context;
  const { pathname } = new URL(request.url);
  const quote = await store.findQuote(`${site.origin}${pathname}` as Uri);
  if (quote === undefined || objects(quote.objectId) === undefined)
    throw new Refusal('not-found', `no authorization ${pathname}`);
  return activityJson(quoteAuthorizationOf(quote, site, now(), keys));
}
