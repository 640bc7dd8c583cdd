import { createHash } from 'node:crypto';
import type { Post, PostImage } from '../posts/post.ts';
import {
  AS_CONTEXT,
  PUBLIC,
  SECURITY_CONTEXT,
  type Activity,
  type JsonObject,
  type Uri,
} from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';

/** When the world first heard of an object, and last. Milliseconds. */
export interface Moments {
  readonly published: number;
  readonly updated: number | undefined;
}

/** A mention whose actor is known. */
export interface ResolvedMention {
  /** `@ada@social.example` */
  readonly name: string;
  readonly actor: Uri;
  readonly inbox: Uri;
}

/** The object that a post answers, and who wrote it. */
export interface ResolvedParent {
  readonly id: Uri;
  readonly author: ResolvedMention;
}

/** An activity or object that has an id, ready to be written as JSON. */
export type Named = JsonObject & { readonly id: Uri };

const objectContext = [
  AS_CONTEXT,
  {
    Hashtag: 'as:Hashtag',
    sensitive: 'as:sensitive',
    toot: 'http://joinmastodon.org/ns#',
    focalPoint: { '@container': '@list', '@id': 'toot:focalPoint' },
  },
] as const;

/** What followers receive for `post`: an Article, or a Note. Its `id` outlives title and address (ActivityPub §3.1). */
export function objectOf(
  post: Post,
  site: Site,
  moments: Moments,
  mentioned: readonly ResolvedMention[],
  parent?: ResolvedParent,
): Named {
  const id = site.objectId(post.id);
  const mentions = parent === undefined ? mentioned : withAuthor(mentioned, parent.author);
  return {
    '@context': objectContext,
    id,
    type: wireType(post),
    attributedTo: site.actor,
    ...textOf(post),
    url: site.pageUrl(post.slug),
    ...(post.inReplyTo === undefined ? {} : { inReplyTo: parent?.id ?? post.inReplyTo }),
    published: timestamp(moments.published),
    ...(moments.updated === undefined ? {} : { updated: timestamp(moments.updated) }),
    ...audienceOf(post, site, mentions),
    ...picturesOf(post, site),
    tag: [
      ...post.tags.map((tag) => ({ type: 'Hashtag', name: `#${tag}`, href: site.tagUrl(tag) })),
      ...mentions.map(({ name, actor }) => ({ type: 'Mention', name, href: actor })),
    ],
    replies: `${id}/replies`,
    likes: `${id}/likes`,
    shares: `${id}/shares`,
  };
}

/** Who is answered is told, mentioned or not (interop 3.4: a mention must be addressed to be heard of). */
function withAuthor(
  mentions: readonly ResolvedMention[],
  author: ResolvedMention,
): readonly ResolvedMention[] {
  return mentions.some(({ actor }) => actor === author.actor) ? mentions : [author, ...mentions];
}

export function wireType(post: Post): 'Article' | 'Note' {
  return post.type === 'article' ? 'Article' : 'Note';
}

/**
 * Title, summary and text. A content warning takes the place of the summary everywhere; a Note's title goes into its text,
 * because some servers hide a Note that has a name (docs/adr/0005).
 */
function textOf(post: Post): JsonObject {
  const { body, contentWarning, lang, summary, title } = post;
  const isNote = wireType(post) === 'Note';
  const content =
    isNote && title !== ''
      ? `<p><strong>${escapeHtml(title)}</strong></p>${body.federatedHtml}`
      : body.federatedHtml;
  return {
    ...(isNote ? {} : { name: title, nameMap: { [lang]: title } }),
    ...(contentWarning === undefined ? {} : { summary: contentWarning }),
    ...(contentWarning === undefined && summary !== undefined && !isNote
      ? { summary: `<p>${escapeHtml(summary)}</p>` }
      : {}),
    sensitive: contentWarning !== undefined,
    content,
    contentMap: { [lang]: content },
  };
}

/** Who it is for (interop 3.8); the same on the activity. */
function audienceOf(
  post: Post,
  site: Site,
  mentions: readonly ResolvedMention[],
): { to: readonly string[]; cc: readonly string[] } {
  const mentioned = mentions.map(({ actor }) => actor);
  return post.visibility === 'public'
    ? { to: [PUBLIC], cc: [site.followers, ...mentioned] }
    : { to: [site.followers], cc: [PUBLIC, ...mentioned] };
}

/** The post's own picture is `image`, so that Mastodon shows its card; pictures in the text are attachments (FEP-b2b8). */
function picturesOf(post: Post, site: Site): JsonObject {
  const inText = post.body.images.map((image) => imageOf(image, site));
  if (post.image === undefined) return { attachment: inText };
  const own = imageOf(post.image, site);
  return wireType(post) === 'Note' ? { attachment: [own, ...inText] } : { image: own, attachment: inText };
}

function imageOf({ alt, focus, height, mediaType, url, width }: PostImage, site: Site): JsonObject {
  const place = focus === undefined ? {} : { focalPoint: focus };
  return { type: 'Image', mediaType, url: site.absolute(url), name: alt, width, height, ...place };
}

