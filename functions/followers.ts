import type { App } from '../src/app.ts';
import { authoriseFetch } from '../src/federation/authorise.ts';
import { orderedCollectionOf, orderedCollectionPageOf } from '../src/protocol/collection.ts';
import { activityJson, activityJsonForSigner } from './respond.ts';

/** How many follow; who they are stays between them and the writer (ActivityPub §5.3 leaves that to us). */
export async function followers(_request: Request, { context }: App): Promise<Response> {
  const { site, store } = context;
  const id = site.followers;
  return activityJson(
    orderedCollectionOf({ id, totalItems: await store.countFollowers(), first: `${id}/1` }),
  );
}

/** The one page: empty, because Mastodon takes a list without a page for hidden. */
export function followersPage(_request: Request, { context }: App): Response {
  const { followers: id } = context.site;
  return activityJson(orderedCollectionPageOf({ id: `${id}/1`, partOf: id, items: [] }));
}

/** Whom the blog follows: nobody (§5.4). */
export function following(_request: Request, { context }: App): Response {
  const { following: id } = context.site;
  return activityJson(orderedCollectionOf({ id, totalItems: 0, first: `${id}/1` }));
}

export function followingPage(_request: Request, { context }: App): Response {
  const { following: id } = context.site;
  return activityJson(orderedCollectionPageOf({ id: `${id}/1`, partOf: id, items: [] }));
}

/**
 * The asking server's own followers of the blog, for it to compare with its list (FEP-8fcf); nobody hears of another's. Throws
 * a Refusal, 'unsigned' where nobody says who asks.
 */
export async function followersSynchronization(request: Request, { context }: App): Promise<Response> {
  const { site, store } = context;
  const { actor } = await authoriseFetch(request, context);
  const items = await store.followersAt(new URL(actor.id).origin);
  return activityJsonForSigner(
    orderedCollectionOf({ id: site.followersSynchronization, totalItems: items.length, items }),
  );
}
