import type { App } from '../src/app.ts';
import { orderedCollectionOf } from '../src/protocol/collection.ts';
import { objectIdOf } from './object-id.ts';
import { activityJson, growingCollection } from './respond.ts';

/** Replies to an object that everybody may read, by id: each can be fetched from its own server (ActivityPub §5.5). */
export async function replies(request: Request, app: App): Promise<Response> {
  const objectId = objectIdOf(request, app);
  const items = await app.context.store.replyIds(objectId);
  return growingCollection({ id: `${objectId}/replies`, items, ordered: false }, request);
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
