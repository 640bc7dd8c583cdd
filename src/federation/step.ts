import type { Post } from '../posts/post.ts';
import { isReaction, targetOf } from '../posts/reaction.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { Announcement, OutgoingActivity, PollCounts } from '../store/store.ts';
import type { Context } from './context.ts';
import { resolveMention, type MentionOutcome } from './mentions.ts';
import {
  announceOf,
  createOf,
  deleteOf,
  likeActivityOf,
  objectOf,
  undoOf,
  updateOf,
  wireType,
  type Moments,
  type Named,
  type ResolvedMention,
  type ResolvedParent,
} from './objects.ts';
import { resolveParent, type ParentOutcome } from './parents.ts';
import type { Change } from './plan.ts';
import { isForFollowers } from './post-digest.ts';
import { outgoingOf } from './prove.ts';

/** A change made ready: what will be on record, and what is sent. */
export interface Step {
  readonly change: Change;
  /** What will be on record afterwards. */
  readonly announcement: Announcement;
  readonly activity: OutgoingActivity | undefined;
  readonly mentions: readonly MentionOutcome[];
  /** What the post answers, likes or boosts. */
  readonly parent: ParentOutcome | undefined;
  /** A like or a boost as it is sent, to be kept: only what was sent can be undone. */
  readonly reaction?: Named;
}

export interface StepContext extends Pick<Context, 'store' | 'remote' | 'site' | 'keys'> {
  /** Of this publication, milliseconds, in whole seconds: peers compare `updated` so. */
  readonly at: number;
  readonly polls: ReadonlyMap<Uri, PollCounts>;
}

type Deletion = Extract<Change, { kind: 'delete' }>;
type Written = Exclude<Change, Deletion>;

/** Looks up who is mentioned and what is answered, fixes the moments, and writes out the activity. Reads only. */
export async function stepOf(change: Change, context: StepContext): Promise<Step> {
  if (change.kind === 'delete') return deletionOf(change, context);
  const { post } = change;
  // What is registered at first start is not sent, so nobody needs to be found.
  const isSent = change.kind !== 'register';
  const handles = isSent && !isReaction(post) ? post.body.mentions : [];
  const target = isSent ? targetOf(post) : undefined;
  const [mentions, parent] = await Promise.all([
    Promise.all(handles.map((handle) => resolveMention(handle, context))),
    target === undefined ? undefined : resolveParent(target, context),
  ]);
  const announcement = announcementOf(change, context.at);
  const found = { mentions: resolvedOf(mentions), parent: parentOf(parent) };
  const sent = isReaction(post)
    ? reactionOf(change, announcement, found, context)
    : { activity: objectActivityOf(change, announcement, found, context) };
  return { change, announcement, mentions, parent, ...sent };
}

interface Found {
  readonly mentions: readonly ResolvedMention[];
  readonly parent: ResolvedParent | undefined;
}

function announcementOf(change: Written, at: number): Announcement {
  const { digest, post } = change;
  return {
    id: post.id,
    slug: post.slug,
    state: stateAfter(change),
    digest,
    type: wireType(post),
    ...momentsOf(change, at),
    deleted: undefined,
  };
}

function stateAfter(change: Written): Announcement['state'] {
  if ('before' in change) return change.before.state;
  return change.kind === 'create' ? 'announced' : 'registered';
}

/**
 * A Create is published now, whatever the page says; `updated` is always later than all before (interop 0.2, 0.6). The end of a
 * poll is no edit: nobody should be told that the text has changed.
 */
function momentsOf(change: Written, at: number): Pick<Announcement, 'published' | 'updated'> {
  switch (change.kind) {
    case 'create':
      return { published: at, updated: undefined };
    case 'register':
      return { published: change.post.date.getTime(), updated: change.post.updated?.getTime() };
    case 'close':
      return { published: change.before.published, updated: change.before.updated };
    case 'update':
    case 'quiet': {
      const { published, updated } = change.before;
      return { published, updated: Math.max(at, (updated ?? published) + 1000) };
    }
  }
}

