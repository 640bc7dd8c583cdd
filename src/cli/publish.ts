import type { Foundation } from '../app.ts';
import { inboxCount, type Publication } from '../federation/publish.ts';
import { formatWarning } from '../posts/post.ts';
import { publishContent, type Occasion, type PublishResult } from '../release/publish.ts';
import { pushedFrom } from '../release/pushed.ts';
import { isServerRunning, untilServed, whilePublishing } from '../release/lock.ts';
import { withAcceptedContent } from '../release/pushed.ts';
import type { WaitingPublication } from '../store/store.ts';
import { printable } from './blog.ts';
import { openCommand, settings } from './environment.ts';
import { changesIn, reachIn } from './plan/changes.ts';
import { headWords, refusalWords, ruleWords, withdrawnWords } from './plan/words.ts';
import { onTerminal } from './progress.ts';
import { scheduledWords } from './schedule.ts';
import { amount, jsonText } from './words.ts';

const lockWaitMs = 60_000;

export interface PublishVerbOptions {
  readonly json?: boolean;
  readonly now?: boolean;
  /** The program itself asks, because something falls due. */
  readonly due?: boolean;
}

/** `outward publish`: see README. Exit status 1 when anything was refused. */
export async function publish(options: PublishVerbOptions): Promise<number> {
  const foundation = await openCommand(settings());
  try {
    const result = await onTerminal('Building', () => publishNow(foundation, occasionOf(options)));
    await (options.json === true ? printJson(result) : print(result, 'publish'));
    const from = await pushedFrom(settings());
    if (from !== undefined && options.json !== true) console.log(from);
    return result.refused.length > 0 ? 1 : 0;
  } finally {
    await foundation.close();
  }
}

function occasionOf({ due, now }: PublishVerbOptions): Occasion {
  if (due === true) return 'due';
  return now === true ? 'at once' : 'asked';
}

/** What was published, and whether a server runs that shows and delivers it. */
export interface Published extends PublishResult {
  readonly isServed: boolean;
}

/**
 * One publication at a time; queued only once the running server, if there is one, serves what followers will fetch. Where
 * content comes by pushes, which commit is the last is asked when no other process publishes any more.
 */
export function publishNow(
  foundation: Foundation,
  occasion: Occasion,
  waitMs = lockWaitMs,
): Promise<Published> {
  const { dataDir } = foundation.settings;
  return whilePublishing(dataDir, waitMs, async () => {
    const settled = { ...foundation, settings: await withAcceptedContent(foundation.settings) };
    const result = await publishContent(settled, (release) => untilServed(dataDir, release), occasion);
    return { ...result, isServed: await isServerRunning(dataDir) };
  });
}

/** What happened, a line each. At start nothing is live yet, and nobody must be told so. */
export async function print(result: Published, during: 'publish' | 'start'): Promise<void> {
  for (const refusal of result.refused) console.log(refusalWords(refusal));
  if (result.refused.length > 0) return console.log('Nothing was published.');
  const { publication } = result;
  printRegistered(publication, during);
  const changes = await changesIn(result, reachIn(result.store));
  for (const change of changes) console.log(printable(headWords(change)));
  for (const { name, reason } of publication.unresolved)
    console.log(`Mention of ${name}: nobody found (${printable(reason)}).`);
  for (const { commit, message, remedy } of result.commitWarnings)
    console.log(`commit ${commit}: ${message} ${remedy}`);
  for (const saying of result.withdrawn) console.log(withdrawnWords(saying));
  if (during === 'publish') printRules(result.rules);
  if (publication.steps.length + publication.notices.length + result.withdrawn.length === 0)
    console.log('Nothing to tell anybody: all is as it was announced.');
  if (during === 'publish') printAfter(result);
  if (result.waiting !== undefined) printWait(result.waiting, result);
}

