import { domainOf } from '../protocol/domain.ts';
import { Refusal } from '../protocol/refusal.ts';
import { parseJson } from '../protocol/json.ts';
import { ACTIVITY_ACCEPT, ACTIVITY_JSON, isActivityDocument } from '../protocol/media-type.ts';
import { digestOf } from '../protocol/signature/digest.ts';
import { signedHeaders, type SigningKey } from '../protocol/signature/sign.ts';
import type { JsonObject, Uri } from '../protocol/vocabulary.ts';
import { openFetchGate, type FetchGate } from './fetch-gate.ts';
import type { Reach } from './guard.ts';
import type { OwnKey, OwnKeys } from './keys.ts';
import { knock, type SignatureForms } from './knock.ts';
import { isOutage, openConnections, Outage, type RemoteAnswer } from './request.ts';
import { openSigners } from './signers.ts';
import { TurnedAway } from './turns.ts';

/**
 * Every request that the blog sends, signed and guarded: what it fetches by the server's own actor, so that no two servers
 * wait for each other's keys; what it delivers by whose activity it is. Dead and hostile servers are values, not exceptions.
 */
export interface Remote {
  /**
   * GETs an ActivityPub document, following at most three redirects, each checked and signed anew; in fifteen seconds, or not
   * at all. `asker` is who named the URL, by default a stranger.
   */
  fetchDocument(url: Uri, asker?: Asker): Promise<FetchOutcome>;
  /** Counts a document that a stranger had us fetch, and that is not what he said, against its domain, like one that failed. */
  inVain(url: Uri): void;
  /** GETs a JRD (RFC 7033). `asker` is who named the host, by default the writer. */
  fetchJrd(url: Uri, asker?: Asker): Promise<FetchOutcome>;
  /** POSTs an activity to an inbox; redirects are not followed. */
  post(inbox: Uri, body: string, options?: PostOptions): Promise<PostOutcome>;
  close(): void;
}

/**
 * The writer may send us anywhere. In a stranger's name nothing is fetched of our own, redirects stay on the origin, as what
 * comes from elsewhere would not count (interop 5.3), and nobody is asked too often (`fetch-gate.ts`). A JRD may lie elsewhere
 * in the domain: the accounts of `social.example` are often on `example`.
 */
export type Asker = 'stranger' | 'writer';

export interface PostOptions {
  /** Further header fields, by names in lower case; they are signed too. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** Which of our keys signs, as whose activity it is; by default the blog's. */
  readonly key?: 'request' | 'instance';
}

export type FetchOutcome =
  | { readonly kind: 'document'; readonly url: string; readonly json: JsonObject }
  | { readonly kind: 'gone' }
  /** `isPassing`: nobody answered, or with 5xx or 429; a later try may succeed. `status`: what was answered, if anything. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly isPassing?: boolean;
      readonly status?: number;
    };

export type PostOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly kind: 'failed'; readonly reason: string };

export interface RemoteOptions {
  readonly reach: Reach;
  /** Our own. */
  readonly origin: string;
  /** Name, version and address: some servers turn away requests without (interop 7.1). */
  readonly userAgent: string;
  /** Those in use now. */
  readonly keys: () => Pick<OwnKeys, 'instance' | 'request'>;
  readonly forms: SignatureForms;
  readonly now: () => number;
  /** Milliseconds that never go back. */
  readonly elapsed?: () => number;
}

const JRD_ACCEPT = 'application/jrd+json, application/json';
const redirectsMax = 3;
/** For one exchange, and for all that it takes to have a document: turns, knocks, redirects. */
const exchangeMs = 10_000;
const fetchMs = 15_000;
const documentBytesMax = 1_048_576;
const postLimits = { answerBytesMax: 'status', deadlineMs: 15_000 } as const;

/** A document on its way. */
interface Errand {
  readonly accept: string;
  /** Whether a redirect may be followed. */
  readonly mayLead: (from: URL, to: URL) => boolean;
  /** When it is over, as of `elapsed`. */
  readonly until: number;
}

