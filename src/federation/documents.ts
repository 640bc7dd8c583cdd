import { Refusal } from '../protocol/refusal.ts';
import { sameOrigin } from '../protocol/uri.ts';
import type { JsonObject, Uri } from '../protocol/vocabulary.ts';
import { openRefused } from './refused.ts';
import type { Remote } from './remote.ts';

/** Documents of strangers, by their address: whatever stands behind a `#` and however the host is spelt, it is one document. */
export interface Documents {
  /**
   * As its own server has it now: one request at a time for a document, and none for a while after one failed. Throws a
   * Refusal: 'unavailable' when its server does not answer, else 'key-unavailable'.
   */
  fetch(url: Uri): Promise<Fetched>;
  isUnderWay(url: Uri): boolean;
}

/** A document, and the fetch that brought it, which several may share. */
export interface Fetched {
  readonly json: JsonObject;
  /** It is not what somebody had said: counts once against its domain (`Remote.inVain`), however many had said so. */
  inVain(): void;
}

type DocumentSource = Pick<Remote, 'fetchDocument' | 'inVain'>;

/** `elapsed` gives milliseconds that never go back. */
export function openDocuments(remote: DocumentSource, elapsed: () => number): Documents {
  const underWay = new Map<string, Promise<Fetched>>();
  const refused = openRefused(elapsed);

  async function fetchNow(url: Uri, name: string): Promise<Fetched> {
    try {
      return fetchedOnce(await fetchDocument(url, remote), () => remote.inVain(url));
    } catch (error) {
      if (error instanceof Refusal) refused.put(name, error);
      throw error;
    } finally {
      underWay.delete(name);
    }
  }

  return {
    isUnderWay: (url) => underWay.has(nameOf(url)),
    fetch: async (url) => {
      const name = nameOf(url);
      refused.check(name);
      const fetching = underWay.get(name) ?? fetchNow(url, name);
      underWay.set(name, fetching);
      return fetching;
    },
  };
}

function fetchedOnce(json: JsonObject, count: () => void): Fetched {
  let isCounted = false;
  return {
    json,
    inVain: () => {
      if (!isCounted) count();
      isCounted = true;
    },
  };
}

/** What is asked for: two spellings of one address are one document. */
function nameOf(url: Uri): string {
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
}

async function fetchDocument(url: Uri, remote: DocumentSource): Promise<JsonObject> {
  const outcome = await remote.fetchDocument(url);
  if (outcome.kind === 'gone') throw new Refusal('key-unavailable', `${url} is gone`);
  if (outcome.kind === 'failed') {
    const code = outcome.isPassing === true ? 'unavailable' : 'key-unavailable';
    throw new Refusal(code, `${url}: ${outcome.reason}`);
  }
  // A document counts only when it comes from the origin it speaks for, wherever redirects led (interop 5.3).
  if (!sameOrigin(outcome.url, url)) throw new Refusal('key-unavailable', `${url} leads to ${outcome.url}`);
  return outcome.json;
}