/** What the writer who has just published wants to know beside that. */
function printAfter(result: Published): void {
  const { changedPages, isServed, scheduled, site } = result;
  if (changedPages.length > 0) console.log(changedPagesWords(changedPages));
  for (const one of scheduled.slice(0, scheduledMax)) console.log(scheduledWords(one));
  if (scheduled.length > scheduledMax)
    console.log(`And ${scheduled.length - scheduledMax} more that are scheduled: npm run outward -- status`);
  printWarnings(result);
  console.log(
    isServed
      ? `Live: ${site.origin}/`
      : `Built for ${site.origin}/, but no server runs here: pages are shown, and what is queued or scheduled leaves, when one does (npm start).`,
  );
}

const rulesMax = 20;

/** A list that was imported may have thousands. */
function printRules(rules: PublishResult['rules']): void {
  for (const one of rules.slice(0, rulesMax)) console.log(printable(ruleWords(one)));
  if (rules.length > rulesMax)
    console.log(`And ${rules.length - rulesMax} more rules that change: npm run outward -- rules`);
}

const scheduledMax = 10;
const pagesMax = 10;

/** `2 pages changed, of which nobody is told: about, colophon` */
export function changedPagesWords(slugs: readonly string[]): string {
  const more = slugs.length > pagesMax ? ', …' : '';
  const names = slugs.slice(0, pagesMax).join(', ');
  return `${amount(slugs.length, 'page', 'pages')} changed, of which nobody is told: ${names}${more}`;
}

const warningsMax = 10;

/** What might be better in what was published now. */
function printWarnings({ unchanged, warnings }: PublishResult): void {
  const fresh = warnings.filter(({ file }) => !unchanged.has(file));
  for (const warning of fresh.slice(0, warningsMax)) console.log(formatWarning(warning));
  if (fresh.length > warningsMax)
    console.log(`${fresh.length - warningsMax} more might be better: npm run outward -- plan --all`);
}

function printWait({ sendAt, token }: WaitingPublication, { isServed, site }: Published): void {
  const seconds = Math.max(0, Math.round((sendAt - Date.now()) / 1000));
  const orThere = isServed ? `, or ${site.origin}/waiting/${token}` : '';
  console.log(
    `Nobody is told for another ${seconds} seconds. To stop it: npm run outward -- cancel${orThere}\n` +
      'To tell them now: npm run publish -- --now',
  );
}

function printRegistered({ isFirst, steps }: Publication, during: string): void {
  const count = steps.filter(({ change }) => change.kind === 'register').length;
  if (count === 0) return;
  const what = count === 1 ? '1 post is' : `${count} posts are`;
  const first = isFirst ? `First ${during === 'start' ? 'start' : 'publication'}: ` : '';
  console.log(`${first}${what} registered as the archive, and none of it sent.`);
}

/**
 * `{ changes: [{ kind, id, slug, activity, inboxes }], refused, unresolved, withdrawn, scheduled, changedPages, served, release,
 * tellsAt }`; what concerns no post has no slug. `served` says whether a server runs; `scheduled` is as in the plan.
 */
async function printJson({
  changedPages,
  isServed,
  manifest,
  publication,
  refused,
  scheduled,
  site,
  store,
  waiting,
  withdrawn,
}: Published): Promise<void> {
  const changes = publication.steps.map(async (step) => ({
    kind: step.change.kind,
    id: step.announcement.id,
    slug: step.announcement.slug,
    activity: step.activity?.id ?? null,
    inboxes: await inboxCount(step, store),
  }));
  const notices = publication.notices.map(async (notice) => ({
    kind: notice.kind,
    id: notice.post?.id ?? site.blog.id,
    slug: notice.post?.slug ?? null,
    activity: notice.activity.id,
    inboxes: await inboxCount(notice, store),
  }));
  const report = {
    changes: await Promise.all([...changes, ...notices]),
    refused,
    unresolved: publication.unresolved,
    withdrawn,
    scheduled,
    changedPages,
    served: isServed,
    release: manifest?.release ?? null,
    tellsAt: waiting?.sendAt,
  };
  console.log(jsonText(report));
}
