import { hasOneMeaning } from '../protocol/one-meaning.ts';
import { hasId, isObject, valuesOf } from '../protocol/property.ts';
import { hostOf, sameOrigin } from '../protocol/uri.ts';
import type { JsonObject, RemoteActor, RemoteNote, Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { OutgoingActivity } from '../store/store.ts';
import { takesReplies, threadAnswered } from './concerns.ts';
import type { Context } from './context.ts';
import type { Genuine } from './genuine.ts';
import { isForEverybody, isOwn } from './handlers/note.ts';

/** No more than Misskey takes (interop 0.5): a stranger decides what is sent to everybody who follows. */
const forwardedBytesMax = 65_536;

/**
 * What is passed on to our followers, so that they see the whole conversation (ActivityPub §7.1.2): a public reply in a thread
 * of ours, heard of for the first time and shown at once, that its author addressed to them. It goes out under its own id;
 * whoever gets it asks its proof or its origin. The server that it came from has it already. Not the bytes that came are sent,
 * which others may read in another way than we, but what we have read; and nothing where that could mean something else to
 * others.
 */
export async function forwardingOf(
  { activity, author, isOwnWord }: Genuine,
  json: JsonObject,
  context: Context,
): Promise<OutgoingActivity | undefined> {
  if (activity.type !== 'Create' || activity.id === undefined || !isOwnWord) return undefined;
  if (!isForFollowers(json, context.site) || !hasOneMeaning(json)) return undefined;
  const [note, ...others] = activity.objects;
  if (note === undefined || others.length > 0 || !isOwn(note, author.actor)) return undefined;
  if (!(await isNews(note, context)) || !(await isOpen(note, author.actor, context))) return undefined;
  const body = JSON.stringify(json);
  if (Buffer.byteLength(body) > forwardedBytesMax) return undefined;
  const origin = hostOf(activity.actor);
  const inboxes = (await context.store.followerInboxes()).filter((inbox) => hostOf(inbox) !== origin);
  if (inboxes.length === 0 || context.limits.forwards.take(activity.actor) > 0) return undefined;
  return {
    id: activity.id,
    type: 'Create',
    objectId: activity.id,
    body,
    to: 'inboxes',
    inboxes,
    notBefore: context.now(),
    causedBy: activity.actor,
  };
}

/**
 * Whether the blog's own actor says the activity with this id, so that its key may sign it. The others are signed by the
 * server's own actor: reports, which it makes, and what strangers say, which must never look like the blog's word.
 */
export function isSaidByBlog(activityId: Uri, { actor, instanceActor }: Site): boolean {
  return sameOrigin(activityId, actor) && !activityId.startsWith(`${instanceActor}#`);
}

/** And for nobody who is not named in it for all to see. */
function isForFollowers(json: JsonObject, { followers }: Site): boolean {
  const { audience, cc, to, type } = json;
  const named = [to, cc, audience].flatMap(valuesOf);
  return type === 'Create' && named.some((value) => hasId(value, followers)) && !hasSecretRecipients(json);
}

/**
 * Whether `bto` or `bcc` stands anywhere in it: its author's server should have taken them out (ActivityPub §6), and we, who
 * cannot without breaking the author's proof, tell nobody.
 */
function hasSecretRecipients(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecretRecipients);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => /\bb(to|cc)$/i.test(key) || hasSecretRecipients(inner));
}

/** A vote is nobody else's business. */
async function isNews(note: RemoteNote, context: Context): Promise<boolean> {
  const { store } = context;
  if (note.vote !== undefined || !isForEverybody(note)) return false;
  const { attributedTo, id, inReplyTo } = note;
  if ((await store.threadOf(id)) !== undefined || (await store.wasRemoved(id, attributedTo))) return false;
  return inReplyTo !== undefined;
}

/** Whether it stands open as it comes: what waits, is limited or hidden here is brought to nobody else's page by us. */
async function isOpen(note: RemoteNote, author: RemoteActor, context: Context): Promise<boolean> {
  const { moderation, now, store } = context;
  const answered = await threadAnswered(note.inReplyTo, context);
  if (answered === undefined || !takesReplies(answered, now())) return false;
  const rule = moderation.ofReply({ id: author.id, user: author.preferredUsername }, note);
  if (rule !== undefined) return rule.act === 'allow';
  if (answered.policy === 'open') return true;
  return answered.policy !== 'approve' && (await store.isKnownAccount(author.id));
}
