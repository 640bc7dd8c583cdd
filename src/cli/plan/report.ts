import type { RefusedChange } from '../../federation/plan.ts';
import type { Notice } from '../../federation/profile.ts';
import { objectOf } from '../../federation/objects.ts';
import { parentOf, resolvedOf, type Step } from '../../federation/step.ts';
import { excerptOf } from '../../components/excerpt.ts';
import { postPath } from '../../posts/paths.ts';
import type { ContentProblem, ContentWarning, Post } from '../../posts/post.ts';
import { isReaction } from '../../posts/reaction.ts';
import { appearancesOf, type Appearance } from '../../preview/appearance.ts';
import type { Planned } from '../../release/publish.ts';
import type { TrailerWarning } from '../../release/trailers.ts';
import type { Site } from '../../site.ts';
import type { Audience, OutgoingActivity, Store, WaitingPublication } from '../../store/store.ts';
import type { PlanBase } from './base.ts';
import { unresolvedIn, type UnresolvedMention } from './unresolved.ts';

/** What publishing would do: values only, so that all forms in which it is shown say the same. */
export interface PlanReport {
  /** When it was made, milliseconds. */
  readonly at: number;
  /** What was taken as told instead of what the store has on record. */
  readonly base: PlanBase | undefined;
  /** What concerns posts, then what concerns the blog itself. */
  readonly changes: readonly PlannedChange[];
  /** How many posts a first publication registers and sends none of. */
  readonly registered: number;
  readonly refused: readonly RefusedChange[];
  /** Mistakes in the content: with any, nothing else is known. */
  readonly problems: readonly ContentProblem[];
  /** With `base`, those that it has not; else those of files that are new, or change, or all. */
  readonly warnings: readonly ContentWarning[];
  /** How many more there are. */
  readonly knownWarnings: number;
  /** What commits say and nobody understands. */
  readonly commitWarnings: readonly TrailerWarning[];
  readonly unresolved: readonly UnresolvedMention[];
  /** What was published, and not told yet. */
  readonly waiting: WaitingPublication | undefined;
  /** The last publication was cancelled: nothing is published by itself. */
  readonly isHeld: boolean;
}

export interface PlannedChange {
  readonly kind: Step['change']['kind'] | Notice['kind'];
  /** Type and id of the activity; undefined when nobody is told. */
  readonly verb: string | undefined;
  readonly activity: string | undefined;
  /** Of the post, or of the blog. */
  readonly id: string;
  /** These three are of the post, where there is one: what is deleted has no file. */
  readonly slug: string | undefined;
  readonly title: string | undefined;
  readonly file: string | undefined;
  /** What goes on after "because". */
  readonly why: string;
  readonly reach: Reach;
  /** The former and the new path of a page whose address changes. */
  readonly moved: { readonly from: string; readonly to: string } | undefined;
  /** What is left of it at those who receive it. */
  readonly appearances: readonly Appearance[];
}

/** Whom it goes to. */
export type Reach =
  | { readonly kind: 'nobody' }
  | ({ readonly kind: 'counted' } & Audience)
  /** Followers are not known here; `named` are inboxes of those whom the post mentions, answers, likes or boosts. */
  | { readonly kind: 'uncounted'; readonly isToFollowers: boolean; readonly named: number };

/** Exit status 1: what stands there cannot be published. */
export function isWrong({ problems, refused }: PlanReport): boolean {
  return problems.length + refused.length > 0;
}

/** Of content that cannot be read. */
export function reportOfProblems(
  problems: readonly ContentProblem[],
  { at, base }: Pick<PlanReport, 'at' | 'base'>,
): PlanReport {
  const warnings = { warnings: [], knownWarnings: 0, commitWarnings: [], unresolved: [] };
  const nothing = { changes: [], registered: 0, refused: [], waiting: undefined, isHeld: false };
  return { at, base, problems, ...warnings, ...nothing };
}

interface ReportOptions {
  readonly base: PlanBase | undefined;
  readonly contentDir: string;
  /** Tells also what might be better where nothing changes. */
  readonly isAll: boolean;
}

