import { createHash } from 'node:crypto';
import type { Post } from '../posts/post.ts';
import { isReaction } from '../posts/reaction.ts';
import type { Announcement } from '../store/store.ts';
import { wireType } from './objects.ts';

/** What publishing will say of one post, and why. */
export type Change =
  | { readonly kind: 'register' | 'create'; readonly post: Post; readonly digest: string }
  /** 'close': nothing but that its poll is over. */
  | {
      readonly kind: 'update' | 'quiet' | 'close';
      readonly post: Post;
      readonly digest: string;
      readonly before: Announcement;
    }
  | { readonly kind: 'delete'; readonly before: Announcement };

/** Something that the plan will not do, because it could not be taken back. */
export interface RefusedChange {
  readonly file: string;
  readonly reason: string;
  readonly remedy: string;
}

export interface Plan {
  readonly changes: readonly Change[];
  readonly refused: readonly RefusedChange[];
  readonly isFirst: boolean;
}

/**
 * Compares what is written with what the world was told; pure, so the same input gives the same plan. At first start
 * (`isFirst`) everything is registered and nothing sent; what was merely registered is updated and deleted like the rest, for
 * servers may have fetched it. `update: minor` is 'quiet': the object changes, nobody is told (docs/adr/0006). `now`, in
 * milliseconds, says which polls are over.
 */
export function planChanges(
  posts: readonly Post[],
  announcements: readonly Announcement[],
  isFirst: boolean,
  now: number,
): Plan {
  const federated = posts.filter(({ federate }) => federate);
  const told = new Map(announcements.map((announcement) => [announcement.id, announcement]));
  const written = new Set(federated.map(({ id }) => id));
  const gone = announcements.filter(({ id, state }) => state !== 'deleted' && !written.has(id));
  const decisions = federated
    .map((post) => decide(post, told.get(post.id), gone, { isFirst, now }))
    .filter((one) => one !== undefined);
  const changes = decisions.flatMap((decision) => ('change' in decision ? [decision.change] : []));
  const refused = decisions.flatMap((decision) => ('refusal' in decision ? [decision.refusal] : []));
  return {
    changes: [...changes, ...gone.map((before): Change => ({ kind: 'delete', before }))],
    refused,
    isFirst,
  };
}

type Decision = { readonly change: Change } | { readonly refusal: RefusedChange } | undefined;

/** Undefined when there is nothing to say. */
function decide(
  post: Post,
  before: Announcement | undefined,
  gone: readonly Announcement[],
  { isFirst, now }: { readonly isFirst: boolean; readonly now: number },
): Decision {
  const digest = digestOf(post, now);
  if (before === undefined) {
    const renamed = gone.find((other) => partsOf(other).text === partsOf({ digest }).text);
    if (renamed !== undefined) return { refusal: renameOf(post, renamed) };
    return { change: { kind: isFirst ? 'register' : 'create', post, digest } };
  }
  if (before.state === 'deleted') return { refusal: revivalOf(post) };
  if (before.digest === digest && before.slug === post.slug) return undefined;
  const refusal = refusalOf(post, before, digest);
  return refusal === undefined
    ? { change: { kind: kindOf(post, before, digest), post, digest, before } }
    : { refusal };
}

function kindOf(post: Post, before: Announcement, digest: string): 'update' | 'quiet' | 'close' {
  // A like or a boost says the same wherever its page is.
  if (before.digest === digest) return 'quiet';
  if (before.digest === digestOf(post, -Infinity)) return 'close';
  return post.update === 'minor' ? 'quiet' : 'update';
}

/** What other servers would not do, or could not undo. */
function refusalOf(post: Post, before: Announcement, digest: string): RefusedChange | undefined {
  if (before.type !== wireType(post)) return retypingOf(post, before);
  if (isReaction(post) && before.digest !== digest) return retargetingOf(post);
  const isReaddressed = isForFollowers(before) !== isForFollowers({ digest });
  return isReaddressed && before.state === 'announced' ? readdressingOf(post) : undefined;
}

function renameOf(post: Post, before: Announcement): RefusedChange {
  return {
    file: post.file,
    reason: `it has the text of "${before.slug}", which is gone: a rename would delete that post everywhere and send this one anew`,
    remedy: `Add the line "id: ${before.id}" to its front matter, and it stays the same post.`,
  };
}

function revivalOf(post: Post): RefusedChange {
  return {
    file: post.file,
    reason: `a post with the id "${post.id}" was deleted, and other servers refuse that id for ever`,
    remedy: `Add the line "id: ${post.id}-2" to its front matter.`,
  };
}

const sentAs: Readonly<Record<Announcement['type'], string>> = {
  Article: 'an article',
  Note: 'a note',
  Question: 'a poll',
  Like: 'a like',
  Announce: 'a boost',
};

function retypingOf(post: Post, { type }: Announcement): RefusedChange {
  const wasText = type === 'Article' || type === 'Note';
  return {
    file: post.file,
    reason: `it was sent as ${sentAs[type]}, and other servers cannot change that`,
    remedy:
      wasText && post.poll === undefined ? `Write "type: ${type.toLowerCase()}", or give it a new id.` : anew,
  };
}

function retargetingOf(post: Post): RefusedChange {
  const reason = 'it was sent as a like or a boost of another post, and other servers cannot change that';
  return { file: post.file, reason, remedy: anew };
}

function readdressingOf(post: Post): RefusedChange {
  const reason =
    post.visibility === 'followers'
      ? 'it was sent to everybody, and other servers cannot take that back'
      : 'it was sent to followers only, and other servers keep it so';
  return { file: post.file, reason, remedy: anew };
}

const anew = 'Undo that, or give it a new id: then the old one is deleted, and it is another post.';

/** Whether only followers were sent it. */
export function isForFollowers(told: Pick<Announcement, 'digest'>): boolean {
  return partsOf(told).audience === 'followers';
}

function partsOf({ digest }: Pick<Announcement, 'digest'>): {
  text: string | undefined;
  audience: string | undefined;
} {
  const [, text, audience] = digest.split(':');
  return { text, audience };
}

/**
 * Stands for all that receivers see of a post, taken from what was written rather than from what we make of it: a new version
 * of this program must not send an Update of every post. The part after the colon is the text alone, which knows a rename; a
 * third one marks what is for followers only. `now` in milliseconds: a poll that is over is another one to receivers.
 */
export function digestOf(post: Post, now: number): string {
  const parts = isReaction(post) ? reactionParts(post) : objectParts(post, now);
  return [...parts.map(hash), ...(post.visibility === 'followers' ? ['followers'] : [])].join(':');
}

/** The text of a like or a boost is for its page only. */
function reactionParts({ id, likeOf, repostOf, visibility }: Post): readonly unknown[] {
  return [
    [id, visibility, likeOf, repostOf],
    [likeOf, repostOf],
  ];
}

function objectParts(post: Post, now: number): readonly unknown[] {
  const { body, contentWarning, id, image, inReplyTo, lang, poll, quotes, slug, summary, tags, title, type } =
    post;
  const pictures = [image, ...body.images].map((one) =>
    one === undefined ? null : [one.url, one.alt, one.focus ?? null],
  );
  const isSummarySent = type === 'article' && contentWarning === undefined;
  const question = poll && [poll.options, poll.multiple, poll.closes.getTime(), poll.closes.getTime() <= now];
  return [
    [
      type,
      title,
      isSummarySent ? summary : undefined,
      body.source,
      tags,
      lang,
      contentWarning,
      post.visibility,
      slug,
      id,
      inReplyTo,
      pictures,
      quotes,
      question,
    ],
    [title, body.source],
  ];
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
