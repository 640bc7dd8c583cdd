import type { Appearance } from '../../preview/appearance.ts';
import type { RefusedChange } from '../../federation/plan.ts';
import type { RuleChange } from '../../federation/moderation-content.ts';
import type { Saying } from '../../store/store.ts';
import { amount, counted, whenTold } from '../words.ts';
import type { PlanBase } from './base.ts';
import type { PlannedChange, Reach } from './changes.ts';
import type { PlanReport } from './report.ts';

/** What all forms of a plan for people say in the same words. Plain text, not yet safe to be shown anywhere. */

/** Of what nobody is sent. */
const quietVerbs: Readonly<Record<string, string>> = { delete: 'Forget', page: 'Show', quiet: 'Change' };

const ofTheBlog: Readonly<Record<string, string>> = { actor: 'the profile', move: 'the blog' };

/** `Create`, `Update` …, or what happens without telling. */
export function verbOf({ kind, verb }: PlannedChange): string {
  return verb ?? quietVerbs[kind] ?? kind;
}

/** What it happens to: a post by its slug, or a part of the blog itself. */
export function subjectOf({ id, kind, slug }: PlannedChange): string {
  return slug ?? ofTheBlog[kind] ?? id;
}

/** `Create kettle to 12 inboxes on 9 servers, because it is new` */
export function headWords(change: PlannedChange): string {
  const whom = change.reach.kind === 'nobody' ? 'and tell nobody' : `to ${reachWords(change.reach)}`;
  return `${verbOf(change)} ${subjectOf(change)} ${whom}, because ${change.why}`;
}

/** What is refused is mended in front matter, which begins the file. */
export function refusalWords({ file, reason, remedy }: RefusedChange): string {
  return `${file}:1: refused: ${reason}. ${remedy}`;
}

/** `Rule: block social.example (content/moderation/spam.yml)` */
export function ruleWords({ after, before, pattern }: RuleChange): string {
  if (after === undefined) return `No longer a rule: ${before?.act ?? ''} ${pattern} (${before?.file ?? ''})`;
  const was = before === undefined ? '' : `, which was ${before.act}`;
  return `Rule: ${after.act} ${pattern}${was} (${after.file})`;
}

export function withdrawnWords({ slug, verb }: Saying): string {
  return `Withdrawn before anybody was told: ${verb} ${slug ?? 'of the blog itself'}`;
}

export function reachWords(reach: Reach): string {
  switch (reach.kind) {
    case 'nobody':
      return 'nobody';
    case 'counted':
      return counted(reach);
    case 'uncounted': {
      const followers = reach.isToFollowers ? ['all followers'] : [];
      const named =
        reach.named === 0 ? [] : [amount(reach.named, 'inbox named in it', 'inboxes named in it')];
      return [...followers, ...named].join(' and ') || 'nobody';
    }
  }
}

/** What the plan is a comparison with, where that is not what the world was told. */
export function baseWords({ commit, rev, unreadable }: PlanBase): string {
  const state = `the content at ${commit.slice(0, 7)}, where this left ${rev}`;
  return unreadable === undefined
    ? `Compared with ${state}. How many follow is not known here.`
    : `Nothing can be compared: ${state}, cannot be read. ${unreadable.split('\n')[0] ?? ''}`;
}

export function registeredWords(registered: number): string {
  return `${amount(registered, 'post is', 'posts are')} registered as the archive, and none of it sent.`;
}

/** What waits is replaced by the next publication, so the plan lists it again. */
export function waitingWords({ at, isServed, waiting, withdrawn }: PlanReport): readonly string[] {
  if (waiting === undefined) return [];
  const first =
    `What was published last is told ${whenTold(waiting.sendAt, at, isServed)}. To stop it: npm run outward -- cancel. ` +
    'Publishing again takes its place: what stands here is all that would be told then.';
  return [first, ...withdrawn.map(withdrawnWords)];
}

export const heldWords =
  'The last publication was cancelled: nothing is published by itself until you run: npm run publish';

export function knownWarningsWords(number: number): string {
  return `${amount(number, 'remark is', 'remarks are')} left out, on what was there before (--all lists them).`;
}

/** What there is to say when nothing would be told. */
export function emptyWords({ base, changes, refused, registered }: PlanReport): string | undefined {
  const isEmpty = changes.length + refused.length + registered === 0 && base?.unreadable === undefined;
  return isEmpty ? 'Nothing to tell anybody: all is as it was announced.' : undefined;
}

export const softwareNames: Readonly<Record<Appearance['software'], string>> = {
  mastodon: 'Mastodon',
  gotosocial: 'GoToSocial',
  misskey: 'Misskey',
};

/** What does not arrive, each sentence once, with those it is true of. */
export function lossesOf(appearances: readonly Appearance[]): ReadonlyMap<string, readonly string[]> {
  const losses = appearances.flatMap(({ lost, software }) =>
    lost.map((sentence) => [sentence, softwareNames[software]] as const),
  );
  const grouped = Map.groupBy(losses, ([sentence]) => sentence);
  return new Map([...grouped].map(([sentence, found]) => [sentence, found.map(([, name]) => name)]));
}