/** Counts in the store whom each activity goes to, unless the store is only a stand-in for `base`. Reads only. */
export async function reportOf(planned: Planned, options: ReportOptions): Promise<PlanReport> {
  const { base, contentDir } = options;
  const { commitWarnings, now, publication, refused, site, store, waiting, warnings } = planned;
  const reachOf = base === undefined ? reachIn(store) : uncountedReachOf;
  const { notices, steps } = publication;
  const told = steps.filter(({ change }) => change.kind !== 'register');
  const isKnown = base?.unreadable === undefined;
  const fresh = newsAmong(planned, options);
  return {
    at: now,
    base,
    changes: isKnown
      ? await Promise.all([
          ...told.map((step) => changeOfStep(step, site, reachOf, now)),
          ...notices.map((notice) => changeOfNotice(notice, site, reachOf)),
        ])
      : [],
    registered: isKnown ? steps.length - told.length : 0,
    refused,
    problems: [],
    warnings: fresh,
    knownWarnings: warnings.length - fresh.length,
    commitWarnings,
    unresolved: await unresolvedIn(steps, contentDir),
    waiting,
    isHeld: (await store.endedPublication())?.isHeld === true,
  };
}

function newsAmong(
  { unchanged, warnings }: Planned,
  { base, isAll }: ReportOptions,
): readonly ContentWarning[] {
  if (isAll) return warnings;
  if (base === undefined) return warnings.filter(({ file }) => !unchanged.has(file));
  const before = new Set(base.warnings.map(nameOfWarning));
  return warnings.filter((warning) => !before.has(nameOfWarning(warning)));
}

/** Lines move when others are written above. */
function nameOfWarning({ file, message, rule }: ContentWarning): string {
  return JSON.stringify([file, rule, message]);
}

type ReachOf = (activity: OutgoingActivity | undefined) => Promise<Reach>;

/** Most activities go to all followers and nobody else: these are counted once. */
function reachIn(store: Store): ReachOf {
  const counted = new Map<string, Promise<Audience>>();
  return async (activity) => {
    if (activity === undefined) return { kind: 'nobody' };
    const { inboxes, to } = activity;
    const key = [to, ...inboxes].join(' ');
    const audience = counted.get(key) ?? store.audience({ inboxes, to });
    counted.set(key, audience);
    return { kind: 'counted', ...(await audience) };
  };
}

const uncountedReachOf: ReachOf = (activity) => {
  if (activity === undefined) return Promise.resolve({ kind: 'nobody' });
  const named = new Set(activity.inboxes).size;
  return Promise.resolve({ kind: 'uncounted', isToFollowers: activity.to === 'followers', named });
};

async function changeOfStep(step: Step, site: Site, reachOf: ReachOf, now: number): Promise<PlannedChange> {
  const { activity, announcement, change } = step;
  const post = change.kind === 'delete' ? undefined : change.post;
  const before = 'before' in change ? change.before.slug : announcement.slug;
  const { slug } = announcement;
  return {
    kind: change.kind,
    verb: activity?.type,
    activity: activity?.id,
    id: announcement.id,
    slug,
    title: post && titleOf(post),
    file: post?.file,
    why: change.why,
    reach: await reachOf(activity),
    moved: before === slug ? undefined : { from: postPath(before), to: postPath(slug) },
    appearances: post === undefined || activity === undefined ? [] : appearancesIn(step, post, site, now),
  };
}

const titleCharactersMax = 70;

function titleOf({ body, lang, title }: Post): string {
  return title || excerptOf(body.text, titleCharactersMax, lang);
}

/** A like or a boost has no looks of its own. */
function appearancesIn(
  { announcement, mentions, parent }: Step,
  post: Post,
  site: Site,
  now: number,
): readonly Appearance[] {
  if (isReaction(post)) return [];
  const { published, updated } = announcement;
  const moments = { published, updated, now };
  return appearancesOf(objectOf(post, site, moments, resolvedOf(mentions), parentOf(parent)), site);
}

async function changeOfNotice(
  { activity, kind, post, why }: Notice,
  { blog }: Site,
  reachOf: ReachOf,
): Promise<PlannedChange> {
  return {
    kind,
    verb: activity.type,
    activity: activity.id,
    id: post?.id ?? blog.id,
    slug: post?.slug,
    title: undefined,
    file: undefined,
    why,
    reach: await reachOf(activity),
    moved: undefined,
    appearances: [],
  };
}
