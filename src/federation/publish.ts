import type { Post } from '../posts/post.ts';
import type { OutgoingActivity, Store, Transaction } from '../store/store.ts';
import type { Context } from './context.ts';
import { rememberMention, type MentionOutcome } from './mentions.ts';
import { rememberParent } from './parents.ts';
import type { Plan, RefusedChange } from './plan.ts';
import { prepareProfile, type Notice } from './profile.ts';
import { reactionSetting, stepOf, type Step } from './step.ts';

/** A plan made ready: what will be stored and sent when it is committed. Until then nothing has happened. */
export interface Publication {
  readonly steps: readonly Step[];
  /** What is told of the blog itself. */
  readonly notices: readonly Notice[];
  /** What is to be remembered of that. */
  readonly settings: ReadonlyMap<string, string>;
  readonly at: number;
  /** Nothing was ever published from this store. */
  readonly isFirst: boolean;
  /** Mentions that name nobody we could find; the post goes out without them. */
  readonly unresolved: readonly Extract<MentionOutcome, { kind: 'unknown' }>[];
  /** Posts that answer, like or boost what cannot be found, and a move to where nobody would follow. */
  readonly refused: readonly RefusedChange[];
}

type PublishContext = Pick<Context, 'store' | 'remote' | 'site' | 'keys'>;

/** Looks up who is concerned, fixes the moments, and writes out the activities. `posts` are all that there are. Reads only. */
export async function preparePublication(
  plan: Plan,
  posts: readonly Post[],
  context: PublishContext,
  now: number,
): Promise<Publication> {
  const { changes, isFirst } = plan;
  const at = Math.floor(now / 1000) * 1000; // Peers compare `updated` in whole seconds.
  const polls = await context.store.polls();
  const [steps, profile] = await Promise.all([
    Promise.all(changes.map((change) => stepOf(change, { ...context, at, polls }))),
    prepareProfile(posts, { ...context, at }),
  ]);
  const unresolved = steps.flatMap(({ mentions }) =>
    mentions.filter((outcome) => outcome.kind === 'unknown'),
  );
  const refused = [...steps.flatMap(refusalOf), ...profile.refused];
  const { notices, settings } = profile;
  return { steps, notices, settings, at, isFirst, unresolved, refused };
}

function refusalOf({ change, parent }: Step): readonly RefusedChange[] {
  if (parent?.kind !== 'unknown' || change.kind === 'delete' || change.kind === 'quiet') return [];
  const { post } = change;
  const [field, verb] = targets.find(([name]) => post[name] !== undefined) ?? targets[0];
  const remedy = `Write the address of a post under ${field}, as its own server shows it.`;
  return [{ file: post.file, reason: `what it ${verb} cannot be found (${parent.reason})`, remedy }];
}

const targets = [
  ['inReplyTo', 'answers'],
  ['likeOf', 'likes'],
  ['repostOf', 'boosts'],
] as const;

/** How many inboxes an activity goes to, as of now. */
export async function inboxCount(
  { activity }: { readonly activity: OutgoingActivity | undefined },
  store: Store,
): Promise<number> {
  if (activity === undefined) return 0;
  const followers = activity.to === 'followers' ? await store.followerInboxes() : [];
  return new Set([...followers, ...activity.inboxes]).size;
}

/**
 * Records the whole publication and queues its deliveries, in one transaction: it happens altogether or not at all, and
 * repeating it changes nothing.
 */
export async function commitPublication(
  { steps, notices, settings, at, isFirst }: Publication,
  release: string,
  { store, site }: Pick<PublishContext, 'store' | 'site'>,
): Promise<void> {
  await store.transact((tx) => {
    for (const step of steps) commitStep(step, tx, at);
    for (const { activity } of notices) enqueue(activity, tx);
    for (const [name, value] of settings) tx.putSetting(name, value);
    if (isFirst) tx.putSetting('registeredAt', String(at));
    tx.putSetting('actor', site.actor);
    tx.putSetting('release', release);
  });
}

function commitStep(
  { activity, announcement, change, mentions, parent, reaction }: Step,
  tx: Transaction,
  at: number,
): void {
  rememberParent(parent, tx, at);
  for (const outcome of mentions) rememberMention(outcome, tx, at);
  tx.putAnnouncement(announcement);
  if ('before' in change && change.before.slug !== announcement.slug)
    tx.putFormerSlug(change.before.slug, announcement.id);
  if (reaction !== undefined) tx.putSetting(reactionSetting(announcement.id), JSON.stringify(reaction));
  if (activity !== undefined) enqueue(activity, tx);
}

/** What says all there is to say takes the place of what nobody has begun to send. */
function enqueue(activity: OutgoingActivity, tx: Transaction): void {
  tx.supersede(activity.objectId, superseded[activity.type] ?? []);
  tx.enqueue(activity);
}

const superseded: Readonly<Record<string, readonly string[]>> = {
  Update: ['Update'],
  Delete: ['Create', 'Update', 'Add', 'Remove'],
  Undo: ['Like', 'Announce'],
  Add: ['Add', 'Remove'],
  Remove: ['Add', 'Remove'],
};
