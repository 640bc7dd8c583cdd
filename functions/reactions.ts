import type { App } from '../src/app.ts';
import { collectionOf, orderedCollectionOf } from '../src/protocol/collection.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import type { Uri } from '../src/protocol/vocabulary.ts';
import { activityJson } from './respond.ts';

/** Replies to an object that everybody may read, by id: each can be fetched from its own server (ActivityPub §5.5). */
export async function replies(request: Request, app: App): Promise<Response> {
  const objectId = objectIdOf(request, app);
  const items = await app.context.store.replyIds(objectId);
  return activityJson(collectionOf({ id: `${objectId}/replies`, totalItems: items.length, items }));
}

/** How many like an object (§5.7). */
export async function likes(request: Request, app: App): Promise<Response> {
  const objectId = objectIdOf(request, app);
  const { likes: totalItems } = await app.context.store.conversation(objectId);
  return activityJson(orderedCollectionOf({ id: `${objectId}/likes`, totalItems }));
}

/** How many have boosted it (§5.8). */
export async function shares(request: Request, app: App): Promise<Response> {
  const objectId = objectIdOf(request, app);
  const { boosts: totalItems } = await app.context.store.conversation(objectId);
  return activityJson(orderedCollectionOf({ id: `${objectId}/shares`, totalItems }));
}

/** `/ap/objects/<id>/likes` → the object's id. Throws Refusal('not-found') for objects that are not ours. */
function objectIdOf(request: Request, { context, release }: App): Uri {
  const objectUrl = new URL('.', request.url).pathname.replace(/\/$/, '');
  const id = context.site.idOf(`${context.site.origin}${objectUrl}`);
  if (id === undefined || release.objectById(id) === undefined)
    throw new Refusal('not-found', `no object ${objectUrl}`);
  return context.site.objectId(id);
}
