import { MULTIKEY_CONTEXT } from './integrity-proof.ts';
import type { Visibility } from '../../src/protocol/vocabulary.ts';

// Documents as Mastodon 4.6 shapes them, reduced to what a blog may look at.

const AS = 'https://www.w3.org/ns/activitystreams';
/** Everybody (ActivityPub §5.6). */
export const PUBLIC = `${AS}#Public`;

const actorContext = [
  AS,
  'https://w3id.org/security/v1',
  {
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
    toot: 'http://joinmastodon.org/ns#',
    featured: { '@id': 'toot:featured', '@type': '@id' },
    discoverable: 'toot:discoverable',
  },
];

const noteContext = [
  AS,
  { ostatus: 'http://ostatus.org#', sensitive: 'as:sensitive', conversation: 'ostatus:conversation' },
];

/** The addresses of an account. */
export interface Account {
  readonly name: string;
  readonly origin: string;
  readonly id: string;
  readonly inbox: string;
  /** Undefined for software that has none. */
  readonly sharedInbox: string | undefined;
  readonly followers: string;
  readonly url: string;
  readonly keyId: string;
}

export function accountOf(name: string, origin: string, hasSharedInbox: boolean): Account {
  const id = `${origin}/users/${name}`;
  return {
    name,
    origin,
    id,
    inbox: `${id}/inbox`,
    sharedInbox: hasSharedInbox ? `${origin}/inbox` : undefined,
    followers: `${id}/followers`,
    url: `${origin}/@${name}`,
    keyId: `${id}#main-key`,
  };
}

/** `assertionMethod`: the Multikeys of an account that makes integrity proofs. */
export function personDocument(
  account: Account,
  publicKeyPem: string,
  assertionMethod: readonly object[] = [],
): object {
  const { id, name, sharedInbox } = account;
  const makesProofs = assertionMethod.length > 0;
  return {
    '@context': makesProofs ? [...actorContext, MULTIKEY_CONTEXT] : actorContext,
    id,
    type: 'Person',
    following: `${id}/following`,
    followers: account.followers,
    inbox: account.inbox,
    outbox: `${id}/outbox`,
    featured: `${id}/collections/featured`,
    preferredUsername: name,
    name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    summary: '<p>One of the cast.</p>',
    url: account.url,
    manuallyApprovesFollowers: false,
    discoverable: true,
    publicKey: { id: account.keyId, owner: id, publicKeyPem },
    ...(makesProofs ? { assertionMethod } : {}),
    tag: [],
    attachment: [],
    ...(sharedInbox === undefined ? {} : { endpoints: { sharedInbox } }),
  };
}

export function webfingerDocument(account: Account): object {
  return {
    subject: `acct:${account.name}@${new URL(account.origin).host}`,
    aliases: [account.url, account.id],
    links: [
      { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: account.url },
      { rel: 'self', type: 'application/activity+json', href: account.id },
    ],
  };
}

/** Something that one server tells another. */
export interface Activity {
  readonly '@context': unknown;
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  readonly object: unknown;
  readonly [property: string]: unknown;
}

export function activityOf(
  type: string,
  id: string,
  actor: string,
  object: unknown,
  more: object = {},
): Activity {
  return { '@context': AS, id, type, actor, object, ...more };
}

export interface Note {
  readonly id: string;
  readonly type: 'Note';
  readonly attributedTo: string;
  readonly inReplyTo: string | null;
  readonly content: string;
  readonly summary: string | null;
  readonly sensitive: boolean;
  readonly published: string;
  readonly updated?: string;
  readonly url: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly [property: string]: unknown;
}

export interface NoteWords {
  /** Actor that is answered: mentioned and addressed. */
  readonly to: string;
  /** Object that is answered. */
  readonly inReplyTo?: string;
  /** HTML. */
  readonly content?: string;
  readonly visibility?: Visibility;
  /** Content warning. */
  readonly summary?: string;
  readonly language?: string;
  /** By default the next of the account's own. */
  readonly id?: string;
}

/** Who may see it, in `to` and `cc`, for each of Mastodon's four levels. */
export function audienceOf(
  visibility: Visibility,
  followers: string,
  mentioned: string,
): { to: string[]; cc: string[] } {
  const audiences: Record<Visibility, { to: string[]; cc: string[] }> = {
    public: { to: [PUBLIC], cc: [followers, mentioned] },
    unlisted: { to: [followers], cc: [PUBLIC, mentioned] },
    followers: { to: [followers], cc: [mentioned] },
    direct: { to: [mentioned], cc: [] },
  };
  return audiences[visibility];
}

export function noteOf(account: Account, id: string, published: Date, words: NoteWords): Note {
  const { content = '<p>Well said.</p>', language = 'en', visibility = 'public', summary = null } = words;
  return {
    id,
    type: 'Note',
    summary,
    inReplyTo: words.inReplyTo ?? null,
    published: withoutMilliseconds(published),
    url: id.replace('/users/', '/@').replace('/statuses/', '/'),
    attributedTo: account.id,
    ...audienceOf(visibility, account.followers, words.to),
    sensitive: summary !== null,
    content,
    contentMap: { [language]: content },
    attachment: [],
    tag: [mentionOf(words.to)],
  };
}

/** By the last part of the id, which names the account on most servers. */
function mentionOf(actor: string): object {
  const { host, pathname } = new URL(actor);
  return { type: 'Mention', href: actor, name: `@${pathname.split('/').at(-1)}@${host}` };
}

/** The note as a document of its own, as its address serves it. */
export function noteDocument(note: Note): object {
  return { '@context': noteContext, ...note };
}

/** Create, Update and the like: an activity for the audience of the note that it carries. */
export function noteActivity(type: 'Create' | 'Update', note: Note, more: object = {}): Activity {
  const suffix =
    type === 'Create' ? '/activity' : `#updates/${Date.parse(note.updated ?? note.published) / 1000}`;
  const { to, cc } = note;
  return activityOf(type, `${note.id}${suffix}`, note.attributedTo, note, {
    '@context': noteContext,
    to,
    cc,
    ...more,
  });
}

/** As Mastodon writes times. */
export function withoutMilliseconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
