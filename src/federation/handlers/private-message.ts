import { plainTextOf } from '../../protocol/text.ts';
import type { RemoteActor, RemoteNote } from '../../protocol/vocabulary.ts';
import type { PrivateMessage, Transaction } from '../../store/store.ts';
import type { HandlerScope } from './handler.ts';
import { momentOf } from './note.ts';

/** A note that is not for everybody. */
export type PrivateNote = RemoteNote & { readonly visibility: PrivateMessage['visibility'] };

export function isPrivate(note: RemoteNote): note is PrivateNote {
  return note.visibility === 'direct' || note.visibility === 'followers';
}

const charactersMax = 10_000;

/**
 * Keeps a note for the writer alone that was written to the blog, or answers one of its threads. Edits of whoever is blocked are
 * dropped, though taking back is always let in.
 */
export function putPrivateMessage(
  note: PrivateNote,
  author: RemoteActor,
  tx: Transaction,
  { addressesUs, admitted, now, rules }: HandlerScope,
): void {
  if (note.vote !== undefined || (!addressesUs && !admitted.has(note.id))) return;
  if (rules.ofAccount({ id: author.id, user: author.preferredUsername })?.act === 'block') return;
  const { id, inReplyTo, published, summary, updated, visibility } = note;
  const body = plainTextOf(note.content, charactersMax);
  tx.putPrivateMessage(
    {
      ...{ id, inReplyTo, visibility, actor: author.id },
      text: summary === undefined ? body : `[${summary}] ${body}`,
      sentAt: momentOf(updated ?? published, now),
    },
    now,
  );
}
