import { sameOrigin } from '../../protocol/uri.ts';
import type { RemoteActor, RemoteNote, Uri } from '../../protocol/vocabulary.ts';
import type { IncomingReply } from '../../store/store.ts';
import type { LocalObject } from '../context.ts';
import type { Handler } from './handler.ts';

/** A Note that answers us becomes a Reply (ActivityPub §7.2), if everybody may read it. */
export const handleCreate: Handler<'Create' | 'Update'> = (
  { object: note },
  signer,
  tx,
  { objects, now },
) => {
  const { inReplyTo } = note;
  if (!isOwn(note, signer) || note.isVote || inReplyTo === undefined) return;
  const parent = objects(inReplyTo);
  if (parent !== undefined && !parent.open) return;
  const reply = replyOf(note, inReplyTo, parent, now);
  if (reply !== undefined) tx.putReply(reply, now);
};

/** An edit of a Reply (§7.3): newer text replaces the old; one that is no longer public takes the reply away. */
export const handleUpdate: Handler<'Create' | 'Update'> = (
  { object: note },
  signer,
  tx,
  { objects, now },
) => {
  const { inReplyTo } = note;
  if (!isOwn(note, signer) || note.isVote || inReplyTo === undefined) return;
  const reply = replyOf(note, inReplyTo, objects(inReplyTo), now);
  if (reply === undefined) tx.removeReply(note.id, signer.id, now);
  else tx.putReply(reply, now);
};

/** A server vouches only for what lies on its own origin, an actor only for what it wrote (FEP-fe34). */
function isOwn(note: RemoteNote, signer: RemoteActor): boolean {
  return note.attributedTo === signer.id && sameOrigin(note.id, signer.id);
}

/** Undefined for what is addressed to fewer than everybody: it never reaches a page. */
function replyOf(
  note: RemoteNote,
  inReplyTo: Uri,
  parent: LocalObject | undefined,
  now: number,
): IncomingReply | undefined {
  if (note.visibility !== 'public' && note.visibility !== 'unlisted') return undefined;
  return {
    id: note.id,
    actor: note.attributedTo,
    inReplyTo: parent?.id ?? inReplyTo,
    objectId: parent?.id,
    content: note.content,
    summary: note.summary,
    sensitive: note.sensitive,
    language: note.language,
    url: note.url ?? note.id,
    // A clock ahead of ours must not keep a reply at the end of the thread for ever.
    published: Math.min(note.published?.getTime() ?? now, now),
    updated: note.updated?.getTime(),
    visibility: note.visibility,
  };
}
