import { assert } from '../assert.ts';
import type { Library, Post } from '../posts/post.ts';
import { isReaction } from '../posts/reaction.ts';
import type { Announcement } from '../store/store.ts';
import { wireType } from './objects.ts';
import {
  changedFields,
  digestOf,
  isForFollowers,
  readsTheSame,
  saysTheSame,
  sharesTitle,
} from './post-digest.ts';
import { versionOf, writtenId } from './versions.ts';

/** What publishing will say of one post, and why. */
export type Change = { /** For people, after "because": 'it is new'. */ readonly why: string } & (
  | { readonly kind: 'register' | 'create'; readonly post: Post; readonly digest: string }
  /** 'close': nothing but that its poll is over. */
  | {
      readonly kind: 'update' | 'quiet' | 'close';
      readonly post: Post;
      readonly digest: string;
      readonly before: Announcement;
    }
  | { readonly kind: 'delete'; readonly before: Announcement }
);

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
 * Compares what is written, `posts` as `versioned` gives them, with what the world was told; pure, so the same input gives the
 * same plan. At first start (`isFirst`) everything is registered and nothing sent, later what says `archive: true`; what was merely registered is updated and
 * deleted like the rest, for servers may have fetched it. `update: minor` is 'quiet': the object changes, nobody is told
 * (docs/adr/0006). `now`, in milliseconds, says which polls are over; `withheld`, why a post may be gone though its file is not.
 */
export function planChanges(
  posts: readonly Post[],
  announcements: readonly Announcement[],
  isFirst: boolean,
  now: number,
  withheld: Library['withheld'] = [],
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
  const kept = new Set(decisions.map((decision) => ('renamed' in decision ? decision.renamed : undefined)));
  const pages = posts.filter(({ federate }) => !federate);
  const deletions = gone.filter((before) => !kept.has(before));
  return {
    changes: [...changes, ...deletions.map((before) => deletionOf(before, pages, withheld))],
    refused,
    isFirst,
  };
}

type Decision =
  | { readonly change: Change }
  /** 'renamed': what is not to be deleted as long as this is refused. */
  | { readonly refusal: RefusedChange; readonly renamed?: Announcement | undefined }
  | undefined;

/** Undefined when there is nothing to say. */
function decide(
  post: Post,
  before: Announcement | undefined,
  gone: readonly Announcement[],
  { isFirst, now }: { readonly isFirst: boolean; readonly now: number },
): Decision {
  const digest = digestOf(post, now);
  if (before === undefined) {
    const renamed = formerOf(post, digest, gone, now);
    return renamed === undefined
      ? { change: { ...beginningOf(post, isFirst), post, digest } }
      : { refusal: renameOf(post, renamed, digest), renamed };
  }
  assert(before.state !== 'deleted', `${before.id} was deleted, and has no other version`);
  if (saysTheSame(before.digest, digest) && before.slug === post.slug) return undefined;
  const refusal = refusalOf(post, before, digest);
  return refusal === undefined
    ? { change: { ...changeOf(post, before, digest), post, digest, before } }
    : { refusal };
}

/** What is gone and seems to be `post` under another id; not what it could not go on as: then it is meant to be another. */
function formerOf(
  post: Post,
  digest: string,
  gone: readonly Announcement[],
  now: number,
): Announcement | undefined {
  const couldBe = (other: Announcement): boolean =>
    refusalOf(post, other, digestOf({ ...post, id: other.id }, now)) === undefined;
  return (
    gone.find((other) => readsTheSame(other.digest, digest) && couldBe(other)) ??
    gone.find((other) => sharesTitle(other.digest, digest) && couldBe(other))
  );
}

function beginningOf(
  post: Post,
  isFirst: boolean,
): { readonly kind: 'register' | 'create'; readonly why: string } {
  if (isFirst) return { kind: 'register', why: 'it was there at the first start' };
  if (post.archive === true) return { kind: 'register', why: 'its front matter says archive: true' };
  const why = versionOf(post.id) > 1 ? 'it was deleted, and is back' : 'it is new';
  return { kind: 'create', why: why + asidesOn(post, 'create') };
}

