import type { Foundation } from '../app.ts';
import type { Notice } from '../federation/profile.ts';
import { inboxCount, type Publication } from '../federation/publish.ts';
import type { Step } from '../federation/step.ts';
import { formatWarning } from '../posts/post.ts';
import { publishContent, type Occasion, type PublishResult } from '../release/publish.ts';
import { untilServed, whilePublishing } from '../release/lock.ts';
import type { Site } from '../site.ts';
import type { WaitingPublication } from '../store/store.ts';
import { openCommand, settings } from './environment.ts';

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
    const result = await publishNow(foundation, occasionOf(options));
    await (options.json === true ? printJson(result) : print(result, 'publish'));
    return result.refused.length > 0 ? 1 : 0;
  } finally {
    await foundation.close();
  }
}

function occasionOf({ due, now }: PublishVerbOptions): Occasion {
  if (due === true) return 'due';
  return now === true ? 'at once' : 'asked';
}

/** One publication at a time; queued only once the running server, if there is one, serves what followers will fetch. */
export function publishNow(foundation: Foundation, occasion: Occasion): Promise<PublishResult> {
  const { dataDir } = foundation.settings;
  return whilePublishing(dataDir, lockWaitMs, () =>
    publishContent(foundation, (release) => untilServed(dataDir, release), occasion),
  );
}

/** Of what nobody is sent. */
const quietVerbs: Readonly<Record<string, string>> = {
  delete: 'forget (never sent)',
  quiet: 'change quietly (not sent)',
};

function lineOf({ activity, announcement, change }: Step): string {
  return `${activity?.type ?? quietVerbs[change.kind]} ${announcement.slug}`;
}

/** Of what is told of the blog itself, and of posts that are boosted again. */
function noticeLineOf({ activity, kind, post }: Notice): string {
  const what = {
    actor: 'Update of the profile',
    move: 'Move',
    pin: 'Add (pinned)',
    reshare: `${activity.type} (boost)`,
    unpin: 'Remove (unpinned)',
  };
  return post === undefined ? what[kind] : `${what[kind]} ${post.slug}`;
}

/** What happened, a line each. At start nothing is live yet, and nobody must be told so. */
export async function print(result: PublishResult, during: 'publish' | 'start'): Promise<void> {
  const { store } = result;
  for (const { file, reason, remedy } of result.refused)
    console.log(`${file}: refused: ${reason}. ${remedy}`);
  if (result.refused.length > 0) return console.log('Nothing was published.');
  const { publication } = result;
  printRegistered(publication, during);
  const { notices, steps } = publication;
  for (const step of steps.filter(({ change }) => change.kind !== 'register')) {
    const to = step.activity === undefined ? '' : ` to ${inboxes(await inboxCount(step, store))}`;
    console.log(lineOf(step) + to);
  }
  for (const notice of notices)
    console.log(`${noticeLineOf(notice)} to ${inboxes(await inboxCount(notice, store))}`);
  for (const { name, reason } of publication.unresolved)
    console.log(`Mention of ${name}: nobody found (${reason}).`);
  for (const { commit, message, remedy } of result.commitWarnings)
    console.log(`commit ${commit}: ${message} ${remedy}`);
  if (during === 'publish') printWarnings(result);
  if (steps.length + notices.length === 0)
    console.log('Nothing to tell anybody: all is as it was announced.');
  if (during === 'publish') console.log(`Live: ${result.site.origin}/`);
  if (result.waiting !== undefined) printWait(result.waiting, result.site);
}

const warningsMax = 10;

/** What might be better in what was published now. */
function printWarnings({ unchanged, warnings }: PublishResult): void {
  const fresh = warnings.filter(({ file }) => !unchanged.has(file));
  for (const warning of fresh.slice(0, warningsMax)) console.log(formatWarning(warning));
  if (fresh.length > warningsMax)
    console.log(`${fresh.length - warningsMax} more might be better: npm run outward -- plan --all`);
}

function printWait({ sendAt, token }: WaitingPublication, { origin }: Site): void {
  const seconds = Math.max(0, Math.round((sendAt - Date.now()) / 1000));
  console.log(
    `Nobody is told for another ${seconds} seconds. To stop it: npm run outward -- cancel, or ${origin}/waiting/${token}\n` +
      'To tell them now: npm run publish -- --now',
  );
}

function printRegistered({ steps }: Publication, during: string): void {
  const count = steps.filter(({ change }) => change.kind === 'register').length;
  if (count === 0) return;
  const what = count === 1 ? '1 post is' : `${count} posts are`;
  console.log(
    `First ${during === 'start' ? 'start' : 'publication'}: ${what} registered as the archive, and none of it sent.`,
  );
}

function inboxes(count: number): string {
  return count === 1 ? '1 inbox' : `${count} inboxes`;
}

/** `{ changes: [{ kind, id, slug, activity, inboxes }], refused, unresolved, release, tellsAt }`; what concerns no post has no slug. */
async function printJson({
  manifest,
  publication,
  refused,
  site,
  store,
  waiting,
}: PublishResult): Promise<void> {
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
    release: manifest?.release ?? null,
    tellsAt: waiting === undefined ? null : new Date(waiting.sendAt).toISOString(),
  };
  console.log(JSON.stringify(report, undefined, 2));
}
