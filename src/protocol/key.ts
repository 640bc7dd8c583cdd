import { parseActor } from './actor.ts';
import { idOf, isObject, valuesOf } from './property.ts';
import { Refusal } from './refusal.ts';
import { parseUri, sameOrigin } from './uri.ts';
import type { JsonObject, RemoteActor, Uri } from './vocabulary.ts';

/**
 * What a document fetched for a `keyId` gives: the actor itself, or the owner to fetch next, whose document must list that
 * key: `parseActor(json, keyId)`.
 */
export type KeyDocument =
  { readonly kind: 'actor'; readonly actor: RemoteActor } | { readonly kind: 'owner'; readonly owner: Uri };

/** Where the document of a key is: its id without fragment. */
export function keyDocumentUri(keyId: Uri): Uri {
  return keyId.split('#', 1)[0] as Uri;
}

/**
 * Reads the document fetched from `keyDocumentUri(keyId)`: an actor, a key of its own with an `owner` or `controller`, or a
 * stub with little more than a key (GoToSocial). Throws Refusal('key-unavailable') when it is not about that key, or of
 * another origin, and as `parseActor` does.
 */
export function findKey(json: JsonObject, keyId: Uri): KeyDocument {
  const id = parseUri(json.id);
  if (id === keyDocumentUri(keyId) && json.inbox !== undefined) {
    return { kind: 'actor', actor: parseActor(json, keyId) };
  }
  const owner = ownerOf(json, keyId);
  if (owner === undefined || !sameOrigin(owner, keyId)) {
    throw new Refusal('key-unavailable', `the document of ${keyId} names no owner of that key on its origin`);
  }
  return { kind: 'owner', owner };
}

/** The document may be the key itself, or list it in either property. */
function ownerOf(json: JsonObject, keyId: Uri): Uri | undefined {
  const candidates = [json, ...valuesOf(json.publicKey), ...valuesOf(json.assertionMethod)].filter(isObject);
  const owners = candidates.filter(({ id }) => id === keyId).map((key) => idOf(key.owner ?? key.controller));
  return owners.find((owner) => owner !== undefined);
}