/** Receivers refuse a bigger body (Misskey: 64 KiB). */
const activityBytesMax = 60_000;

/** The Create of `object` (ActivityPub §6.2). */
export function createOf(object: Named, site: Site): Named {
  return wrap('Create', `${object.id}#create` as Uri, object, site, { published: object.published });
}

/** The Update that says `object` has changed (§6.3); its id holds the moment, so that the next one differs. */
export function updateOf(object: Named, site: Site): Named {
  const seconds = Math.floor(Date.parse(String(object.updated)) / 1000);
  return wrap('Update', `${object.id}#update-${seconds}` as Uri, object, site, {});
}

/** The Delete of an object (§6.4). */
export function deleteOf(objectId: Uri, site: Site): Named {
  return {
    '@context': AS_CONTEXT,
    id: `${objectId}#delete` as Uri,
    type: 'Delete',
    actor: site.actor,
    to: [PUBLIC],
    cc: [site.followers],
    object: { id: objectId, type: 'Tombstone' },
  };
}

/** What stands at a deleted object's id, with status 410 (§6.4). */
export function tombstoneOf(objectId: Uri, type: 'Article' | 'Note', deleted: number): Named {
  return {
    '@context': AS_CONTEXT,
    id: objectId,
    type: 'Tombstone',
    formerType: type,
    deleted: timestamp(deleted),
  };
}

function wrap(type: string, id: Uri, object: Named, site: Site, extra: JsonObject): Named {
  const { '@context': context, ...embedded } = object;
  const { to, cc } = object;
  const whole = (inner: unknown): Named => ({
    '@context': context,
    id,
    type,
    actor: site.actor,
    ...extra,
    to,
    cc,
    object: inner,
  });
  const { contentMap, ...withoutMap } = embedded;
  const fits = [embedded, withoutMap]
    .map(whole)
    .find((activity) => Buffer.byteLength(JSON.stringify(activity)) <= activityBytesMax);
  return fits ?? whole(object.id);
}

/** Answers a Follow with the Follow itself inside: Threads takes no less (interop 0.13). */
export function acceptOf(
  follow: Extract<Activity, { readonly type: 'Follow' }>,
  site: Site,
  now: number,
): Named {
  const name = createHash('sha256')
    .update(`${follow.actor} ${follow.id ?? ''} ${now}`)
    .digest('hex')
    .slice(0, 24);
  return {
    '@context': AS_CONTEXT,
    id: `${site.actor}#accepts/${name}` as Uri,
    type: 'Accept',
    actor: site.actor,
    to: [follow.actor],
    object: {
      ...(follow.id === undefined ? {} : { id: follow.id }),
      type: 'Follow',
      actor: follow.actor,
      object: site.actor,
    },
  };
}

const actorContext = [
  AS_CONTEXT,
  SECURITY_CONTEXT,
  {
    schema: 'http://schema.org#',
    PropertyValue: 'schema:PropertyValue',
    value: 'schema:value',
    toot: 'http://joinmastodon.org/ns#',
    discoverable: 'toot:discoverable',
    indexable: 'toot:indexable',
    featured: { '@id': 'toot:featured', '@type': '@id' },
    attributionDomains: { '@id': 'toot:attributionDomains', '@type': '@id' },
    focalPoint: { '@container': '@list', '@id': 'toot:focalPoint' },
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
  },
] as const;

/** The blog as others see it (interop 2.1). `since` in milliseconds: when it first stood there. */
export function actorOf(site: Site, publicKeyPem: string, since: number): Named {
  const { blog } = site;
  return {
    '@context': actorContext,
    id: site.actor,
    type: 'Person',
    preferredUsername: blog.handle,
    name: blog.title,
    summary: `<p>${escapeHtml(blog.description)}</p>`,
    url: `${site.origin}/`,
    inbox: site.inbox,
    outbox: site.outbox,
    followers: site.followers,
    following: site.following,
    featured: site.featured,
    endpoints: { sharedInbox: site.sharedInbox },
    manuallyApprovesFollowers: false,
    discoverable: true,
    indexable: true,
    published: timestamp(since),
    attributionDomains: [site.host],
    ...(blog.icon === undefined ? {} : { icon: imageOf(blog.icon, site) }),
    ...(blog.image === undefined ? {} : { image: imageOf(blog.image, site) }),
    attachment: blog.fields.map(({ name, value }) => ({
      type: 'PropertyValue',
      name,
      value: fieldHtml(value),
    })),
    publicKey: { id: site.keyId, owner: site.actor, publicKeyPem },
  };
}

/** A link to itself when it is an address, so that Mastodon can verify it (interop 2.3). */
function fieldHtml(value: string): string {
  const text = escapeHtml(value);
  return /^https?:\/\/\S+$/.test(value) ? `<a href="${text}" rel="me noopener">${text}</a>` : text;
}

/** RFC 3339 in whole seconds, as `updated` is compared. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
