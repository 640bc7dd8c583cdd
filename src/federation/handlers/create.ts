import type { RemoteActor, RemoteNote } from '../../protocol/vocabulary.ts';
import type { Transaction } from '../../store/store.ts';
import type { Handler, HandlerScope } from './handler.ts';
import { isForEverybody, isOwn, putReply, quotedBy, type PublicNote } from './note.ts';
import { isPrivate, putPrivateMessage } from './private-message.ts';

/**
 * A Note that answers us becomes a Reply (ActivityPub §7.2), if everybody may read it, and else is kept for the writer alone;
 * one with a vote is counted.
 */
export const handleCreate: Handler<'Create' | 'Update'> = ({ objects }, signer, tx, scope) => {
  for (const note of objects) {
    if (!isOwn(note, signer)) continue;
    if (note.vote !== undefined) putVote(note, note.vote, tx, scope);
    else if (isForEverybody(note)) putNote(note, signer, tx, scope);
    else if (isPrivate(note)) putPrivateMessage(note, signer, tx, scope);
  }
};

/** One or several options of a poll of ours, while it is open (interop 5.1). */
function putVote(note: RemoteNote, option: string, tx: Transaction, { objects, now }: HandlerScope): void {
  const poll = note.inReplyTo && objects(note.inReplyTo);
  if (poll?.poll === undefined || poll.poll.closes <= now || !poll.poll.options.includes(option)) return;
  tx.putVote({ poll: poll.id, actor: note.attributedTo, option }, !poll.poll.multiple, now);
}

function putNote(note: PublicNote, author: RemoteActor, tx: Transaction, scope: HandlerScope): void {
  const { attributedTo, id } = note;
  const { now, objects } = scope;
  putReply(note, author, tx, scope);
  // Without having asked, as Misskey does; leave that was given stays given.
  const quoted = quotedBy(note, objects);
  if (quoted !== undefined)
    tx.putQuote({ quotingId: id, actor: attributedTo, objectId: quoted.id, authorizationId: undefined }, now);
}
