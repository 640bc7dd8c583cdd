import { actorTypes, parseActor } from './actor.ts';
import { emojiOf } from './emoji.ts';
import { noteTypes, parseNote } from './note.ts';
import { firstOf, idOf, isObject, objectOf, textOf, typeOf, valuesOf } from './property.ts';
import { Refusal } from './refusal.ts';
import { plainTextOf } from './text.ts';
import { parseUri, sameOrigin } from './uri.ts';
import type { Activity, JsonObject, NamedObject, RemoteNote, UndoneActivity, Uri } from './vocabulary.ts';

/** Options that a voter may choose at once, and objects that anybody may have us look at. */
const objectsMax = 20;
const reportedMax = 100;
const reportCharactersMax = 2000;

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
  ['Create', (json, envelope) => readObjects('Create', json, envelope)],
  ['Update', readUpdate],
  ['Delete', readDelete],
  ['Like', readLike],
  ['EmojiReact', readLike],
  ['Announce', readAnnounce],
  ['Accept', (json, envelope) => readAnswer('Accept', json, envelope)],
  ['Reject', (json, envelope) => readAnswer('Reject', json, envelope)],
  ['QuoteRequest', readQuoteRequest],
  ['Block', readBlock],
  ['Flag', readFlag],
  ['Move', readMove],
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

/** Misskey likes with an emoji where others send an EmojiReact. */
function readLike(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  return object && { ...envelope, type: 'Like', object, emoji: emojiOf(json) };
}

/** The object is an id, a Tombstone, or the whole of what is deleted (Hollo: a Person). */
function readDelete(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  return object && { ...envelope, type: 'Delete', object };
}

/** With a target it is the moderator of a community who bans somebody from there (Lemmy). */
function readBlock(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  return object && idOf(json.target) === undefined ? { ...envelope, type: 'Block', object } : undefined;
}

function readMove(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  const target = idOf(json.target);
  return object && target && { ...envelope, type: 'Move', object, target };
}

function readUpdate(json: JsonObject, envelope: Envelope): Activity | undefined {
  const embedded = objectOf(json.object);
  if (embedded === undefined || !actorTypes.has(typeOf(embedded, actorTypes) ?? '')) {
    return readObjects('Update', json, envelope);
  }
  if (embedded.id !== envelope.actor) return undefined; // Nobody says who another is.
  return { ...envelope, type: 'UpdateActor', object: parseActor(embedded) };
}

function readObjects(type: 'Create' | 'Update', json: JsonObject, envelope: Envelope): Activity | undefined {
  const objects = valuesOf(json.object)
    .slice(0, objectsMax)
    .map((value) => readObject(value, json, envelope.actor))
    .filter((object) => object !== undefined);
  return objects.length === 0 ? undefined : { ...envelope, type, objects };
}

/**
 * A Note comes whole where it is of the actor's origin. Of one from elsewhere, or without an owner, only the name is taken:
 * its text is nobody's word (FEP-fe34).
 */
function readObject(value: unknown, activity: JsonObject, actor: Uri): RemoteNote | NamedObject | undefined {
  const id = idOf(value);
  if (id === undefined) return undefined;
  if (!isObject(value)) return { type: 'named', id };
  const type = typeOf(value, noteTypes);
  if (type !== undefined && !noteTypes.has(type)) return undefined;
  const note = sameOrigin(id, actor) ? parseNote(value, activity) : undefined;
  return note ?? { type: 'named', id };
}

function readQuoteRequest(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  const instrument = firstOf(json.instrument, (value) => readObject(value, json, envelope.actor));
  return object && instrument && { ...envelope, type: 'QuoteRequest', object, instrument };
}

/** Ids, or copies of what is reported (Pleroma); the reason is in `summary` where Lemmy wrote it. */
function readFlag(json: JsonObject, envelope: Envelope): Activity | undefined {
  const ids = valuesOf(json.object)
    .slice(0, reportedMax)
    .map(idOf)
    .filter((id) => id !== undefined);
  if (ids.length === 0) return undefined;
  const reason = firstOf(json.content, textOf) ?? firstOf(json.summary, textOf) ?? '';
  const content = plainTextOf(reason, reportCharactersMax);
  return { ...envelope, type: 'Flag', objects: [...new Set(ids)], content };
}

/** A boost, of a bare id or an embedded object; or what a group passes on of its members (FEP-1b12). */
function readAnnounce(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = idOf(json.object);
  const wrapped = objectOf(json.object);
  return object && { ...envelope, type: 'Announce', object, inner: wrapped && innerOf(wrapped) };
}

/** One level deep: no group passes on what another has. What cannot be read is as good as not embedded. */
function innerOf(wrapped: JsonObject): Activity | undefined {
  const type = typeOf(wrapped, readers);
  if (type === undefined || type === 'Announce' || !readers.has(type)) return undefined;
  try {
    return parseActivity(wrapped);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Of what we sent: whole (most), or by its id (Mitra, activitypub.bot). */
function readAnswer(type: 'Accept' | 'Reject', json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = firstOf(json.object, readNamedActivity);
  return object && { ...envelope, type, object };
}

/** The undone activity comes whole, without an actor (activitypub.bot), or as an id (Bridgy Fed). */
function readUndo(json: JsonObject, envelope: Envelope): Activity | undefined {
  const object = firstOf(json.object, (value) =>
    isOfAnother(value, envelope.actor) ? undefined : readNamedActivity(value),
  );
  return object && { ...envelope, type: 'Undo', object };
}

/** Nobody undoes what another did. */
function isOfAnother(undone: unknown, actor: Uri): boolean {
  return isObject(undone) && valuesOf(undone.actor).length > 0 && onlyId(undone.actor) !== actor;
}

function readNamedActivity(value: unknown): UndoneActivity | undefined {
  const id = idOf(value);
  if (!isObject(value)) return id && { id, type: undefined, object: undefined };
  const type = typeOf(value, readers);
  if (id === undefined && type === undefined) return undefined;
  return {
    id,
    type: type === 'EmojiReact' ? 'Like' : type,
    object: idOf(value.object),
    emoji: emojiOf(value),
  };
}
