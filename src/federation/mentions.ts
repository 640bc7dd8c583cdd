import type { MentionedHandle } from '../posts/post.ts';
import type { RemoteActor, Uri } from '../protocol/vocabulary.ts';
import { actorInJrd } from '../protocol/webfinger.ts';
import type { Transaction } from '../store/store.ts';
import type { Context } from './context.ts';
import { fetchActor } from './fetch-actor.ts';
import type { ResolvedMention } from './objects.ts';

/** The actor behind `@user@host`, or why there is none. */
export type MentionOutcome =
  | { readonly kind: 'known'; readonly mention: ResolvedMention }
  | {
      readonly kind: 'fetched';
      readonly mention: ResolvedMention;
      readonly handle: MentionedHandle;
      readonly actor: RemoteActor;
    }
  | { readonly kind: 'unknown'; readonly name: string; readonly reason: string };

type MentionContext = Pick<Context, 'store' | 'remote' | 'site'>;

/** Looks in the store only: for objects that are drawn again though nothing of them changed. */
export async function findMention(
  handle: MentionedHandle,
  { store }: MentionContext,
): Promise<ResolvedMention | undefined> {
  const actorId = await store.setting(settingOf(handle));
  const actor = actorId === undefined ? undefined : await store.findActor(actorId as Uri);
  return actor === undefined ? undefined : mentionOf(handle, actor);
}

/** Asks the store, then the host by WebFinger (RFC 7033) and the actor document it names. Writes nothing. */
export async function resolveMention(
  handle: MentionedHandle,
  context: MentionContext,
): Promise<MentionOutcome> {
  const known = await findMention(handle, context);
  if (known !== undefined) return { kind: 'known', mention: known };
  const outcome = await actorOf(handle, context);
  if (typeof outcome === 'string') return { kind: 'unknown', name: nameOf(handle), reason: outcome };
  return { kind: 'fetched', mention: mentionOf(handle, outcome), handle, actor: outcome };
}

/** Remembers who was found, so that a later build needs no network. */
export function rememberMention(outcome: MentionOutcome, tx: Transaction, at: number): void {
  if (outcome.kind !== 'fetched') return;
  tx.putActor(outcome.actor, at);
  tx.putSetting(settingOf(outcome.handle), outcome.actor.id);
}

/** The actor that WebFinger names, or the reason in words. */
async function actorOf(
  handle: MentionedHandle,
  { remote, site }: MentionContext,
): Promise<RemoteActor | string> {
  // A blog that is tried out over plain http finds its neighbours the same way; the guard has the last word.
  const scheme = new URL(site.origin).protocol;
  const acct = encodeURIComponent(`acct:${handle.user}@${handle.host}`);
  const jrd = await remote.fetchJrd(
    `${scheme}//${handle.host}/.well-known/webfinger?resource=${acct}` as Uri,
  );
  if (jrd.kind !== 'document') return jrd.kind === 'gone' ? 'it is gone' : jrd.reason;
  const id = actorInJrd(jrd.json);
  return id === undefined ? 'its WebFinger answer names no actor' : fetchActor(id, remote);
}

function mentionOf(handle: MentionedHandle, { id, inbox }: RemoteActor): ResolvedMention {
  return { name: nameOf(handle), actor: id, inbox };
}

function nameOf({ user, host }: MentionedHandle): string {
  return `@${user}@${host}`;
}

function settingOf({ user, host }: MentionedHandle): string {
  return `acct:${user.toLowerCase()}@${host}`;
}
