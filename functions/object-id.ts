import type { App } from '../src/app.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import type { Uri } from '../src/protocol/vocabulary.ts';

/**
 * `/ap/objects/<id>/likes` → the object's id. Throws Refusal('not-found') for objects that are not ours, and for those that are
 * not for everybody: who asks is not asked who they are.
 */
export function objectIdOf(request: Request, { context, release }: App): Uri {
  const objectUrl = new URL('.', request.url).pathname.replace(/\/$/, '');
  const id = context.site.idOf(`${context.site.origin}${objectUrl}`);
  const object = id === undefined ? undefined : release.objectById(id);
  if (object === undefined || object.isRestricted) throw new Refusal('not-found', `no object ${objectUrl}`);
  return context.site.objectId(object.id);
}
