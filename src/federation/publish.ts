import type { Post } from '../posts/post.ts';
import type { Site } from '../site.ts';
import type { OutgoingActivity, Saying, Store, Transaction } from '../store/store.ts';
import type { Context } from './context.ts';
import { rememberMention, type MentionOutcome } from './mentions.ts';
import { rememberParent } from './parents.ts';
import type { Plan, RefusedChange } from './plan.ts';
import { prepareProfile, type Notice } from './profile.ts';
import { prepareReshares } from './reshare.ts';
import { reactionSetting, stepOf, type Step } from './step.ts';

/** A plan made ready: what will be stored and sent when it is committed. Until then nothing has happened. */
export interface Publication {
  readonly steps: readonly Step[];
  /** What is told of the blog itself, and posts that are boosted again. */
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
  const [steps, profile, reshares] = await Promise.all([
    Promise.all(changes.map((change) => stepOf(change, { ...context, at, polls }))),
    prepareProfile(posts, { ...context, at }),
    prepareReshares(posts, { ...context, at }),
  ]);
  const unresolved = steps.flatMap(({ mentions }) =>
    mentions.filter((outcome) => outcome.kind === 'unknown'),
  );
  const refused = [...steps.flatMap(refusalOf), ...profile.refused];
  const notices = [...profile.notices, ...reshares.notices];
  const settings = new Map([...profile.settings, ...reshares.settings]);
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
  return activity === undefined ? 0 : (await store.audience(activity)).inboxes;
}

/**
 * What a publication changes once the world is told: nothing of it is on record, or queued, before. `pace`: deliveries a minute
 * to followers' inboxes, of each activity.
 */
export function effectsOf(
  { steps, notices, settings, at, isFirst }: Publication,
  release: string,
  site: Site,
  pace?: number,
): (tx: Transaction) => void {
  const paced = (activity: OutgoingActivity): OutgoingActivity => ({ ...activity, pace });
  return (tx) => {
    for (const step of steps)
      commitStep({ ...step, activity: step.activity && paced(step.activity) }, tx, at);
    for (const { activity } of notices) enqueue(paced(activity), tx);
    for (const [name, value] of settings) tx.putSetting(name, value);
    if (isFirst) tx.putSetting('registeredAt', String(at));
    tx.putSetting('actor', site.actor);
    tx.putSetting('release', release);
  };
}

/** Whether anybody is told anything. */
export function isTelling({ notices, steps }: Publication): boolean {
  return notices.length > 0 || steps.some(({ activity }) => activity !== undefined);
}

/** What is told, for people. */
export function sayingsOf({ notices, steps }: Publication, store: Store): Promise<readonly Saying[]> {
  const told = [
    ...steps.map(({ activity, announcement }) => ({ activity, slug: announcement.slug })),
    ...notices.map(({ activity, post }) => ({ activity, slug: post?.slug ?? null })),
  ];
  return Promise.all(
    told.flatMap(({ activity, slug }) =>
      activity === undefined
        ? []
        : [inboxCount({ activity }, store).then((inboxes) => ({ verb: activity.type, slug, inboxes }))],
    ),
  );
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
  Delete: ['Create', 'Update', 'Add', 'Remove', 'Announce', 'Undo'],
  Undo: ['Like', 'Announce'],
  Add: ['Add', 'Remove'],
  Remove: ['Add', 'Remove'],
};
