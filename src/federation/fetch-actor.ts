import { parseActor } from '../protocol/actor.ts';
import { Refusal } from '../protocol/refusal.ts';
import { sameOrigin } from '../protocol/uri.ts';
import type { JsonObject, RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { Remote } from './remote.ts';

/** A document that the writer named, as its own origin has it, or the reason in words why there is none. */
export async function fetchOwn(
  url: Uri,
  remote: Remote,
): Promise<{ readonly json: JsonObject; readonly url: string } | string> {
  const outcome = await remote.fetchDocument(url, 'writer');
  if (outcome.kind === 'gone') return `${url} is gone`;
  if (outcome.kind === 'failed') return outcome.reason;
  const id = outcome.json.id;
  // A document counts only for the origin it came from, wherever redirects led (interop 5.3).
  if (typeof id !== 'string' || !sameOrigin(id, outcome.url))
    return `${outcome.url} speaks for another origin`;
  return outcome;
}

/** The actor with this id, whom the writer named, or the reason in words. */
export async function fetchActor(id: Uri, remote: Remote): Promise<RemoteActor | string> {
  const document = await fetchOwn(id, remote);
  if (typeof document === 'string') return document;
  try {
    const actor = parseActor(document.json);
    return actor.id === id ? actor : `${id} calls itself ${actor.id}`;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
