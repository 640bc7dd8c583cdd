import { unreachable } from '../assert.ts';
import { sameOrigin } from '../protocol/uri.ts';
import type { NamedObject, RemoteNote, Uri } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';
import type { Context, LocalObject } from './context.ts';
import type { Act } from './handlers/handler.ts';
import { isNamed } from './handlers/note.ts';

/** Whether anything could come of it, as far as can be told without asking who sent it. Groups tell us what we have told them. */
export async function concernsUs(activity: Act, context: Context): Promise<boolean> {
  return !sameOrigin(activity.actor, context.site.actor) && mayHaveEffect(activity, context);
}

async function mayHaveEffect(activity: Act, context: Context): Promise<boolean> {
  const { objects, site, store } = context;
  switch (activity.type) {
    case 'Follow':
      return activity.object === site.actor;
    case 'Like':
    case 'Announce':
    case 'QuoteRequest':
      return objects(activity.object) !== undefined;
    case 'Create':
      return someConcerns(activity, context);
    case 'Update':
      // Of somebody seen before it may be the edit by which a post ceases to answer or to quote us.
      return (await isKnown(activity.actor, store)) || someConcerns(activity, context);
    case 'Delete':
      return deleteConcerns(activity, store);
    case 'Block':
    case 'Undo':
    case 'UpdateActor':
      return isKnown(activity.actor, store);
    case 'Flag':
      return namesUs(activity.objects, context);
    case 'Move':
      return moveConcerns(activity, store);
    default:
      return unreachable(activity);
  }
}

/** An account that changes or goes: servers tell everybody, thousands a minute, so of accounts never seen it is no news. */
export function isAboutTheActor(activity: Act): boolean {
  switch (activity.type) {
    case 'UpdateActor':
      return true;
    case 'Delete':
    case 'Move':
      return activity.object === activity.actor;
    default:
      return false;
  }
}

type Told<Type extends Act['type']> = Extract<Act, { readonly type: Type }>;

/** Also of a reply not seen yet, by somebody seen before: the Delete may have overtaken its Create. */
async function deleteConcerns(activity: Told<'Delete'>, store: Store): Promise<boolean> {
  if (await isKnown(activity.actor, store)) return true;
  return !isAboutTheActor(activity) && (await store.threadOf(activity.object)) !== undefined;
}

function namesUs(ids: readonly Uri[], { objects, site }: Context): boolean {
  return ids.some((id) => id === site.actor || objects(id) !== undefined);
}

async function someConcerns(activity: Told<'Create' | 'Update'>, context: Context): Promise<boolean> {
  for (const object of activity.objects)
    if (await objectConcerns(object, activity.actor, context)) return true;
  return false;
}

/** What is only named could say anything; it is worth a look if its author is on its server. */
async function objectConcerns(
  object: RemoteNote | NamedObject,
  actor: Uri,
  context: Context,
): Promise<boolean> {
  if (isNamed(object)) return sameOrigin(object.id, actor);
  const { inReplyTo, quote, vote } = object;
  if (vote !== undefined) return inReplyTo !== undefined && context.objects(inReplyTo)?.poll !== undefined;
  if (quote !== undefined && context.objects(quote) !== undefined) return true;
  const answered = await threadAnswered(inReplyTo, context);
  if (answered === undefined || takesReplies(answered, context.now())) return answered !== undefined;
  context.moderation.countRefusal('closed');
  return false;
}

/** Whether it is an object of ours, or a reply in its thread, and the object takes replies. */
export async function answersUs(inReplyTo: Uri | undefined, context: Context): Promise<boolean> {
  const answered = await threadAnswered(inReplyTo, context);
  return answered !== undefined && takesReplies(answered, context.now());
}

/** The object of ours that is answered, directly or by an answer to a reply in its thread. */
export async function threadAnswered(
  inReplyTo: Uri | undefined,
  { objects, store }: Context,
): Promise<LocalObject | undefined> {
  if (inReplyTo === undefined) return undefined;
  const object = objects(inReplyTo);
  if (object !== undefined) return object;
  const root = await store.threadOf(inReplyTo);
  return root && objects(root);
}

/** Whether new replies may come by `now`. */
export function takesReplies({ closesAt = Infinity, open }: LocalObject, now: number): boolean {
  return open && now < closesAt;
}

/** Of those never seen, no more is asked than what is held in memory: floods of Deletes are about them. */
async function isKnown(actor: Uri, store: Store): Promise<boolean> {
  return store.mayKnowActor(actor) && (await store.findActor(actor)) !== undefined;
}

/** Of followers only, those who wait among them. */
async function moveConcerns(activity: Told<'Move'>, store: Store): Promise<boolean> {
  if (!isAboutTheActor(activity)) return false;
  const { actor } = activity;
  return ((await store.findFollower(actor)) ?? (await store.findFollower(actor, 'pending'))) !== undefined;
}