export function openRemote({
  reach,
  origin,
  userAgent,
  keys,
  forms,
  now,
  elapsed = () => performance.now(),
}: RemoteOptions): Remote {
  const connections = openConnections(reach);
  const gate = openFetchGate(elapsed);
  // Apart, so that readers who mistype their names keep nobody of that domain from being heard at the inbox.
  const jrdGate = openFetchGate(elapsed);
  const ownHost = URL.parse(origin)?.host;
  const bytesFor = rememberingLast(bytesOf);
  const signers = openSigners();
  const common = { 'user-agent': userAgent, 'accept-encoding': 'identity' };

  function signingKey({ id, privateKey }: OwnKey): SigningKey {
    return { keyId: id, privateKey, sign: signers.sign };
  }

  function get(url: URL, { accept, until }: Errand): Promise<RemoteAnswer> {
    const target = { method: 'GET', url } as const;
    return knock(target, forms, async (form) => {
      const request = { ...target, date: new Date(now()) };
      const signed = await signedHeaders(request, signingKey(keys().instance), form);
      const leftMs = until - elapsed();
      if (leftMs <= 0) throw new Outage('no answer in time');
      const limits = { answerBytesMax: documentBytesMax, deadlineMs: Math.min(exchangeMs, leftMs) };
      return connections.send({ ...target, headers: { ...common, accept, ...signed }, ...limits });
    });
  }

  /** The final answer and the URL that gave it. */
  async function follow(
    url: URL,
    errand: Errand,
    redirects: number,
  ): Promise<{ url: URL; answer: RemoteAnswer }> {
    const answer = await get(url, errand);
    const location = answer.headers.location;
    if (!isRedirect(answer.status) || location === undefined) return { url, answer };
    if (redirects === 0) throw new Error('too many redirects');
    const next = URL.parse(location, url);
    if (next === null) throw new Error('redirected to what is no address');
    if (url.protocol === 'https:' && next.protocol !== 'https:')
      throw new Error(`redirected to ${next.protocol}`);
    if (!errand.mayLead(url, next)) throw new Error(`redirected to ${next.origin}`);
    return follow(next, errand, redirects - 1);
  }

  async function fetchJson(
    from: Uri,
    errand: Errand,
    isRight: (type: string) => boolean,
  ): Promise<FetchOutcome> {
    try {
      const { url, answer } = await follow(withoutFragment(from), errand, redirectsMax);
      if (answer.status === 410) return { kind: 'gone' };
      if (answer.status !== 200) return unexpected(url, answer.status);
      const type = answer.headers['content-type'] ?? '';
      if (!isRight(type)) return { kind: 'failed', reason: `${url.href} is ${type || 'of no type'}` };
      return { kind: 'document', url: url.href, json: parseJson(answer.body) };
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error), ...(isOutage(error) ? { isPassing: true } : {}) };
    }
  }

  async function fetchForStranger(
    url: Uri,
    through: FetchGate,
    fetch: () => Promise<FetchOutcome>,
  ): Promise<FetchOutcome> {
    const host = URL.parse(url)?.host;
    if (host === undefined) return { kind: 'failed', reason: `${url} is no address` };
    if (isOwn(host)) return { kind: 'failed', reason: `${url} is our own` };
    try {
      return await through.pass(url, async () => {
        const outcome = await fetch();
        if (outcome.kind !== 'document') through.inVain(url);
        return outcome;
      });
    } catch (error) {
      if (error instanceof TurnedAway) return { kind: 'failed', reason: error.message, isPassing: true };
      throw error;
    }
  }

  /** Also when the name ends in a dot. */
  function isOwn(host: string): boolean {
    return host.replace(/\.(?=:|$)/, '') === ownHost;
  }

  function errandOf(accept: string, mayLead: Errand['mayLead']): Errand {
    return { accept, mayLead, until: elapsed() + fetchMs };
  }

  function fetchDocument(url: Uri, asker: Asker = 'stranger'): Promise<FetchOutcome> {
    const errand = errandOf(ACTIVITY_ACCEPT, asker === 'writer' ? anywhere : withinOrigin);
    const fetch = (): Promise<FetchOutcome> => fetchJson(url, errand, isActivityDocument);
    return asker === 'writer' ? fetch() : fetchForStranger(url, gate, fetch);
  }

  function fetchJrd(url: Uri, asker: Asker = 'writer'): Promise<FetchOutcome> {
    const toOthersOf = (from: URL, to: URL): boolean => withinDomain(from, to) && !isOwn(to.host);
    const errand = errandOf(JRD_ACCEPT, asker === 'writer' ? anywhere : toOthersOf);
    const fetch = (): Promise<FetchOutcome> => fetchJson(url, errand, isJrd);
    return asker === 'writer' ? fetch() : fetchForStranger(url, jrdGate, fetch);
  }

  async function post(
    inbox: Uri,
    body: string,
    { fields, key = 'request' }: PostOptions = {},
  ): Promise<PostOutcome> {
    try {
      const target = { method: 'POST', url: new URL(inbox) } as const;
      const answer = await knock(target, forms, async (form) => {
        const { bytes, digest } = bytesFor(body);
        const request = { ...target, date: new Date(now()), digest, headers: fields };
        const signed = await signedHeaders(request, signingKey(keys()[key]), form);
        const length = { 'content-length': `${bytes.length}` };
        const headers = { ...common, accept: ACTIVITY_JSON, ...length, ...signed };
        return connections.send({ ...target, headers, body: bytes, ...postLimits });
      });
      return { kind: 'answered', status: answer.status, retryAfter: answer.headers['retry-after'] };
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  return {
    fetchDocument,
    fetchJrd,
    inVain: (url) => gate.inVain(url),
    post,
    close: () => {
      connections.close();
      signers.close();
    },
  };
}

/** What is sent of a body, and what is said of it. */
function bytesOf(body: string): { readonly bytes: Buffer; readonly digest: string } {
  const bytes = Buffer.from(body);
  return { bytes, digest: digestOf(bytes) };
}

/** One activity goes to many inboxes in a row. */
function rememberingLast<Result>(compute: (text: string) => Result): (text: string) => Result {
  let last: { readonly text: string; readonly result: Result } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: compute(text) };
    return last.result;
  };
}

function unexpected({ host }: URL, status: number): FetchOutcome {
  const reason = `${host} answered ${status}`;
  const isPassing = status >= 500 || status === 429;
  return { kind: 'failed', reason, status, ...(isPassing ? { isPassing } : {}) };
}

function anywhere(): boolean {
  return true;
}

function withinOrigin(from: URL, to: URL): boolean {
  return from.origin === to.origin;
}

function withinDomain(from: URL, to: URL): boolean {
  return domainOf(from.href as Uri) === domainOf(to.href as Uri);
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function isJrd(type: string): boolean {
  return /^application\/(jrd\+)?json\s*(;|$)/i.test(type);
}

function withoutFragment(uri: Uri): URL {
  const url = new URL(uri);
  url.hash = '';
  return url;
}

/** What went wrong, short: a refusal by our own guard or parser, or the network's error code. */
function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return `${error.code}: ${error.message}`;
  const { code, message } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
