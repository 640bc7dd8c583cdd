import { domainOf } from './domain.ts';
import { isObject, valuesOf } from './property.ts';
import { parseUri } from './uri.ts';
import type { JsonObject, Uri } from './vocabulary.ts';

/** What a reader does from an account elsewhere. */
export type ReaderAct = (typeof readerActs)[number];
export const readerActs = ['follow', 'reply', 'like', 'boost', 'share'] as const;

/** The server where a reader has an account, as far as the reader wrote it down. */
export interface Home {
  /** In lower case and punycode, with a port if one was written. */
  readonly host: string;
  /** What its WebFinger is asked about (RFC 7033 §4.1). */
  readonly resource: string;
  /** Whether only the server was named: then it is asked about itself. */
  readonly isServer: boolean;
}

/** What an act is about. */
export interface ActTarget {
  /** The actor to follow, or the post. */
  readonly object: Uri;
  /** For sharing: what the reader's own post begins with. */
  readonly content: string;
}

/** Where a reader goes on. */
export interface Way {
  readonly url: Uri;
  readonly host: string;
  /** Whether that is another domain than the reader named, which the reader should be told before going there. */
  readonly isAway: boolean;
}

const writtenMax = 300;
const templateMax = 2048;

/** A link of WebFinger, and the parameter without which it would lead to nothing of ours. */
type Offer = readonly [rel: string, parameter: string];

const intent = (activity: string, parameter: string): Offer => [
  `https://w3id.org/fep/3b86/${activity}`,
  parameter,
];
const openIt = intent('Object', 'object');
const subscribe: Offer = ['http://ostatus.org/schema/1.0/subscribe', 'uri'];

/** From the most to the least to the purpose (FEP-3b86; interop 8.2). */
const offers: Readonly<Record<ReaderAct, readonly Offer[]>> = {
  follow: [intent('Follow', 'object'), openIt, subscribe],
  reply: [intent('Create', 'inReplyTo'), openIt, subscribe],
  like: [intent('Like', 'object'), openIt, subscribe],
  boost: [intent('Announce', 'object'), openIt, subscribe],
  share: [intent('Create', 'content')],
};

/**
 * Reads what a reader calls home: `@ann@social.example`, with or without the first sign or `acct:`, the address of a profile,
 * or a server alone. Undefined for what names no host; whether it may be asked is not judged here.
 */
export function parseHome(written: string): Home | undefined {
  if (written.length > writtenMax) return undefined;
  const text = written.normalize('NFKC').trim(); // Some keyboards have an at sign of full width.
  if (/^https?:\/\//i.test(text)) return homeOfUrl(text);
  const [, user = '', authority = text.replace(/^@/, '')] = accountPattern.exec(text) ?? [];
  return homeOf(user, hostIn(authority));
}

const accountPattern = /^(?:acct:)?@?([^@/?#:\s\p{Cc}]+)@([^@]+)$/iu;

function homeOfUrl(text: string): Home | undefined {
  const uri = parseUri(text);
  if (uri === undefined) return undefined;
  const { host, href, pathname } = new URL(uri);
  const home = homeOf('', hostIn(host));
  return home === undefined || pathname === '/' ? home : { ...home, resource: href, isServer: false };
}

/** A server is asked about itself by its own name as a user's, as Mastodon answers it. */
function homeOf(user: string, host: string | undefined): Home | undefined {
  if (host === undefined) return undefined;
  return { host, resource: `acct:${user || host}@${host}`, isServer: user === '' };
}

/**
 * A name of several labels with letters in the last: a single one is somebody who forgot the server, and numbers, in whatever
 * notation, are none. On `localhost` two blogs are tried out.
 */
function hostIn(authority: string): string | undefined {
  if (!/^[\p{L}\p{M}\p{N}.:-]+$/u.test(authority)) return undefined;
  const host = URL.parse(`https://${authority}`)?.host;
  return host !== undefined && /^(?:(?:[a-z\d-]+\.)+[a-z][a-z\d-]*|localhost)(?::\d+)?$/.test(host)
    ? host
    : undefined;
}

/**
 * Where the JRD that `home` answered with lets its people do `act`; undefined where it offers nothing for it that can be used.
 * Templates are a stranger's: what comes of one must be of `scheme`, and name neither user nor password.
 */
export function wayHome(
  jrd: JsonObject,
  act: ReaderAct,
  target: ActTarget,
  { home, scheme }: { readonly home: Home; readonly scheme: string },
): Way | undefined {
  const links = valuesOf(jrd.links).filter(isObject);
  const values = valuesFor(act, target);
  for (const [rel, parameter] of offers[act]) {
    const templates = links.filter((link) => link.rel === rel).map(({ template }) => template);
    const urls = templates.map((template) => fill(template, parameter, values));
    const url = urls.find((one) => one?.startsWith(`${scheme}//`));
    if (url !== undefined) return wayTo(url, home);
  }
  return undefined;
}

/** Of the parameters that templates have (FEP-3b86); all others are left empty. */
function valuesFor(act: ReaderAct, { content, object }: ActTarget): ReadonlyMap<string, string> {
  const written = { type: 'Note', ...(act === 'share' ? { content } : { inReplyTo: object }) };
  return new Map(Object.entries({ object, uri: object, ...written }));
}

/** Escaped like any URL is when it is parsed, so that it is ASCII and without line breaks, whatever the template was. */
function fill(template: unknown, parameter: string, values: ReadonlyMap<string, string>): Uri | undefined {
  if (typeof template !== 'string' || template.length > templateMax) return undefined;
  if (!template.includes(`{${parameter}}`)) return undefined;
  const filled = template.replace(/\{([^{}]*)\}/g, (_, name: string) =>
    encodeURIComponent(values.get(name) ?? ''),
  );
  const uri = parseUri(filled);
  return uri && (new URL(uri).href as Uri);
}

function wayTo(url: Uri, { host }: Home): Way {
  return {
    url,
    host: new URL(url).host,
    isAway: domainOf(url) !== domainOf(`https://${host}` as Uri),
  };
}
