import { sameOrigin } from '../../protocol/uri.ts';
import type { RemoteActor, RemoteNote, Uri } from '../../protocol/vocabulary.ts';
import type { IncomingReply } from '../../store/store.ts';
import type { LocalObject } from '../context.ts';
import type { Handler } from './handler.ts';

/** A Note that answers us becomes a Reply (ActivityPub §7.2), if everybody may read it. */
export const handleCreate: Handler<'Create' | 'Update'> = ({ object: note }, signer, tx, scope) => {
  const { inReplyTo } = note;
  if (!isOwn(note, signer) || !isForEverybody(note) || inReplyTo === undefined) return;
  const parent = scope.objects(inReplyTo);
  if (parent === undefined || parent.open)
    tx.putReply(replyOf(note, inReplyTo, parent, scope.now), scope.now);
};

/**
 * An edit of a Reply (§7.3): newer text replaces the old; one that is no longer public takes the reply away, whatever else it
 * says or leaves out.
 */
export const handleUpdate: Handler<'Create' | 'Update'> = ({ object: note }, signer, tx, scope) => {
  const { inReplyTo } = note;
  if (!isOwn(note, signer)) return;
  if (!isForEverybody(note)) return tx.removeReply(note.id, signer.id, scope.now);
  if (inReplyTo === undefined) return;
  tx.putReply(replyOf(note, inReplyTo, scope.objects(inReplyTo), scope.now), scope.now);
};

/** A server vouches only for what lies on its own origin, an actor only for what it wrote (FEP-fe34). A vote is no text. */
function isOwn(note: RemoteNote, signer: RemoteActor): boolean {
  return !note.isVote && note.attributedTo === signer.id && sameOrigin(note.id, signer.id);
}

type PublicNote = RemoteNote & { readonly visibility: IncomingReply['visibility'] };

/** What is addressed to fewer than everybody never reaches a page. */
function isForEverybody(note: RemoteNote): note is PublicNote {
  return note.visibility === 'public' || note.visibility === 'unlisted';
}

function replyOf(
  note: PublicNote,
  inReplyTo: Uri,
  parent: LocalObject | undefined,
  now: number,
): IncomingReply {
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
