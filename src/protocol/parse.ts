import { actorTypes, parseActor } from './actor.ts';
import { parseNote } from './note.ts';
import { idOf, isObject, objectOf, typeOf, valuesOf } from './property.ts';
import { Refusal } from './refusal.ts';
import { parseUri, sameOrigin } from './uri.ts';
import type { Activity, JsonObject, UndoneActivity, Uri } from './vocabulary.ts';

/** What every activity has. */
interface Envelope {
  readonly id: Uri | undefined;
  readonly actor: Uri;
}

type Reader = (json: JsonObject, envelope: Envelope) => Activity | undefined;

/** One reader for each type that we act on. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Follow', readFollow],
  ['Undo', readUndo],
  ['Create', readCreate],
  ['Update', readUpdate],
  ['Delete', readDelete],
  ['Like', readLike],
  ['EmojiReact', readLike],
  ['Announce', readAnnounce],
]);

/**
 * The activity in a delivered body, in whichever of its shapes. Undefined for types that we do not act on, and for an object
 * that we could make nothing of: both are answered as if handled. Throws Refusal('bad-request') when type or actor is
 * missing, or an updated Actor is unreadable. `id` is kept only where it is of the actor's origin, for nobody else can give
 * it; who owns the object is for the handler to ask.
 */
export function parseActivity(json: JsonObject): Activity | undefined {
  const type = typeOf(json, readers);
  if (type === undefined) throw new Refusal('bad-request', 'an activity without a type');
  const actor = onlyId(json.actor);
  if (actor === undefined) throw new Refusal('bad-request', `${type} without one actor`);
  return readers.get(type)?.(json, { id: idWithin(json.id, actor), actor });
}

/** The signer can be only one actor, so an activity of several is nobody's. */
function onlyId(value: unknown): Uri | undefined {
  return valuesOf(value).length === 1 ? idOf(value) : undefined;
}

function idWithin(value: unknown, actor: Uri): Uri | undefined {
  const id = parseUri(value);
  return id !== undefined && sameOrigin(id, actor) ? id : undefined;
}

function readFollow(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  return object && { ...envelope, type: 'Follow', object, raw: json };
}

function readLike(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  return object && { ...envelope, type: 'Like', object };
}

function readAnnounce(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  return object && { ...envelope, type: 'Announce', object };
}

/** The object is an id, a Tombstone, or the whole of what is deleted (Hollo: a Person). */
function readDelete(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  return object && { ...envelope, type: 'Delete', object };
}

function readCreate(json: JsonObject, envelope: Envelope): Activity | undefined {
  const embedded = objectOf(json.object);
  const object = embedded && parseNote(embedded, json);
  return object && { ...envelope, type: 'Create', object };
}

function readUpdate(json: JsonObject, envelope: Envelope): Activity | undefined {
  const embedded = objectOf(json.object);
  if (embedded === undefined) return undefined;
  if (actorTypes.has(typeOf(embedded, actorTypes) ?? '')) {
    return { ...envelope, type: 'UpdateActor', object: parseActor(embedded) };
  }
  const object = parseNote(embedded, json);
  return object && { ...envelope, type: 'Update', object };
}

/** The undone activity comes whole, without an actor (activitypub.bot), or as an id (Bridgy Fed). */
function readUndo(json: JsonObject, envelope: Envelope): Activity | undefined {
  const [undone] = valuesOf(json.object);
  const object = isObject(undone) ? undoneOf(undone, envelope.actor) : bareUndone(undone);
  return object && { ...envelope, type: 'Undo', object };
}

function bareUndone(value: unknown): UndoneActivity | undefined {
  const id = parseUri(value);
  return id && { id, type: undefined, object: undefined };
}

/** Nobody undoes what another did. */
function undoneOf(undone: JsonObject, actor: Uri): UndoneActivity | undefined {
  if (undone.actor !== undefined && onlyId(undone.actor) !== actor) return undefined;
  const type = typeOf(undone, readers);
  return {
    id: parseUri(undone.id),
    type: type === 'EmojiReact' ? 'Like' : type,
    object: idOf(undone.object),
  };
}
