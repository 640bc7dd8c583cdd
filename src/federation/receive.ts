import { unreachable } from '../assert.ts';
import { parseJson } from '../protocol/json.ts';
import { parseActivity } from '../protocol/parse.ts';
import { Refusal } from '../protocol/refusal.ts';
import { readSignature, type ReceivedRequest } from '../protocol/signature/claim.ts';
import type { Activity, RemoteNote, Uri } from '../protocol/vocabulary.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Signer } from './actors.ts';
import type { Context, LocalObject, ObjectDirectory } from './context.ts';
import { handleCreate, handleUpdate } from './handlers/create.ts';
import { handleDelete } from './handlers/delete.ts';
import { handleFollow } from './handlers/follow.ts';
import type { HandlerScope } from './handlers/handler.ts';
import { handleReaction } from './handlers/reaction.ts';
import { handleUndo } from './handlers/undo.ts';
import { handleUpdateActor } from './handlers/update-actor.ts';

/**
 * Takes one request to the inbox: resolves when its effects are on disk, or when it has none. Throws a Refusal otherwise.
 * All that costs nothing is checked before the key is looked up, which may cost a request (design: the inbox, in order).
 */
export async function receive(request: ReceivedRequest, context: Context): Promise<void> {
  const now = context.now();
  const claim = readSignature(request, { now, host: context.site.host });
  const activity = parseActivity(parseJson(request.body));
  if (activity === undefined) return; // Well-formed, but of a type the blog does not act on.
  if (!(await concernsUs(activity, context))) return;
  const signer = await context.actors.authenticate(claim);
  if (activity.actor !== signer.actor.id) {
    throw new Refusal('actor-mismatch', `${signer.actor.id} signed an activity of ${activity.actor}`);
  }
  // Servers deliver more than once, and some use one id for two acts: effects are idempotent, ids are not remembered.
  await context.store.transact((tx) => {
    if (signer.isNew) tx.putActor(signer.actor, now);
    handle(activity, signer, tx, { site: context.site, objects: context.objects, now });
  });
  if (activity.type === 'Follow') context.queued.ring(); // Somebody looks at a button till the Accept is there.
  if (signer.isNew || isAboutTheActor(activity)) context.actors.forget(signer.actor);
}

/** An account that changes or goes: servers tell everybody, thousands a minute, so of accounts never seen it is no news. */
function isAboutTheActor(activity: Activity): boolean {
  return (
    activity.type === 'UpdateActor' || (activity.type === 'Delete' && activity.object === activity.actor)
  );
}

/** Whether anything could come of it, as far as can be told without asking who sent it. */
async function concernsUs(activity: Activity, context: Context): Promise<boolean> {
  const { objects, site, store } = context;
  switch (activity.type) {
    case 'Follow':
      return activity.object === site.actor;
    case 'Like':
    case 'Announce':
      return objects(activity.object) !== undefined;
    case 'Create':
      return isReply(activity.object, context);
    case 'Update':
      // Of a reply not stored it says as much as a Create, and may no more.
      return (await isStored(activity.object.id, store)) || isReply(activity.object, context);
    case 'Delete':
      // Also of a reply not seen yet, by somebody seen before: the Delete may have overtaken its Create.
      return (
        (await isKnown(activity.actor, store)) ||
        (!isAboutTheActor(activity) && isStored(activity.object, store))
      );
    case 'UpdateActor':
    case 'Undo':
      return isKnown(activity.actor, store);
    default:
      return unreachable(activity);
  }
}

/** Whether it answers an object of ours, or a reply in its thread, and the object takes replies. */
async function isReply({ inReplyTo }: RemoteNote, { objects, store }: Context): Promise<boolean> {
  if (inReplyTo === undefined) return false;
  const object = objects(inReplyTo) ?? objectAt(await store.threadOf(inReplyTo), objects);
  return object?.open ?? false;
}

function objectAt(id: Uri | undefined, objects: ObjectDirectory): LocalObject | undefined {
  return id && objects(id);
}

async function isStored(replyId: Uri, store: Store): Promise<boolean> {
  return (await store.threadOf(replyId)) !== undefined;
}

async function isKnown(actor: Uri, store: Store): Promise<boolean> {
  return (await store.findActor(actor)) !== undefined;
}

function handle(activity: Activity, { actor }: Signer, tx: Transaction, scope: HandlerScope): void {
  switch (activity.type) {
    case 'Follow':
      return handleFollow(activity, actor, tx, scope);
    case 'Undo':
      return handleUndo(activity, actor, tx, scope);
    case 'Create':
      return handleCreate(activity, actor, tx, scope);
    case 'Update':
      return handleUpdate(activity, actor, tx, scope);
    case 'UpdateActor':
      return handleUpdateActor(activity, actor, tx, scope);
    case 'Delete':
      return handleDelete(activity, actor, tx, scope);
    case 'Like':
    case 'Announce':
      return handleReaction(activity, actor, tx, scope);
    default:
      return unreachable(activity);
  }
}
