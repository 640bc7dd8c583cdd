import type { IntentLink } from './intent.ts';
import { isObject, valuesOf } from './property.ts';
import { parseUri } from './uri.ts';
import type { JsonObject, Uri } from './vocabulary.ts';
import { AS_CONTEXT } from './vocabulary.ts';

/** What a WebFinger query asks about. */
export type Resource =
  | { readonly kind: 'acct'; readonly user: string; readonly host: string }
  | { readonly kind: 'url'; readonly url: Uri };

/** The account that a JRD describes. */
export interface Account {
  /** `blog@blog.example`, in its canonical case. */
  readonly acct: string;
  readonly actor: Uri;
  readonly profilePage?: string | undefined;
  readonly avatar?: { readonly url: string; readonly mediaType: string } | undefined;
  /** The actor of the server that was asked about, besides whoever writes there (FEP-d556). */
  readonly serverActor?: Uri | undefined;
  /** Where its owner goes from pages elsewhere, to like, boost or answer what is there. */
  readonly intents?: readonly IntentLink[] | undefined;
}

const lengthMax = 2048;

/** The only two spellings that Mastodon accepts of a link to an Actor. */
const actorLinkTypes: ReadonlySet<unknown> = new Set([
  'application/activity+json',
  `application/ld+json; profile="${AS_CONTEXT}"`,
]);

/**
 * The `resource` parameter (RFC 7033 §4.1), decoded once more where a client encoded it twice: a URL, or an account with or
 * without `acct:` and a leading `@`, user and host in lower case. Undefined when missing or malformed, which is a 400.
 */
export function parseResource(resource: string | null): Resource | undefined {
  if (resource === null || resource.length > lengthMax) return undefined;
  const written = isUrl(resource) ? resource : decode(resource);
  if (!isUrl(written)) return parseAccount(written);
  const url = parseUri(written);
  return url && { kind: 'url', url };
}

/**
 * The JRD of an account (RFC 7033 §4.4) with exactly one link to its Actor, and last its activity intents (FEP-3b86). It has
 * no subscribe template: the blog follows nobody.
 */
export function jrdOf({ acct, actor, avatar, intents = [], profilePage, serverActor }: Account): JsonObject {
  const links = [
    { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: profilePage },
    { rel: 'self', type: 'application/activity+json', href: actor },
    { rel: 'http://webfinger.net/rel/avatar', type: avatar?.mediaType, href: avatar?.url },
    { rel: `${AS_CONTEXT}#Service`, type: 'application/activity+json', href: serverActor },
  ];
  return {
    subject: `acct:${acct}`,
    aliases: [profilePage, actor].filter((alias) => alias !== undefined),
    links: [...links.filter(({ href }) => href !== undefined), ...intents],
  };
}

/** The Actor that a fetched JRD links to. Undefined when it is no JRD, or links to none. */
export function actorInJrd(json: unknown): Uri | undefined {
  if (!isObject(json)) return undefined;
  const self = valuesOf(json.links)
    .filter(isObject)
    .find((link) => link.rel === 'self' && actorLinkTypes.has(link.type));
  return parseUri(self?.href);
}

function isUrl(resource: string): boolean {
  return /^https?:\/\//i.test(resource);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone percent sign is nobody's name: it fails as an account.
  }
}

function parseAccount(written: string): Resource | undefined {
  const parts = /^(?:acct:)?@?([^@/?#:\s]+)@([^@/?#\s]+)$/i.exec(written);
  const [, user, authority] = parts ?? [];
  if (user === undefined || authority === undefined) return undefined;
  const host = URL.parse(`https://${authority}`)?.host;
  return host === undefined ? undefined : { kind: 'acct', user: user.toLowerCase(), host };
}
