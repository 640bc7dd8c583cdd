import type { App } from '../src/app.ts';
import { orderedCollectionOf, orderedCollectionPageOf } from '../src/protocol/collection.ts';
import { activityJson } from './respond.ts';

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
