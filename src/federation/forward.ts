import { idOf, valuesOf } from '../protocol/property.ts';
import { hostOf } from '../protocol/uri.ts';
import type { JsonObject, RemoteNote } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { OutgoingActivity } from '../store/store.ts';
import { answersUs } from './concerns.ts';
import type { Context } from './context.ts';
import type { Genuine } from './genuine.ts';
import { isForEverybody, isOwn } from './handlers/note.ts';

/** No more than Misskey takes (interop 0.5): a stranger decides what is sent to everybody who follows. */
const forwardedBytesMax = 65_536;

/**
 * What is passed on to our followers, so that they see the whole conversation (ActivityPub §7.1.2): a public reply in a thread
 * of ours, heard of for the first time, that its author addressed to them. It goes out byte for byte as it came, under its own
 * id; whoever gets it asks its proof or its origin. The server that it came from has it already.
 */
export async function forwardingOf(
  { activity, author, isOwnWord }: Genuine,
  json: JsonObject,
  body: Uint8Array,
  context: Context,
): Promise<OutgoingActivity | undefined> {
  if (activity.type !== 'Create' || activity.id === undefined || !isOwnWord) return undefined;
  if (body.length > forwardedBytesMax || !namesFollowers(json, context.site)) return undefined;
  const [note, ...others] = activity.objects;
  if (note === undefined || others.length > 0 || !isOwn(note, author.actor)) return undefined;
  if (!(await isNews(note, context))) return undefined;
  const origin = hostOf(activity.actor);
  const inboxes = (await context.store.followerInboxes()).filter((inbox) => hostOf(inbox) !== origin);
  if (inboxes.length === 0) return undefined;
  return {
    id: activity.id,
    type: 'Create',
    objectId: activity.id,
    body: new TextDecoder('utf-8', { ignoreBOM: true }).decode(body),
    to: 'inboxes',
    inboxes,
    notBefore: context.now(),
  };
}

function namesFollowers({ audience, cc, to }: JsonObject, { followers }: Site): boolean {
  return [to, cc, audience].flatMap(valuesOf).some((value) => idOf(value) === followers);
}

/** A vote is nobody else's business. */
async function isNews(note: RemoteNote, context: Context): Promise<boolean> {
  if (note.vote !== undefined || !isForEverybody(note)) return false;
  return (await context.store.threadOf(note.id)) === undefined && (await answersUs(note.inReplyTo, context));
}