/** What commits say of `post` without effect, in brackets; the empty text when there is nothing. */
function asidesOn({ federate, trailers, update }: Post, kind: 'create' | 'update'): string {
  const { minor, outvoted = [], pageOnly, reshare } = trailers ?? {};
  const isLater = kind === 'create';
  const asides = [
    ...outvoted.map(({ because, commit, trailer }) => `commit ${commit} says ${trailer}, but ${because}`),
    minor !== undefined &&
      isLater &&
      `commit ${minor} says Outward-Update: minor, but that is for what was told before`,
    minor !== undefined &&
      !isLater &&
      update === 'normal' &&
      `commit ${minor} says Outward-Update: minor, but its front matter says update: normal`,
    pageOnly !== undefined &&
      federate &&
      `commit ${pageOnly} says Outward-Federate: false, but its front matter says federate: true`,
    reshare !== undefined &&
      isLater &&
      `commit ${reshare} says Outward-Reshare: true, but that is for what was told before`,
  ].filter((aside) => typeof aside === 'string');
  return asides.length === 0 ? '' : ` (${asides.join('; ')})`;
}

function changeOf(
  post: Post,
  before: Announcement,
  digest: string,
): { readonly kind: 'update' | 'quiet' | 'close'; readonly why: string } {
  // A like or a boost says the same wherever its page is.
  if (saysTheSame(before.digest, digest)) return { kind: 'quiet', why: 'only its page has moved' };
  if (saysTheSame(before.digest, digestOf(post, -Infinity)))
    return { kind: 'close', why: 'its poll is over' };
  const why = `its ${listed.format(changedFields(before.digest, digest)) || 'content'} changed`;
  if (post.update !== 'minor') return { kind: 'update', why: why + asidesOn(post, 'update') };
  const { minor } = post.trailers ?? {};
  return {
    kind: 'quiet',
    why: `${why} (minor, says ${minor === undefined ? 'its front matter' : `commit ${minor}`})`,
  };
}

const listed = new Intl.ListFormat('en-GB');

function deletionOf(before: Announcement, pages: readonly Post[], withheld: Library['withheld']): Change {
  const page = pages.find(({ id }) => id === before.id);
  const hidden = withheld.find(({ id }) => id === writtenId(before.id));
  return { kind: 'delete', why: goneBecause(page, hidden), before };
}

function goneBecause(page: Post | undefined, hidden: Library['withheld'][number] | undefined): string {
  if (hidden !== undefined) return hidden.draft ? 'it is a draft now' : 'its date lies ahead now';
  if (page === undefined) return 'its file is gone';
  const { pageOnly } = page.trailers ?? {};
  return pageOnly === undefined
    ? 'its front matter says federate: false'
    : `commit ${pageOnly} says that it is a page only`;
}

/** What other servers would not do, or could not undo. */
function refusalOf(post: Post, before: Announcement, digest: string): RefusedChange | undefined {
  if (before.type !== wireType(post)) return retypingOf(post, before);
  if (isReaction(post) && !saysTheSame(before.digest, digest)) return retargetingOf(post);
  const isReaddressed = isForFollowers(before) !== isForFollowers({ digest });
  return isReaddressed && before.state === 'announced' ? readdressingOf(post) : undefined;
}

function renameOf(post: Post, before: Announcement, digest: string): RefusedChange {
  const shared = readsTheSame(before.digest, digest) ? 'text' : 'title';
  const line = `"id: ${writtenId(before.id)}"`;
  const otherwise = shared === 'text' ? '' : ' If it is another post, publish once without it first.';
  const isSameFile = post.slug === before.slug;
  const what = isSameFile
    ? `its id was "${writtenId(before.id)}", which other servers know it by: another one`
    : `it has the ${shared} of "${before.slug}", which is gone: a rename`;
  return {
    file: post.file,
    reason: `${what} would delete that post everywhere and send this one anew`,
    remedy: `${adviceFor(post, line)}, and it stays the same post.${otherwise}`,
  };
}

/** Without a line of its own, a post has its slug as its id. */
function adviceFor({ id, slug }: Post, line: string): string {
  return id === slug
    ? `Add the line ${line} to its front matter, in place of another id if it has one`
    : `Write ${line} in its front matter in place of "id: ${writtenId(id)}"`;
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
