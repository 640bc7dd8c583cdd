import { isObject, pageOf, textOf, typeOf, valuesOf } from './property.ts';
import { Refusal } from './refusal.ts';
import { spkiPemOf } from './signature/rsa.ts';
import { cleanLine } from './text.ts';
import { hostOf, parseUri, sameOrigin } from './uri.ts';
import type { JsonObject, RemoteActor, Uri } from './vocabulary.ts';

export const actorTypes: ReadonlySet<string> = new Set([
  'Person',
  'Service',
  'Application',
  'Group',
  'Organization',
]);

const nameCharactersMax = 200;
/** As many as Mastodon reads. */
const keysMax = 10;

/** A key that an actor publishes for its signatures. */
type ActorKey = Pick<RemoteActor, 'keyId' | 'publicKeyPem'>;

/**
 * What we keep of an Actor document. With `keyId` its key must be that one; otherwise it is the first RSA key that can be
 * read. Throws Refusal('bad-request') naming what is missing. That the document came from its own id is the caller's to know.
 */
export function parseActor(json: JsonObject, keyId?: string): RemoteActor {
  const id = parseUri(json.id) ?? refuse('without an id');
  const type = typeOf(json, actorTypes);
  if (type === undefined || !actorTypes.has(type)) return refuse(`${id} of no Actor type`);
  const inbox = ownUri(json.inbox, id) ?? refuse(`${id} without an inbox on its own origin`);
  const key = keyOf(json, id, keyId) ?? refuse(`${id} without ${keyId ?? 'an RSA key of its own'}`);
  const preferredUsername = usernameOf(json, id);
  return {
    id,
    type,
    inbox,
    sharedInbox: sharedInboxOf(json, id),
    name: cleanLine(textOf(json.name) ?? '', nameCharactersMax) || preferredUsername,
    preferredUsername,
    url: pageOf(json.url) ?? id,
    ...key,
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

function keyOf(json: JsonObject, id: Uri, wanted: string | undefined): ActorKey | undefined {
  const candidates = valuesOf(json.publicKey).slice(0, keysMax).filter(isObject);
  for (const candidate of candidates) {
    const keyId = ownUri(candidate.id, id);
    if (keyId === undefined || (candidate.owner ?? candidate.controller) !== id) continue;
    if (wanted !== undefined && wanted !== keyId && !(wanted === id && candidates.length === 1)) continue;
    const publicKeyPem = readKey(candidate.publicKeyPem);
    if (publicKeyPem !== undefined) return { keyId: wanted ?? keyId, publicKeyPem };
  }
  return undefined;
}

/** An unreadable key is as good as none: another of the actor's keys may do. */
function readKey(pem: unknown): string | undefined {
  if (typeof pem !== 'string') return undefined;
  try {
    return spkiPemOf(pem);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
