import { assert } from '../assert.ts';
import type { Post, PostEmoji, QuotePolicy } from '../posts/post.ts';
import { activityBytesMax, hashtagCharactersMax, hashtagsMax, mentionsMax } from '../posts/wire-limits.ts';
import { AS_CONTEXT, PUBLIC, type JsonObject, type Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { Announcement, PollCounts } from '../store/store.ts';
import { articlePicturesOf, notePicturesOf } from './object-media.ts';
import { articleTextOf, noteTextOf, previewTextOf } from './object-text.ts';
import { questionOf } from './question.ts';
import { timestamp } from './wire-text.ts';

/** When the world first heard of an object, and last. Milliseconds. */
export interface Moments {
  readonly published: number;
  readonly updated: number | undefined;
  /** When it is drawn, for what depends on it: whether a poll is over. By default the later of the others. */
  readonly now?: number | undefined;
}

/** A mention whose actor is known. */
export interface ResolvedMention {
  /** `@ada@social.example` */
  readonly name: string;
  readonly actor: Uri;
  readonly inbox: Uri;
}

/** The object that a post answers, likes or boosts, and who wrote it. */
export interface ResolvedParent {
  readonly id: Uri;
  readonly author: ResolvedMention;
  /** The conversation that it says it belongs to: an answer belongs there too (FEP-7888). */
  readonly context?: Uri | undefined;
}

/** An activity or object that has an id, ready to be written as JSON. */
export type Named = JsonObject & { readonly id: Uri };

/** Every term that is not of Activity Streams itself, so that no reader must fetch another context. */
const objectContext = [
  AS_CONTEXT,
  {
    Hashtag: 'as:Hashtag',
    sensitive: 'as:sensitive',
    toot: 'http://joinmastodon.org/ns#',
    Emoji: 'toot:Emoji',
    blurhash: 'toot:blurhash',
    focalPoint: { '@container': '@list', '@id': 'toot:focalPoint' },
    votersCount: 'toot:votersCount',
    dcterms: 'http://purl.org/dc/terms/',
    gts: 'https://gotosocial.org/ns#',
    interactionPolicy: { '@id': 'gts:interactionPolicy', '@type': '@id' },
    canQuote: { '@id': 'gts:canQuote', '@type': '@id' },
    automaticApproval: { '@id': 'gts:automaticApproval', '@type': '@id' },
    searchableBy: { '@id': 'http://fedibird.com/ns#searchableBy', '@type': '@id' },
  },
] as const;

/**
 * What followers receive for `post`: an Article, a Note, or a Question for a poll with the votes that `counts` says. Its `id`
 * outlives title and address (ActivityPub §3.1). Likes and boosts are activities and have no object.
 */
export function objectOf(
  post: Post,
  site: Site,
  moments: Moments,
  mentioned: readonly ResolvedMention[],
  parent?: ResolvedParent,
  counts?: PollCounts,
): Named {
  assert(post.likeOf === undefined && post.repostOf === undefined, `${post.file} is sent as an activity`);
  const { published, updated, now } = moments;
  const mentions = mentionsOf(mentioned, parent);
  return {
    '@context': objectContext,
    id: site.objectId(post.id),
    type: wireType(post),
    attributedTo: site.actor,
    ...(wireType(post) === 'Article' ? articleOf(post, site, published) : noteOf(post, site)),
    ...(post.poll === undefined ? {} : questionOf(post.poll, now ?? updated ?? published, counts)),
    ...(post.inReplyTo === undefined ? {} : { inReplyTo: parent?.id ?? post.inReplyTo }),
    published: timestamp(published),
    ...(updated === undefined ? {} : { updated: timestamp(updated) }),
    ...audienceOf(post, site, mentions),
    tag: [
      ...hashtagsOf(post, site),
      ...mentions.map(({ name, actor }) => ({ type: 'Mention', name, href: actor })),
      ...post.emoji.map((emoji) => emojiOf(emoji, site)),
    ],
    ...placesOf(post, site, parent),
    interactionPolicy: { canQuote: { automaticApproval: [approved(post.quotes, site)] } },
    searchableBy: searchers(post, site),
    ...(site.blog.source ? { source: { content: post.body.source, mediaType: 'text/markdown' } } : {}),
  };
}

/** What a post is sent as. */
export function wireType(post: Post): Announcement['type'] {
  if (post.likeOf !== undefined) return 'Like';
  if (post.repostOf !== undefined) return 'Announce';
  if (post.poll !== undefined) return 'Question';
  return post.type === 'article' ? 'Article' : 'Note';
}

function articleOf(post: Post, site: Site, published: number): JsonObject {
  const preview = {
    type: 'Note',
    attributedTo: site.actor,
    ...previewTextOf(post),
    published: timestamp(published),
  };
  return { ...articleTextOf(post), ...articlePicturesOf(post, site), preview };
}

function noteOf(post: Post, site: Site): JsonObject {
  return { ...noteTextOf(post), ...notePicturesOf(post, site) };
}

/** Who is answered is told, mentioned or not (interop 3.4: a mention must be addressed to be heard of). */
function mentionsOf(
  mentioned: readonly ResolvedMention[],
  parent: ResolvedParent | undefined,
): readonly ResolvedMention[] {
  const all = parent === undefined ? mentioned : [parent.author, ...mentioned];
  return [...new Map(all.map((mention) => [mention.actor, mention])).values()].slice(0, mentionsMax);
}

function hashtagsOf({ tags }: Post, site: Site): readonly JsonObject[] {
  const kept = tags.filter((tag) => tag.length <= hashtagCharactersMax).slice(0, hashtagsMax);
  return kept.map((tag) => ({ type: 'Hashtag', name: `#${tag}`, href: site.tagUrl(tag) }));
}

/** What receivers show in place of the name between colons (interop 3.4). */
function emojiOf({ image, name }: PostEmoji, site: Site): JsonObject {
  const { mediaType, url } = image;
  const icon = { type: 'Image', mediaType, url: site.absolute(url) };
  return { id: `${site.actor}#emoji-${name}`, type: 'Emoji', name: `:${name}:`, icon };
}

/** Who it is for (interop 3.8); the same on the activity. */
export function audienceOf(
  { visibility }: Pick<Post, 'visibility'>,
  site: Site,
  mentions: readonly ResolvedMention[],
): { readonly to: readonly string[]; readonly cc: readonly string[] } {
  const mentioned = mentions.map(({ actor }) => actor);
  const audiences = {
    public: { to: [PUBLIC], cc: [site.followers, ...mentioned] },
    unlisted: { to: [site.followers], cc: [PUBLIC, ...mentioned] },
    followers: { to: [site.followers], cc: mentioned },
  };
  return audiences[visibility];
}

/**
 * Its page, its collections and its conversation (FEP-7888). All translations of a post share the conversation of their
 * original: that makes them one group, each an object of its own in one language, since no server reads several from one.
 * What only followers see has no page, and its conversation is shown to nobody.
 */
function placesOf(
  { id, slug, translationOf, visibility }: Post,
  site: Site,
  parent: ResolvedParent | undefined,
): JsonObject {
  if (visibility === 'followers') return {};
  const object = site.objectId(id);
  return {
    url: site.pageUrl(slug),
    context: parent?.context ?? `${site.objectId(translationOf ?? id)}/context`,
    replies: `${object}/replies`,
    likes: `${object}/likes`,
    shares: `${object}/shares`,
  };
}

/** Whose requests to quote are granted; the blog alone stands for nobody (interop 3.7). */
function approved(quotes: QuotePolicy, site: Site): string {
  const policies = { everyone: PUBLIC, followers: site.followers, nobody: site.actor };
  return policies[quotes];
}

/** Who may find it by its words (FEP-268d): as many as may read it, or where the blog wishes not to be searched, itself. */
function searchers({ visibility }: Post, site: Site): string {
  if (!site.blog.indexable) return site.actor;
  return visibility === 'followers' ? site.followers : PUBLIC;
}

/** What stands at a deleted object's id, with status 410 (ActivityPub §6.4). */
export function tombstoneOf(objectId: Uri, type: Announcement['type'], deleted: number): Named {
  return {
    '@context': AS_CONTEXT,
    id: objectId,
    type: 'Tombstone',
    formerType: type,
    deleted: timestamp(deleted),
  };
}

/** The Create of `object` (§6.2). */
export function createOf(object: Named, site: Site): Named {
  return wrap('Create', `${object.id}#create` as Uri, object, site, { published: object.published });
}

/**
 * The Update that says `object` has changed (§6.3). Its id holds the moment, so that the next one differs: that of the edit,
 * or `at` (milliseconds) where the text stays and only a poll's votes are new.
 */
export function updateOf(object: Named, site: Site, at = Date.parse(String(object.updated))): Named {
  assert(!Number.isNaN(at), `${object.id} was not changed`);
  return wrap('Update', `${object.id}#update-${Math.floor(at / 1000)}` as Uri, object, site, {});
}

/** The Delete of an object (§6.4). */
export function deleteOf(objectId: Uri, site: Site): Named {
  return activityOf('Delete', `${objectId}#delete` as Uri, site, {
    ...everybody(site),
    object: { id: objectId, type: 'Tombstone' },
  });
}

/** What a receiver can do without, the least missed first; `content` never (interop 4.1). */
const dispensable: readonly string[] = ['source', 'preview', 'contentMap'];

/** An object too big for its activity loses what it can, then goes by its id, which those it is for may fetch. */
function wrap(type: string, id: Uri, object: Named, site: Site, extra: JsonObject): Named {
  const { '@context': context, ...embedded } = object;
  const { to, cc } = object;
  const whole = (inner: unknown): Named => ({
    ...activityOf(type, id, site, { ...extra, to, cc, object: inner }),
    '@context': context,
  });
  const forms = [0, 1, 2, 3].map((dropped) => whole(without(embedded, dispensable.slice(0, dropped))));
  const fits = forms.find((form) => Buffer.byteLength(JSON.stringify(form)) <= activityBytesMax);
  return fits ?? whole(object.id);
}

function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** The Like that a post with `likeOf` stands for, sent to who wrote `target` alone. Its id is the post's. */
export function likeActivityOf(
  post: Post,
  site: Site,
  target: ResolvedParent,
  { published }: Moments,
): Named {
  return activityOf('Like', site.objectId(post.id), site, {
    published: timestamp(published),
    to: [target.author.actor],
    object: target.id,
  });
}

/** The Announce that a post with `repostOf` stands for, sent to followers and to who wrote `target`. Its id is the post's. */
export function announceOf(post: Post, site: Site, target: ResolvedParent, { published }: Moments): Named {
  return activityOf('Announce', site.objectId(post.id), site, {
    published: timestamp(published),
    ...audienceOf(post, site, [target.author]),
    object: target.id,
  });
}

/**
 * The Announce by which the blog boosts its own `post` again. Its id holds `moment` (milliseconds), so that the next one differs;
 * it is dated `at`, since servers keep old boosts out of timelines.
 */
export function reshareOf(post: Post, site: Site, moment: number, at: number): Named {
  const objectId = site.objectId(post.id);
  return activityOf('Announce', `${objectId}#reshare-${Math.floor(moment / 1000)}` as Uri, site, {
    published: timestamp(at),
    ...audienceOf(post, site, []),
    object: objectId,
  });
}

/** Takes an activity of ours back; the whole of it is inside, since Mastodon knows no Like by its id (interop 4.7). */
export function undoOf({ '@context': _, ...undone }: Named, site: Site): Named {
  const { id, to, cc } = undone;
  return activityOf('Undo', `${id}${id.includes('#') ? '-' : '#'}undo` as Uri, site, {
    ...(to === undefined ? {} : { to }),
    ...(cc === undefined ? {} : { cc }),
    object: undone,
  });
}

/** Tells that an actor of ours has changed: `actor` is its whole document, `at` the moment in milliseconds (interop 4.2). */
export function actorUpdateOf({ '@context': context, ...actor }: Named, site: Site, at: number): Named {
  const update = activityOf('Update', `${actor.id}#update-${at}` as Uri, site, {
    ...everybody(site),
    object: actor,
  });
  return { ...update, '@context': context };
}

/** Puts an object of ours on the list of the featured (interop 4.9). */
export function addOf(objectId: Uri, site: Site, at: number): Named {
  return featuredChangeOf('Add', objectId, site, at);
}

/** Takes an object of ours from the list of the featured. */
export function removeOf(objectId: Uri, site: Site, at: number): Named {
  return featuredChangeOf('Remove', objectId, site, at);
}

function featuredChangeOf(type: 'Add' | 'Remove', objectId: Uri, site: Site, at: number): Named {
  return activityOf(type, `${objectId}#${type.toLowerCase()}-${at}` as Uri, site, {
    ...everybody(site),
    object: objectId,
    target: site.featured,
  });
}

/** Sends the followers on to `target`, which must name this blog in its `alsoKnownAs` (interop 4.8). */
export function moveOf(site: Site, target: Uri, at: number): Named {
  return activityOf('Move', `${site.actor}#move-${at}` as Uri, site, {
    to: [site.followers],
    object: site.actor,
    target,
  });
}

/**
 * A report to another server: the actor first, then posts of theirs, and why, in plain text. It comes from the server's own
 * actor and names no audience, so that those reported do not learn who did (interop 5.1).
 */
export function flagOf(site: Site, objects: readonly Uri[], content: string, at: number): Named {
  const flag = activityOf('Flag', `${site.instanceActor}#flag-${at}` as Uri, site, {
    object: objects,
    content,
  });
  return { ...flag, actor: site.instanceActor };
}

function activityOf(type: string, id: Uri, site: Site, more: JsonObject): Named {
  return { '@context': AS_CONTEXT, id, type, actor: site.actor, ...more };
}

function everybody(site: Site): JsonObject {
  return { to: [PUBLIC], cc: [site.followers] };
}
