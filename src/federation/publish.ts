import type { Uri } from '../protocol/vocabulary.ts';
import type { Announcement, OutgoingActivity, Store } from '../store/store.ts';
import type { Context } from './context.ts';
import { rememberMention, resolveMention, type MentionOutcome } from './mentions.ts';
import {
  createOf,
  deleteOf,
  objectOf,
  updateOf,
  wireType,
  type Moments,
  type Named,
  type ResolvedMention,
  type ResolvedParent,
} from './objects.ts';
import { rememberParent, resolveParent, type ParentOutcome } from './parents.ts';
import type { Change, Plan, RefusedChange } from './plan.ts';

/** A plan made ready: what will be stored and sent when it is committed. Until then nothing has happened. */
export interface Publication {
  readonly steps: readonly Step[];
  readonly at: number;
  /** Nothing was ever published from this store. */
  readonly isFirst: boolean;
  /** Mentions that name nobody we could find; the post goes out without them. */
  readonly unresolved: readonly Extract<MentionOutcome, { kind: 'unknown' }>[];
  /** Posts that answer what cannot be found: sent like that, nobody would see what they speak of. */
  readonly refused: readonly RefusedChange[];
}

export interface Step {
  readonly change: Change;
  /** What will be on record afterwards. */
  readonly announcement: Announcement;
  readonly activity: OutgoingActivity | undefined;
  readonly mentions: readonly MentionOutcome[];
  readonly parent: ParentOutcome | undefined;
}

type PublishContext = Pick<Context, 'store' | 'remote' | 'site'>;

/** Looks up who is mentioned, fixes the moments, and writes out the activities. Reads only. */
export async function preparePublication(
  plan: Plan,
  context: PublishContext,
  now: number,
): Promise<Publication> {
  const { changes, isFirst } = plan;
  const at = Math.floor(now / 1000) * 1000; // Peers compare `updated` in whole seconds.
  const steps = await Promise.all(changes.map((change) => stepOf(change, context, at)));
  const unresolved = steps.flatMap(({ mentions }) =>
    mentions.filter((outcome) => outcome.kind === 'unknown'),
  );
  return { steps, at, isFirst, unresolved, refused: steps.flatMap(refusalOf) };
}

function refusalOf({ change, parent }: Step): readonly RefusedChange[] {
  if (parent?.kind !== 'unknown' || change.kind === 'delete') return [];
  const remedy = 'Write the address of a post under inReplyTo, as its own server shows it.';
  return [{ file: change.post.file, reason: `what it answers cannot be found (${parent.reason})`, remedy }];
}

async function stepOf(change: Change, context: PublishContext, at: number): Promise<Step> {
  if (change.kind === 'delete') return deletionOf(change.before, context, at);
  const { kind, post } = change;
  // What is registered at first start is not sent, so nobody needs to be found.
  const mentions =
    kind === 'register'
      ? []
      : await Promise.all(post.body.mentions.map((handle) => resolveMention(handle, context)));
  const parent =
    kind === 'register' || post.inReplyTo === undefined
      ? undefined
      : await resolveParent(post.inReplyTo, context);
  const moments = momentsOf(change, at);
  const announcement: Announcement = {
    id: post.id,
    slug: post.slug,
    state: stateAfter(change),
    digest: change.digest,
    type: wireType(post),
    ...moments,
    deleted: undefined,
  };
  const known = parentOf(parent);
  const object = objectOf(post, context.site, moments, resolvedOf(mentions), known);
  const people = [...resolvedOf(mentions), ...(known === undefined ? [] : [known.author])];
  const activity = activityOf(kind, object, people, context, at);
  return { change, announcement, activity, mentions, parent };
}

function stateAfter(change: Exclude<Change, { kind: 'delete' }>): Announcement['state'] {
  if ('before' in change) return change.before.state;
  return change.kind === 'create' ? 'announced' : 'registered';
}

function activityOf(
  kind: Exclude<Change['kind'], 'delete'>,
  object: Named,
  people: readonly ResolvedMention[],
  { site }: PublishContext,
  at: number,
): OutgoingActivity | undefined {
  if (kind === 'register' || kind === 'quiet') return undefined;
  const activity = kind === 'create' ? createOf(object, site) : updateOf(object, site);
  const inboxes = people.map(({ inbox }) => inbox);
  return outgoing(activity, kind === 'create' ? 'Create' : 'Update', object.id, inboxes, at);
}

/** Goes to everybody who may hold a copy, followers or not (interop 4.3). */
async function deletionOf(before: Announcement, { site, store }: PublishContext, at: number): Promise<Step> {
  const objectId = site.objectId(before.id);
  const inboxes = await store.holders(objectId);
  return {
    change: { kind: 'delete', before },
    announcement: { ...before, state: 'deleted', digest: '', deleted: at },
    activity: outgoing(deleteOf(objectId, site), 'Delete', objectId, inboxes, at),
    mentions: [],
    parent: undefined,
  };
}

function outgoing(
  activity: Named,
  type: string,
  objectId: Uri,
  inboxes: readonly Uri[],
  notBefore: number,
): OutgoingActivity {
  return {
    id: activity.id,
    type,
    objectId,
    body: JSON.stringify(activity),
    to: 'followers',
    inboxes,
    notBefore,
  };
}

/** A Create is published now, whatever the page says; `updated` is always later than all before (interop 0.2, 0.6). */
function momentsOf(change: Exclude<Change, { kind: 'delete' }>, at: number): Moments {
  switch (change.kind) {
    case 'create':
      return { published: at, updated: undefined };
    case 'register':
      return { published: change.post.date.getTime(), updated: change.post.updated?.getTime() };
    case 'update':
    case 'quiet': {
      const { published, updated } = change.before;
      return { published, updated: Math.max(at, (updated ?? published) + 1000) };
    }
  }
}

export function parentOf(outcome: ParentOutcome | undefined): ResolvedParent | undefined {
  return outcome === undefined || outcome.kind === 'unknown' ? undefined : outcome.parent;
}

export function resolvedOf(outcomes: readonly MentionOutcome[]): readonly ResolvedMention[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'unknown' ? [] : [outcome.mention]));
}

/** How many inboxes a step's activity goes to, as of now. */
export async function inboxCount(step: Step, store: Store): Promise<number> {
  if (step.activity === undefined) return 0;
  return new Set([...(await store.followerInboxes()), ...step.activity.inboxes]).size;
}

/**
 * Records the whole publication and queues its deliveries, in one transaction: it happens altogether or not at all, and
 * repeating it changes nothing.
 */
export async function commitPublication(
  { steps, at, isFirst }: Publication,
  release: string,
  { store, site }: PublishContext,
): Promise<void> {
  await store.transact((tx) => {
    for (const { activity, announcement, change, mentions, parent } of steps) {
      rememberParent(parent, tx, at);
      for (const outcome of mentions) rememberMention(outcome, tx, at);
      tx.putAnnouncement(announcement);
      if ('before' in change && change.before.slug !== announcement.slug)
        tx.putFormerSlug(change.before.slug, announcement.id);
      if (activity === undefined) continue;
      const stale = activity.type === 'Delete' ? ['Create', 'Update'] : ['Update'];
      tx.supersede(site.objectId(announcement.id), stale);
      tx.enqueue(activity);
    }
    if (isFirst) tx.putSetting('registeredAt', String(at));
    tx.putSetting('actor', site.actor);
    tx.putSetting('release', release);
  });
}
