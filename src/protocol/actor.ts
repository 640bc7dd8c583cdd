import { pemOfMultikey } from './proof/multikey.ts';
import { idOf, isObject, pageOf, textOf, typeOf, valuesOf } from './property.ts';
import { Refusal } from './refusal.ts';
import { spkiPemOf } from './signature/keys.ts';
import { cleanLine } from './text.ts';
import { hostOf, parseUri, sameOrigin } from './uri.ts';
import type { JsonObject, PublicKey, RemoteActor, Uri } from './vocabulary.ts';

export const actorTypes: ReadonlySet<string> = new Set([
  'Person',
  'Service',
  'Application',
  'Group',
  'Organization',
]);

const nameCharactersMax = 200;
/** As many of each as Mastodon reads. */
const keysMax = 10;
const aliasesMax = 256;

/**
 * What we keep of an Actor document. With `keyId` that key must be among its keys, and comes first, so that it is not lost
 * where few are kept; otherwise any that can be read will do. Throws Refusal('bad-request') naming what is missing. That the document came from its own id is the caller's to know.
 */
export function parseActor(json: JsonObject, keyId?: string): RemoteActor {
  const id = parseUri(json.id) ?? refuse('without an id');
  const type = typeOf(json, actorTypes);
  if (type === undefined || !actorTypes.has(type)) return refuse(`${id} of no Actor type`);
  const inbox = ownUri(json.inbox, id) ?? refuse(`${id} without an inbox on its own origin`);
  const keys = keysOf(json, id, keyId);
  const hasKey = keyId === undefined ? keys.length > 0 : keys.some((key) => key.id === keyId);
  if (!hasKey) return refuse(`${id} without ${keyId ?? 'an RSA or Ed25519 key of its own'}`);
  const preferredUsername = usernameOf(json, id);
  return {
    id,
    type,
    inbox,
    sharedInbox: sharedInboxOf(json, id),
    name: cleanLine(textOf(json.name) ?? '', nameCharactersMax) || preferredUsername,
    preferredUsername,
    // It stands under the name: nobody leads from his name to somebody else's profile.
    url: pageOf(json.url, id) ?? id,
    keys: keys.toSorted((one, other) => Number(other.id === keyId) - Number(one.id === keyId)),
    alsoKnownAs: aliasesOf(json),
  };
}

function refuse(what: string): never {
  throw new Refusal('bad-request', `an actor ${what}`);
}

function ownUri(value: unknown, id: Uri): Uri | undefined {
  const uri = parseUri(value);
  return uri !== undefined && sameOrigin(uri, id) ? uri : undefined;
}

/** Misskey and old software name it outside `endpoints`; one on another origin could aim our deliveries at a third party. */
function sharedInboxOf(json: JsonObject, id: Uri): Uri | undefined {
  const endpoints = isObject(json.endpoints) ? json.endpoints : {};
  return ownUri(endpoints.sharedInbox, id) ?? ownUri(json.sharedInbox, id);
}

/** One word without `@` or `/`, which could make a handle look like somebody else's; else what the id ends with. */
function usernameOf(json: JsonObject, id: Uri): string {
  const lastSegment = new URL(id).pathname.split('/').findLast((part) => part !== '');
  return [json.preferredUsername, lastSegment?.replace(/^@/, '')].find(isUsername) ?? hostOf(id);
}

function isUsername(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= nameCharactersMax && /^[\p{L}\p{N}\p{M}_.~-]+$/u.test(value)
  );
}

/**
 * Its own keys that can be read, each id once: of `publicKey`, and the Multikeys in `assertionMethod` (FEP-521a). The only
 * `publicKey` counts under the actor's id too when that is `wanted`, for servers that sign with it.
 */
function keysOf(json: JsonObject, id: Uri, wanted: string | undefined): readonly PublicKey[] {
  const published = keyObjectsIn(json.publicKey);
  const keys = new Map<Uri, string>();
  for (const candidate of [...published, ...keyObjectsIn(json.assertionMethod)]) {
    const keyId = ownUri(candidate.id, id);
    if (keyId === undefined || keys.has(keyId) || (candidate.owner ?? candidate.controller) !== id) continue;
    const pem = readKey(candidate);
    if (pem !== undefined) keys.set(keyId, pem);
  }
  const only = published.length === 1 ? keys.get(published[0]?.id as Uri) : undefined;
  if (only !== undefined && wanted === id && !keys.has(id)) keys.set(id, only);
  return Array.from(keys, ([keyId, pem]) => ({ id: keyId, pem }));
}

function keyObjectsIn(value: unknown): readonly JsonObject[] {
  return valuesOf(value).slice(0, keysMax).filter(isObject);
}

/** As SPKI PEM. An unreadable key is as good as none: another of the actor's keys may do. */
function readKey({ publicKeyPem, publicKeyMultibase }: JsonObject): string | undefined {
  try {
    if (typeof publicKeyPem === 'string') return spkiPemOf(publicKeyPem);
    return typeof publicKeyMultibase === 'string' ? pemOfMultikey(publicKeyMultibase) : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function aliasesOf(json: JsonObject): readonly Uri[] {
  const aliases = valuesOf(json.alsoKnownAs).slice(0, aliasesMax).map(idOf);
  return [...new Set(aliases.filter((alias) => alias !== undefined))];
}
