import type { Answered } from './exchange.ts';

/** GETs `url` with this Accept header, following nothing. */
type Get = (url: string, accept: string) => Promise<Answered>;

type Document = Readonly<Record<string, unknown>>;

const byId = 'application/activity+json, application/ld+json';
const bySearch =
  'application/ld+json; profile="https://www.w3.org/ns/activitystreams", application/activity+json, text/html;q=0.1';
const redirectsMax = 3;

/**
 * What Mastodon's search finds: an actor for `@user@host`, through WebFinger and back again; for a URL the object or actor
 * behind it, through content negotiation, a `Link` header or a `link` element. Throws, saying which step failed.
 */
export async function lookUp(target: string, get: Get): Promise<Document> {
  return /^@?[^@/]+@[^@/]+$/.test(target) ? findActor(target.replace(/^@/, ''), get) : findByUrl(target, get);
}

async function findActor(acct: string, get: Get): Promise<Document> {
  const { self, subject } = await webfinger(acct, get);
  const actor = await fetchById(self, get);
  const own = `${String(actor.preferredUsername)}@${new URL(self).host}`;
  const back = own === subject ? self : (await webfinger(own, get)).self;
  if (back !== self) throw new Error(`${own} leads to ${back}, ${acct} to ${self}`);
  return actor;
}

/** WebFinger (RFC 7033) with what Mastodon insists on: a subject, and one `self` link of exactly the right type. */
async function webfinger(acct: string, get: Get): Promise<{ self: string; subject: string }> {
  const host = acct.slice(acct.indexOf('@') + 1);
  const url = `https://${host}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${acct}`)}`;
  const answer = await get(url, 'application/jrd+json, application/json');
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`);
  const jrd = JSON.parse(answer.body) as {
    subject?: string;
    links?: { rel: string; type?: string; href?: string }[];
  };
  const self = jrd.links?.find(({ rel, type = '' }) => rel === 'self' && activityTypes.includes(type))?.href;
  if (self === undefined) throw new Error(`${url} has no link to an actor: ${answer.body}`);
  if (jrd.subject?.startsWith('acct:') !== true) throw new Error(`${url} has no subject: ${answer.body}`);
  return { self, subject: jrd.subject.slice('acct:'.length) };
}

const activityTypes = [
  'application/activity+json',
  'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
];

async function findByUrl(url: string, get: Get): Promise<Document> {
  const { answer, url: final } = await follow(url, bySearch, get);
  if (isActivity(answer)) {
    const document = JSON.parse(answer.body) as Document;
    return document.id === final ? document : fetchById(String(document.id), get);
  }
  const alternate = alternateOf(answer);
  if (alternate === undefined) throw new Error(`${final} is a page that leads to no object`);
  return fetchById(new URL(alternate, final).href, get);
}

/** Fetches `id`; what comes must say that it is `id`, at the address where it was found. */
async function fetchById(id: string, get: Get): Promise<Document> {
  const { answer, url } = await follow(id, byId, get);
  if (!isActivity(answer)) throw new Error(`${url} is ${String(answer.headers['content-type'])}`);
  const document = JSON.parse(answer.body) as Document;
  if (document.id !== url) throw new Error(`${url} says that it is ${String(document.id)}`);
  return document;
}

async function follow(url: string, accept: string, get: Get): Promise<{ answer: Answered; url: string }> {
  for (let at = new URL(url), hops = 0; hops <= redirectsMax; hops++) {
    const answer = await get(at.href, accept);
    const { location } = answer.headers;
    if (answer.status === 200) return { answer, url: at.href };
    if (answer.status < 300 || answer.status > 399 || location === undefined)
      throw new Error(`${at.href} answers ${answer.status}`);
    at = new URL(location, at);
  }
  throw new Error(`${url} redirects too often`);
}

function isActivity({ headers }: Answered): boolean {
  const type = headers['content-type'] ?? '';
  return (
    type.startsWith('application/activity+json') ||
    (type.startsWith('application/ld+json') && type.includes('activitystreams'))
  );
}

/** Mastodon looks at the first `Link` header only, then at the page's head. */
function alternateOf({ headers, body }: Answered): string | undefined {
  const link = String(headers.link ?? '');
  const inHeader = /^<([^>]+)>(?=[^,]*rel="?alternate)(?=[^,]*type="?application\/activity\+json)/.exec(
    link,
  )?.[1];
  if (inHeader !== undefined) return inHeader;
  const element = body
    .match(/<link\b[^>]*>/g)
    ?.find((tag) => tag.includes('rel="alternate"') && tag.includes('application/activity+json'));
  return element === undefined ? undefined : /href="([^"]+)"/.exec(element)?.[1];
}
