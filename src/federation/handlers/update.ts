import type { RemoteActor, RemoteNote } from '../../protocol/vocabulary.ts';
import type { Transaction } from '../../store/store.ts';
import type { Handler, HandlerScope } from './handler.ts';
import { isForEverybody, isOwn, putReply, quotedBy } from './note.ts';
import { isPrivate, putPrivateMessage } from './private-message.ts';

/**
 * An edit of what answers or quotes us (ActivityPub §7.3). Newer text replaces the old; of a reply that was never stored it
 * says as much as a Create, and may no more.
 */
export const handleUpdate: Handler<'Create' | 'Update'> = ({ objects }, signer, tx, scope) => {
  for (const note of objects) {
    if (!isOwn(note, signer) || note.vote !== undefined) continue;
    updateReply(note, signer, tx, scope);
    updateQuote(note, tx, scope);
  }
};

/** One that is no longer public takes the reply away, whatever else it says or leaves out. */
function updateReply(note: RemoteNote, author: RemoteActor, tx: Transaction, scope: HandlerScope): void {
  if (isForEverybody(note)) putReply(note, author, tx, scope);
  else if (scope.admitted.has(note.id)) tx.removeReply(note.id, note.attributedTo, scope.now);
  if (isPrivate(note)) putPrivateMessage(note, author, tx, scope);
}

function updateQuote(note: RemoteNote, tx: Transaction, { now, objects }: HandlerScope): void {
  const quoted = quotedBy(note, objects);
  if (quoted === undefined) tx.removeQuote(note.id, note.attributedTo);
  else if (isForEverybody(note)) {
    const { attributedTo: actor, id: quotingId } = note;
    tx.putQuote({ quotingId, actor, objectId: quoted.id, authorizationId: undefined }, now);
  }
}
