import type { RuleChange } from '../../federation/moderation-content.ts';
import type { RefusedChange } from '../../federation/plan.ts';
import { objectOf } from '../../federation/objects.ts';
import { parentOf, resolvedOf, type Step } from '../../federation/step.ts';
import type { ContentProblem, ContentWarning, Scheduled } from '../../posts/post.ts';
import { isReaction } from '../../posts/reaction.ts';
import { appearancesOf, type Appearance } from '../../preview/appearance.ts';
import type { Planned } from '../../release/publish.ts';
import type { TrailerWarning } from '../../release/trailers.ts';
import type { Site } from '../../site.ts';
import type { Saying, WaitingPublication } from '../../store/store.ts';
import type { PlanBase } from './base.ts';
import { changesIn, reachIn, uncountedReachOf, type PlannedChange } from './changes.ts';
import { unresolvedIn, type UnresolvedMention } from './unresolved.ts';

/** What publishing would do: values only, so that all forms in which it is shown say the same. */
export interface PlanReport {
  /** When it was made, milliseconds. */
  readonly at: number;
  /** What was taken as told instead of what the store has on record. */
  readonly base: PlanBase | undefined;
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
  /** What becomes of rules of moderation. */
  readonly rules: readonly RuleChange[];
  /** What goes out by itself later, soonest first. */
  readonly scheduled: readonly Scheduled[];
  /** What was published, and not told yet. */
  readonly waiting: WaitingPublication | undefined;
  /** Of that, what publishing again would have nobody told of. */
  readonly withdrawn: readonly Saying[];
  /** Whether a server runs that delivers. */
  readonly isServed: boolean;
  /** The last publication was cancelled: nothing is published by itself. */
  readonly isHeld: boolean;
}

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
  const nothing = { changes: [], registered: 0, refused: [], rules: [], scheduled: [], withdrawn: [] };
  return { at, base, problems, ...warnings, ...nothing, waiting: undefined, isHeld: false, isServed: true };
}

interface ReportOptions {
  readonly base: PlanBase | undefined;
  readonly contentDir: string;
  /** Tells also what might be better where nothing changes. */
  readonly isAll: boolean;
  /** Whether a server runs that delivers; by default one does. */
  readonly isServed?: boolean;
}

/** Counts in the store whom each activity goes to, unless the store is only a stand-in for `base`. Reads only. */
export async function reportOf(planned: Planned, options: ReportOptions): Promise<PlanReport> {
  const { base, contentDir, isServed = true } = options;
  const { commitWarnings, now, publication, refused, rules, scheduled, site, store, waiting, withdrawn } =
    planned;
  const { steps } = publication;
  const reachOf = base === undefined ? reachIn(store) : uncountedReachOf;
  const isKnown = base?.unreadable === undefined;
  const fresh = newsAmong(planned, options);
  return {
    at: now,
    base,
    isServed,
    changes: isKnown ? await changesIn(planned, reachOf, (step) => appearancesIn(step, site, now)) : [],
    registered: isKnown ? steps.filter(({ change }) => change.kind === 'register').length : 0,
    refused,
    problems: [],
    warnings: fresh,
    knownWarnings: planned.warnings.length - fresh.length,
    commitWarnings,
    unresolved: await unresolvedIn(steps, contentDir),
    rules: isKnown ? rules : [],
    ...{ scheduled, waiting, withdrawn },
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

/** What is deleted, a like or a boost has no looks of its own; nor has what nobody is told. */
function appearancesIn(
  { activity, announcement, change, mentions, parent }: Step,
  site: Site,
  now: number,
): readonly Appearance[] {
  if (change.kind === 'delete' || activity === undefined || isReaction(change.post)) return [];
  const { published, updated } = announcement;
  const moments = { published, updated, now };
  return appearancesOf(objectOf(change.post, site, moments, resolvedOf(mentions), parentOf(parent)), site);
}
