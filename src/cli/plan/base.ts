import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reconcileModeration } from '../../federation/moderation-content.ts';
import { effectsOf } from '../../federation/publish.ts';
import type { Step } from '../../federation/step.ts';
import { ContentError, type ContentWarning } from '../../posts/post.ts';
import { planPublication, type PublishContext } from '../../release/publish.ts';
import { readTrailers } from '../../release/trailers.ts';
import { CommandError } from '../blog.ts';

/** A state of the content in git that stands for what the world was told. */
export interface PlanBase {
  /** As it was asked for: `origin/main`. */
  readonly rev: string;
  /** Where HEAD left it: what was added to `rev` since is not ours to delete. */
  readonly commit: string;
  /** Why its content cannot be read, if so: then nothing can be compared. */
  readonly unreadable: string | undefined;
  /** What might have been better there already. */
  readonly warnings: readonly ContentWarning[];
}

const run = promisify(execFile);

/**
 * Has the store of `context`, which must be empty, believe that the content of git at `rev` was published and told, and all
 * its activities sent. `scratch` is an empty folder. Throws a CommandError where there is no such state to compare with.
 */
export async function tellBase(rev: string, context: PublishContext, scratch: string): Promise<PlanBase> {
  const { settings, store } = context;
  const commit = await findCommit(rev, settings.contentDir);
  const contentDir = await checkOut(commit, settings.contentDir, scratch);
  const base = { rev, commit, unreadable: undefined, warnings: [] };
  if (contentDir === undefined) return base; // Nothing was told, as before a first publication.
  const { settings: said } = await readTrailers(settings.contentDir, store); // Which posts were only ever pages.
  await store.transact((tx) => {
    tx.putSetting('registeredAt', String(context.now()));
    for (const [name, value] of said) tx.putSetting(name, value);
  });
  try {
    const inBase = { ...context, settings: { ...settings, contentDir } };
    await tell(inBase, commit);
    // Once more, for what is only said of posts that are known: that they are boosted again.
    return { ...base, warnings: await tell(inBase, commit) };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { ...base, unreadable: error.message };
  }
}

async function tell(context: PublishContext, commit: string): Promise<readonly ContentWarning[]> {
  const { library, now, publication, site, warnings } = await planPublication(context);
  const steps = publication.steps.map(longAgo);
  await context.store.transact((tx) => {
    effectsOf({ ...publication, steps }, commit, site)(tx);
    tx.putSetting('commit', commit);
  });
  await reconcileModeration(library, [], { now, site, store: context.store });
  return warnings;
}

/** When a post was told is not known here; the writer's date comes nearest. */
function longAgo(step: Step): Step {
  if (step.change.kind === 'delete') return step;
  const published = step.change.post.date.getTime();
  return { ...step, announcement: { ...step.announcement, published } };
}

/** The newest commit that HEAD and `rev` have in common. */
async function findCommit(rev: string, contentDir: string): Promise<string> {
  await git(contentDir, 'rev-parse', '--show-toplevel').catch((error: unknown) => {
    throw new CommandError(
      `There is no git repository around ${contentDir} (${reasonOf(error)}). Run it in a clone of the blog, or without --base.`,
    );
  });
  const named = rev.startsWith('-')
    ? undefined
    : await git(contentDir, 'rev-parse', '--verify', '--quiet', `${rev}^{commit}`).catch(() => undefined);
  if (named === undefined)
    throw new CommandError(
      `git has no revision "${rev}" here. Write a branch, a tag or a commit that "git log" shows, or fetch it first ` +
        '(where a workflow checks out: with its whole history, fetch-depth: 0).',
    );
  return git(contentDir, 'merge-base', named, 'HEAD').catch(() => {
    throw new CommandError(
      `"${rev}" and the commit that is checked out have no history in common. Fetch the whole of it: git fetch --unshallow`,
    );
  });
}

/** The content folder as `commit` has it, or undefined when that has none. Neither index nor files of the repository are touched. */
async function checkOut(commit: string, contentDir: string, scratch: string): Promise<string | undefined> {
  const index = { GIT_INDEX_FILE: join(scratch, 'index') };
  const files = join(scratch, 'base');
  const below = await git(contentDir, 'rev-parse', '--show-prefix');
  await gitWith(index, contentDir, 'read-tree', commit);
  await gitWith(index, contentDir, 'checkout-index', '--all', `--prefix=${files}/`);
  const folder = join(files, below);
  return (await stat(folder).catch(() => undefined)) === undefined ? undefined : folder;
}

function git(folder: string, ...args: readonly string[]): Promise<string> {
  return gitWith({}, folder, ...args);
}

/** As in `release/history.ts`: the content of a pull request names no programs for git to run. */
const safely = ['-c', 'safe.bareRepository=explicit', '-c', 'core.fsmonitor=false'];

/** What git hands to its hooks would lead away from `folder`. */
async function gitWith(
  more: Readonly<Record<string, string>>,
  folder: string,
  ...args: readonly string[]
): Promise<string> {
  const { GIT_DIR: _, GIT_INDEX_FILE: __, GIT_PREFIX: ___, GIT_WORK_TREE: ____, ...env } = process.env;
  const { stdout } = await run('git', [...safely, '-C', folder, ...args], { env: { ...env, ...more } });
  return stdout.trimEnd();
}

/** What git says went wrong, or that there is no git. */
function reasonOf(error: unknown): string {
  const { message, stderr } = error as Error & { readonly stderr?: string };
  return (stderr || message).trim().split('\n')[0] ?? '';
}
