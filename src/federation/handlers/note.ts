import { sameOrigin } from '../../protocol/uri.ts';
import type { NamedObject, RemoteActor, RemoteNote, Uri } from '../../protocol/vocabulary.ts';
import type { IncomingReply, Transaction } from '../../store/store.ts';
import type { LocalObject, ObjectDirectory } from '../context.ts';
import type { HandlerScope } from './handler.ts';

export type PublicNote = RemoteNote & { readonly visibility: IncomingReply['visibility'] };

/** Of which only the id counts. */
export function isNamed(object: RemoteNote | NamedObject): object is NamedObject {
  return object.type === 'named';
}

/**
 * Whether `author` can speak for this: a server vouches only for what lies on its own origin, an actor only for what it wrote
 * (FEP-fe34). What is only named says nothing.
 */
export function isOwn(object: RemoteNote | NamedObject, author: RemoteActor): object is RemoteNote {
  return !isNamed(object) && object.attributedTo === author.id && sameOrigin(object.id, author.id);
}

/** What is addressed to fewer than everybody never reaches a page. */
export function isForEverybody(note: RemoteNote): note is PublicNote {
  return note.visibility === 'public' || note.visibility === 'unlisted';
}

/** The object of ours that `note` quotes, in whichever spelling (FEP-044f). */
export function quotedBy(note: RemoteNote, objects: ObjectDirectory): LocalObject | undefined {
  return note.quote && objects(note.quote);
}

/** Stores `note`, which `author` wrote, as a Reply, where it may stand in a thread of ours. */
export function putReply(note: PublicNote, author: RemoteActor, tx: Transaction, scope: HandlerScope): void {
  const { admitted, now, objects, rules } = scope;
  const policy = admitted.get(note.id);
  if (note.inReplyTo === undefined || policy === undefined) return;
  const rule = rules.ofReply({ id: author.id, user: author.preferredUsername }, note);
  tx.putReply({ ...replyOf(note, note.inReplyTo, objects(note.inReplyTo), now), policy, rule }, now);
}

/** The Reply that a Note is which answers `inReplyTo`: `parent` of ours, or else another reply. */
function replyOf(
  note: PublicNote,
  inReplyTo: Uri,
  parent: LocalObject | undefined,
  now: number,
): Omit<IncomingReply, 'policy' | 'rule'> {
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
    published: momentOf(note.published, now),
    updated: note.updated?.getTime(),
    visibility: note.visibility,
  };
}

/** No server of the fediverse is older. */
const publishedMin = Date.parse('2000-01-01T00:00:00Z');

/** A clock that is wrong must not keep a reply at either end of the thread for ever. */
export function momentOf(published: Date | undefined, now: number): number {
  return Math.min(Math.max(published?.getTime() ?? now, publishedMin), now);
}
