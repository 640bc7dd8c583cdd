import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Foundation } from '../app.ts';
import type { Notice } from '../federation/profile.ts';
import { inboxCount, type Publication } from '../federation/publish.ts';
import type { Step } from '../federation/step.ts';
import { planPublication, publishContent, type PublishResult } from '../release/publish.ts';
import { untilServed, whilePublishing } from '../release/lock.ts';
import { openCommand, settings } from './environment.ts';

const lockWaitMs = 60_000;

/** `outward publish`: see README. Exit status 1 when anything was refused. */
export async function publish(options: {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}): Promise<number> {
  const isPlan = options.dryRun === true;
  const loaded = settings();
  const scratch =
    isPlan && !(await hasStore(loaded.dataDir)) ? await mkdtemp(join(tmpdir(), 'outward-plan-')) : undefined;
  const foundation = await openCommand({ ...loaded, dataDir: scratch ?? loaded.dataDir });
  try {
    const result = isPlan ? await planPublication(foundation) : await publishNow(foundation);
    await (options.json === true ? printJson(result) : print(result, isPlan ? 'plan' : 'publish'));
    return result.refused.length > 0 ? 1 : 0;
  } finally {
    await foundation.close();
    if (scratch !== undefined) await rm(scratch, { recursive: true });
  }
}

/** A plan must not make a store where there is none. */
async function hasStore(dataDir: string): Promise<boolean> {
  return (await stat(join(dataDir, 'outward.sqlite')).catch(() => undefined)) !== undefined;
}

/** One publication at a time; queued only once the running server, if there is one, serves what followers will fetch. */
export function publishNow(foundation: Foundation): Promise<PublishResult> {
  const { dataDir } = foundation.settings;
  return whilePublishing(dataDir, lockWaitMs, () =>
    publishContent(foundation, (release) => untilServed(dataDir, release)),
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

/** Of what is told of the blog itself. */
function noticeLineOf({ kind, post }: Notice): string {
  const what = {
    actor: 'Update of the profile',
    move: 'Move',
    pin: 'Add (pinned)',
    unpin: 'Remove (unpinned)',
  };
  return post === undefined ? what[kind] : `${what[kind]} ${post.slug}`;
}

/** What happened, or would happen, a line each. At start nothing is live yet, and nobody must be told so. */
export async function print(result: PublishResult, during: 'plan' | 'publish' | 'start'): Promise<void> {
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
  if (steps.length + notices.length === 0)
    console.log('Nothing to tell anybody: all is as it was announced.');
  if (during === 'plan') console.log('This was a plan. Nothing was changed and nothing sent.');
  if (during === 'publish') console.log(`Live: ${result.site.origin}/`);
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

/** `{ changes: [{ kind, id, slug, activity, inboxes }], refused, unresolved, release }`; what concerns no post has no slug. */
async function printJson({ manifest, publication, refused, site, store }: PublishResult): Promise<void> {
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
  };
  console.log(JSON.stringify(report, undefined, 2));
}
