import { createHash } from 'node:crypto';
import type { Post } from '../posts/post.ts';
import type { Announcement } from '../store/store.ts';
import { wireType } from './objects.ts';

/** What publishing will say of one post, and why. */
export type Change =
  | { readonly kind: 'register' | 'create'; readonly post: Post; readonly digest: string }
  | {
      readonly kind: 'update' | 'quiet';
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
 * servers may have fetched it. `update: minor` is 'quiet': the object changes, nobody is told (docs/adr/0006).
 */
export function planChanges(
  posts: readonly Post[],
  announcements: readonly Announcement[],
  isFirst: boolean,
): Plan {
  const federated = posts.filter(({ federate }) => federate);
  const told = new Map(announcements.map((announcement) => [announcement.id, announcement]));
  const written = new Set(federated.map(({ id }) => id));
  const gone = announcements.filter(({ id, state }) => state !== 'deleted' && !written.has(id));
  const decisions = federated
    .map((post) => decide(post, told.get(post.id), gone, isFirst))
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
  isFirst: boolean,
): Decision {
  const digest = digestOf(post);
  if (before === undefined) {
    const renamed = gone.find((other) => other.digest.split(':')[1] === digest.split(':')[1]);
    if (renamed !== undefined) return { refusal: renameOf(post, renamed) };
    return { change: { kind: isFirst ? 'register' : 'create', post, digest } };
  }
  if (before.state === 'deleted') return { refusal: revivalOf(post) };
  if (before.digest === digest) return undefined;
  if (before.type !== wireType(post)) return { refusal: retypingOf(post, before) };
  return { change: { kind: post.update === 'minor' ? 'quiet' : 'update', post, digest, before } };
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

function retypingOf(post: Post, before: Announcement): RefusedChange {
  return {
    file: post.file,
    reason: `it was sent as ${before.type === 'Note' ? 'a note' : 'an article'}, and other servers cannot change that`,
    remedy: `Write "type: ${before.type.toLowerCase()}", or give it a new id.`,
  };
}

/**
 * Stands for all that receivers see of a post, taken from what was written rather than from what we make of it: a new version
 * of this program must not send an Update of every post. The part after the colon is the text alone, which knows a rename.
 */
export function digestOf(post: Post): string {
  const { body, contentWarning, id, image, inReplyTo, lang, slug, summary, tags, title, type, visibility } =
    post;
  const pictures = [image, ...body.images].map((one) =>
    one === undefined ? null : [one.url, one.alt, one.focus ?? null],
  );
  const isSummarySent = type === 'article' && contentWarning === undefined;
  return [
    hash([
      type,
      title,
      isSummarySent ? summary : undefined,
      body.source,
      tags,
      lang,
      contentWarning,
      visibility,
      slug,
      id,
      inReplyTo,
      pictures,
    ]),
    hash([title, body.source]),
  ].join(':');
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
