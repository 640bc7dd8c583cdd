import { parseNote } from '../protocol/note.ts';
import { typeOf } from '../protocol/property.ts';
import { sameOrigin } from '../protocol/uri.ts';
import type { RemoteNote, Uri } from '../protocol/vocabulary.ts';
import type { Remote } from './remote.ts';

/**
 * What stands at an object's id. 'gone': a Tombstone, or a 410 or 404, as servers answer for what was deleted; `isSaid`: not
 * only not found, which may be a mistake.
 */
export type NoteOutcome =
  | { readonly kind: 'note'; readonly note: RemoteNote }
  | { readonly kind: 'gone'; readonly isSaid: boolean }
  /** `isPassing`: a later try may succeed. */
  | { readonly kind: 'failed'; readonly reason: string; readonly isPassing: boolean };

const tombstone: ReadonlySet<string> = new Set(['Tombstone']);

/** The Note with this id as its own server has it. What calls itself another, or comes from elsewhere, is not it (interop 5.3). */
export async function fetchNote(id: Uri, remote: Remote): Promise<NoteOutcome> {
  const outcome = await remote.fetchDocument(id);
  if (outcome.kind === 'gone') return { kind: 'gone', isSaid: true };
  if (outcome.kind === 'failed') {
    const { isPassing = false, reason, status } = outcome;
    return status === 404 ? { kind: 'gone', isSaid: false } : { kind: 'failed', reason, isPassing };
  }
  const { json, url } = outcome;
  if (!sameOrigin(url, id) || json.id !== id) return unusable(`${url} is not ${id}`);
  if (typeOf(json, tombstone) === 'Tombstone') return { kind: 'gone', isSaid: true };
  const note = parseNote(json);
  return note === undefined ? unusable(`${id} is no note`) : { kind: 'note', note };
}

function unusable(reason: string): NoteOutcome {
  return { kind: 'failed', reason, isPassing: false };
}
