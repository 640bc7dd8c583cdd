import { createHash } from 'node:crypto';
import type { Post } from '../posts/post.ts';
import { isReaction } from '../posts/reaction.ts';
import type { Announcement } from '../store/store.ts';

/**
 * Stands for all that receivers see of a post, taken from what was written rather than from what we make of it: a new version
 * of this program must not send an Update of every post (docs/adr/0006). Four parts, with colons between: a hash of all, which
 * alone decides; one of title and text, which knows a rename; `followers` where it is for them only; and one short hash of each
 * field, which say later what has changed. `now` in milliseconds: a poll that is over is another one to receivers.
 */
export function digestOf(post: Post, now: number): string {
  const audience = post.visibility === 'followers' ? 'followers' : '';
  return isReaction(post) ? `${reactionHashes(post)}:${audience}` : objectDigestOf(post, audience, now);
}

/** Whether two digests are of a post that says the same. */
export function saysTheSame(before: string, after: string): boolean {
  return partsOf(before).all === partsOf(after).all;
}

/** Whether two digests are of posts with the same title and text. */
export function readsTheSame(before: string, after: string): boolean {
  return partsOf(before).text === partsOf(after).text;
}

/** Whether two digests are of posts with the same title, and no empty one; false where a digest does not tell. */
export function sharesTitle(before: string, after: string): boolean {
  const [old, young] = [before, after].map((digest) => partsOf(digest).fields?.split('.')[0]);
  return old !== undefined && old === young && old !== emptyTitle;
}

/** Whether only followers were sent it. */
export function isForFollowers({ digest }: Pick<Announcement, 'digest'>): boolean {
  return partsOf(digest).audience === 'followers';
}

/** Names of the fields that differ; none where a digest does not tell, as those of former versions do not. */
export function changedFields(told: string, written: string): readonly string[] {
  const [old, young] = [partsOf(told).fields, partsOf(written).fields];
  if (old === undefined || young === undefined) return [];
  const hashes = old.split('.');
  return young.split('.').flatMap((one, index) => {
    const [name, before] = [fieldNames[index], hashes[index]];
    return name === undefined || before === undefined || before === one ? [] : [name];
  });
}

interface DigestParts {
  readonly all: string | undefined;
  readonly text: string | undefined;
  readonly audience: string | undefined;
  readonly fields: string | undefined;
}

function partsOf(digest: string): DigestParts {
  const [all, text, audience, fields] = digest.split(':');
  return { all, text, audience, fields };
}

/** The text of a like or a boost is for its page only. */
function reactionHashes({ id, likeOf, repostOf, visibility }: Post): string {
  return `${hash([id, visibility, likeOf, repostOf])}:${hash([likeOf, repostOf])}`;
}

/** In the order of their hashes: a new one goes to the end. */
const fieldNames = [
  ...['title', 'summary', 'text', 'tags', 'language', 'pictures', 'content warning', 'visibility', 'address'],
  ...['inReplyTo', 'quotes', 'poll'],
];
const fieldHashLength = 8;
const emptyTitle = hash('').slice(0, fieldHashLength);

function objectDigestOf(post: Post, audience: string, now: number): string {
  const { body, contentWarning, id, inReplyTo, lang, poll, quotes, slug, tags, title, type, visibility } =
    post;
  const isSummarySent = type === 'article' && contentWarning === undefined;
  const summary = isSummarySent ? post.summary : undefined;
  const pictures = [post.image, ...body.images].map((one) =>
    one === undefined ? null : [one.url, one.alt, one.focus ?? null],
  );
  const question = poll && [poll.options, poll.multiple, poll.closes.getTime()];
  const ended = question && [...question, poll.closes.getTime() <= now];
  const about = [title, summary, body.source, tags, lang];
  const all = [type, ...about, contentWarning, visibility, slug, id, inReplyTo, pictures, quotes, ended];
  const fields = [...about, pictures, contentWarning, visibility, slug, inReplyTo, quotes, question];
  const short = fields.map((value) => hash(value ?? null).slice(0, fieldHashLength));
  return [hash(all), hash([title, body.source]), audience, short.join('.')].join(':');
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
