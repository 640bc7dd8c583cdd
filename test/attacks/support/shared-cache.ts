/** A cache that many read through (RFC 9111), as far as poisoning one is concerned. */
export interface Cache {
  ask(url: string, headers: Headers): Promise<Response>;
}

type Headers = Readonly<Record<string, string>>;

interface Stored {
  /** The request's fields that the answer varies with. */
  readonly chosenBy: Headers;
  readonly answer: Response;
}

/** What may be kept without being told for how long (RFC 9110 §15.1); careless caches keep 302 too. */
const keptUnasked = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

/** Keeps for ever what it may keep at all: time never helps the answers that go through it. */
export function openCache(
  origin: (url: string, headers: Headers) => Promise<Response>,
  { heedsVary }: { readonly heedsVary: boolean },
): Cache {
  const stored = new Map<string, Stored[]>();

  async function ask(url: string, headers: Headers): Promise<Response> {
    const known = stored.get(url)?.find(({ chosenBy }) => !heedsVary || fits(chosenBy, headers));
    if (known !== undefined && !directives(known.answer).has('no-cache')) return known.answer.clone();
    const etag = known?.answer.headers.get('etag');
    const answer = await origin(url, etag ? { ...headers, 'if-none-match': etag } : headers);
    if (answer.status === 304 && known !== undefined) return known.answer.clone();
    if (mayKeep(answer, heedsVary)) {
      const others = stored.get(url)?.filter((each) => each !== known) ?? [];
      stored.set(url, [...others, { chosenBy: chosen(answer, headers), answer: answer.clone() }]);
    }
    return answer;
  }

  return { ask };
}

function directives({ headers }: Response): ReadonlySet<string> {
  const names = (headers.get('cache-control') ?? '')
    .split(',')
    .map((part) => part.trim().split('=')[0] ?? '');
  return new Set(names);
}

function mayKeep(answer: Response, heedsVary: boolean): boolean {
  const told = directives(answer);
  if (told.has('no-store') || told.has('private')) return false;
  return keptUnasked.has(answer.status) || told.has('max-age') || (!heedsVary && answer.status === 302);
}

function chosen({ headers }: Response, asked: Headers): Headers {
  const names = (headers.get('vary') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(names.filter(Boolean).map((name) => [name, asked[name] ?? '']));
}

function fits(chosenBy: Headers, headers: Headers): boolean {
  return Object.entries(chosenBy).every(([name, value]) => (headers[name] ?? '') === value);
}