function objectActivityOf(
  { kind, post }: Written,
  { published, updated }: Announcement,
  { mentions, parent }: Found,
  context: StepContext,
): OutgoingActivity | undefined {
  if (kind === 'register' || kind === 'quiet') return undefined;
  const { at, polls, site } = context;
  const counts = polls.get(site.objectId(post.id));
  const object = objectOf(post, site, { published, updated, now: at }, mentions, parent, counts);
  // The end of a poll has no `updated` of its own, so its Update is named after the moment that it is told.
  const toldAt = kind === 'close' ? Math.max(at, (updated ?? published) + 1000) : undefined;
  const activity = kind === 'create' ? createOf(object, site) : updateOf(object, site, toldAt);
  const people = [...mentions, ...(parent === undefined ? [] : [parent.author])];
  const inboxes = people.map(({ inbox }) => inbox);
  return outgoingOf(activity, { objectId: object.id, to: 'followers', inboxes, at }, context);
}

/** A Like goes to the author alone, an Announce to followers too; neither is ever changed (interop 4.5, 4.6). */
function reactionOf(
  { kind, post }: Written,
  announcement: Announcement,
  { parent }: Found,
  context: StepContext,
): Pick<Step, 'activity' | 'reaction'> {
  if (kind !== 'create' || parent === undefined) return { activity: undefined };
  const reaction = reactionActivityOf(post, parent, announcement, context.site);
  const to = recipientsOf(announcement);
  const dispatch = { objectId: reaction.id, to, inboxes: [parent.author.inbox], at: context.at };
  return { activity: outgoingOf(reaction, dispatch, context), reaction };
}

function recipientsOf({ type }: Announcement): OutgoingActivity['to'] {
  return type === 'Like' ? 'inboxes' : 'followers';
}

/** The Like or Announce that `post` stands for. */
export function reactionActivityOf(post: Post, target: ResolvedParent, moments: Moments, site: Site): Named {
  return post.likeOf === undefined
    ? announceOf(post, site, target, moments)
    : likeActivityOf(post, site, target, moments);
}

/** Goes to everybody who may hold a copy, followers or not (interop 4.3). */
async function deletionOf(change: Deletion, context: StepContext): Promise<Step> {
  const { before } = change;
  const { at, site, store } = context;
  const objectId = site.objectId(before.id);
  const withdrawal = await withdrawalOf(before, context);
  const dispatch = { objectId, to: recipientsOf(before), inboxes: await store.holders(objectId), at };
  return {
    change,
    announcement: { ...before, state: 'deleted', digest: '', deleted: at },
    activity: withdrawal && outgoingOf(withdrawal, dispatch, context),
    mentions: [],
    parent: undefined,
  };
}

/** A like or a boost is undone, if it was ever sent; an object is deleted. */
async function withdrawalOf(before: Announcement, { site, store }: StepContext): Promise<Named | undefined> {
  if (before.type === 'Like' || before.type === 'Announce') {
    const sent = await store.setting(reactionSetting(before.id));
    return sent === undefined ? undefined : undoOf(JSON.parse(sent) as Named, site);
  }
  const deletion = deleteOf(site.objectId(before.id), site);
  return isForFollowers(before) ? { ...deletion, to: [site.followers], cc: [] } : deletion;
}

/** Under which name a like or a boost is kept as it was sent. */
export function reactionSetting(postId: string): string {
  return `reaction:${postId}`;
}

export function parentOf(outcome: ParentOutcome | undefined): ResolvedParent | undefined {
  return outcome === undefined || outcome.kind === 'unknown' ? undefined : outcome.parent;
}

export function resolvedOf(outcomes: readonly MentionOutcome[]): readonly ResolvedMention[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'unknown' ? [] : [outcome.mention]));
}
