import { hasId, objectOf, valuesOf } from '../protocol/property.ts';
import { sameOrigin } from '../protocol/uri.ts';
import type { JsonObject, RemoteNote } from '../protocol/vocabulary.ts';
import type { Signer } from './actors.ts';
import { answersUs } from './concerns.ts';
import type { Context } from './context.ts';
import { fetchNote } from './fetch-note.ts';
import type { Delivered, Genuine } from './genuine.ts';
import type { Act } from './handlers/handler.ts';
import { isForEverybody, isNamed, isOwn } from './handlers/note.ts';
import { isPrivate } from './handlers/private-message.ts';

/** A reply in a thread of ours that nobody told us of, as its own server has it. */
export interface MissingParent {
  readonly note: RemoteNote;
  readonly author: Signer;
}

/**
 * Whether an activity that concerns nothing we know may still answer us by way of a reply we never heard of: it was written
 * to us, it is public, and it answers somebody else (interop E.2: servers answer a stranger's comment without telling the blog).
 */
export function mayAnswerUnheard({ activity, json }: Delivered, context: Context): boolean {
  return unheardAnswerIn(activity, context) !== undefined && addressesUs(json, context);
}

/** Whether an activity, or its object, names the blog among those whom it is for. */
export function addressesUs(json: JsonObject, { site }: Pick<Context, 'site'>): boolean {
  const object = objectOf(json.object) ?? {};
  return [json.to, json.cc, object.to, object.cc].flatMap(valuesOf).some((one) => hasId(one, site.actor));
}

/** Whether it says something to the blog that is not for everybody, and which only the writer may read. */
export function isForTheWriter({ activity, json }: Delivered, context: Context): boolean {
  if (activity.type !== 'Create') return false;
  const isSecret = activity.objects.some(
    (note) => !isNamed(note) && note.vote === undefined && isPrivate(note),
  );
  return isSecret && addressesUs(json, context);
}

function unheardAnswerIn(activity: Act, { objects, site }: Context): RemoteNote | undefined {
  if (activity.type !== 'Create') return undefined;
  const [note, ...others] = activity.objects;
  if (note === undefined || others.length > 0 || isNamed(note) || note.vote !== undefined) return undefined;
  if (note.inReplyTo === undefined || !isForEverybody(note)) return undefined;
  const isOurs = objects(note.inReplyTo) !== undefined || sameOrigin(note.inReplyTo, site.actor);
  return isOurs ? undefined : note;
}

/**
 * What a proved reply answers, where that is a public reply to us which is not stored: fetched from its own server, one step up
 * and no further. Undefined when there is none, or its server gives none.
 */
export async function missingParentOf(
  { activity, author, isOwnWord }: Genuine,
  { json }: Delivered,
  context: Context,
): Promise<MissingParent | undefined> {
  const answer = unheardAnswerIn(activity, context);
  if (answer?.inReplyTo === undefined || !isOwnWord || !addressesUs(json, context)) return undefined;
  if (!isOwn(answer, author.actor) || (await answersUs(answer.inReplyTo, context))) return undefined;
  if (context.moderation.ofAccount({ id: answer.inReplyTo, user: undefined })?.act === 'block')
    return undefined;
  const outcome = await fetchNote(answer.inReplyTo, context.remote);
  if (outcome.kind !== 'note' || !(await isShown(outcome.note, context))) return undefined;
  const writer = await context.actors.find(outcome.note.attributedTo).catch(() => undefined);
  return writer && isOwn(outcome.note, writer.actor) ? { note: outcome.note, author: writer } : undefined;
}

async function isShown(note: RemoteNote, context: Context): Promise<boolean> {
  return note.vote === undefined && isForEverybody(note) && (await answersUs(note.inReplyTo, context));
}
