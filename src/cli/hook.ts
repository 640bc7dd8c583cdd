import { mkdir, readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Settings } from '../config.ts';
import { currentManifest } from '../release/current.ts';
import { readForgeState, type ForgeState } from '../release/forge.ts';
import { gitInBare } from '../release/history.ts';
import {
  acceptedCommit,
  readPushTarget,
  removePushTarget,
  writePushTarget,
  type PushTarget,
} from '../release/pushed.ts';
import { CommandError } from './blog.ts';
import { settings } from './environment.ts';
import { forgeLines } from './forge-words.ts';
import { faultsOfHooks, hooksFolder, removeHooks, writeHooks } from './hook-files.ts';
import { jsonText } from './words.ts';

export interface HookInstallOptions {
  readonly bare?: string;
  readonly branch?: string;
  readonly json?: boolean;
}

/**
 * `outward hook install`: makes a bare repository (or takes the one that is there) in which a push to the branch publishes.
 * May be repeated, for new settings. `--json` prints a HookState.
 */
export async function installHook({ bare, branch = 'main', json }: HookInstallOptions): Promise<number> {
  const loaded = settings();
  const { dataDir } = loaded;
  const before = await readPushTarget(dataDir);
  const repository = resolve(bare ?? before?.repository ?? join(dataDir, 'blog.git'));
  if (before !== undefined && before.repository !== repository)
    throw new CommandError(
      `Pushes to ${before.repository} publish already. To take another repository, first run: outward hook uninstall`,
    );
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await openRepository(repository, branch);
  await writeHooks(repository, process.env);
  await writePushTarget(dataDir, { repository, branch });
  const state = await stateOf({ repository, branch }, loaded);
  console.log(json === true ? jsonText(state) : installedWords(state, loaded));
  return 0;
}

async function openRepository(repository: string, branch: string): Promise<void> {
  await refuseAnythingElse(repository);
  await mkdir(repository, { recursive: true, mode: 0o700 });
  const head = `refs/heads/${branch}`;
  await gitInBare(repository, ['check-ref-format', head]).catch(() => {
    throw new CommandError(`"${branch}" is no name that a branch can have. Write it like main.`);
  });
  await gitInBare(repository, ['init', '--quiet', '--bare']);
  await gitInBare(repository, ['symbolic-ref', 'HEAD', head]);
  await gitInBare(repository, ['config', 'core.hooksPath', hooksFolder(repository)]);
  await gitInBare(repository, ['config', 'receive.fsckObjects', 'true']);
}

async function refuseAnythingElse(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length === 0 || ['HEAD', 'objects', 'refs'].every((name) => names.includes(name))) return;
  throw new CommandError(
    `${folder} is no bare repository, and not empty. Give --bare a folder that is not there yet, or one made by "git init --bare".`,
  );
}

function installedWords({ branch, repository }: HookState, { origin }: Settings): string {
  const host = new URL(origin).hostname;
  return [
    `From now on the blog is published from ${branch} of ${repository}, and from no other folder.`,
    'Whoever pushes must come in as the user that runs the blog. In the clone that you write in:',
    '',
    `  git remote add blog ssh://${userInfo().username}@${host}${repository}`,
    `  git push blog ${branch}`,
    '',
    'The first push should hold all that is published already: what is missing in it is deleted everywhere.',
  ].join('\n');
}

/** The JSON of `outward hook status`. */
interface HookState extends PushTarget {
  /** The last commit that was accepted. */
  readonly accepted: string | undefined;
  /** The commit that the site shows. */
  readonly published: string | undefined;
  /** What came from a forge last, and what became of it; undefined where none is listened to, or said nothing yet. */
  readonly webhook: ForgeState | undefined;
  /** What stands in the way of a push, and what to do about it. */
  readonly faults: readonly string[];
}

async function stateOf(target: PushTarget, { dataDir }: Settings): Promise<HookState> {
  const isThere = (await stat(join(target.repository, 'HEAD')).catch(() => undefined)) !== undefined;
  const faults = isThere
    ? await faultsOfHooks(target.repository)
    : [`${target.repository} is gone. Put it back, or run: outward hook uninstall`];
  return {
    ...target,
    accepted: isThere ? await acceptedCommit(target) : undefined,
    published: (await currentManifest(dataDir))?.commit,
    webhook: await readForgeState(dataDir),
    faults,
  };
}

/** `outward hook status`. Exit status 1 when a push would fail, or where no hook is installed. */
export async function hookStatus({ json }: { readonly json?: boolean }): Promise<number> {
  const loaded = settings();
  const target = await readPushTarget(loaded.dataDir);
  if (target === undefined) {
    console.log(json === true ? 'null' : `Not installed: content is read from ${loaded.contentDir}`);
    return 1;
  }
  const state = await stateOf(target, loaded);
  console.log(json === true ? jsonText(state) : stateLines(state).join('\n'));
  return state.faults.length > 0 ? 1 : 0;
}

function stateLines({
  accepted,
  branch,
  faults,
  published,
  repository,
  webhook,
}: HookState): readonly string[] {
  return [
    `Published from ${branch} of ${repository}`,
    `Accepted last: ${accepted ?? 'nothing yet'}`,
    `On the site: ${published ?? 'nothing from git'}`,
    ...(webhook === undefined ? [] : forgeLines(webhook)),
    ...faults,
  ];
}

/** `outward hook uninstall`: the content is read from CONTENT_DIR again. The repository stays, and takes pushes without effect. */
export async function uninstallHook({ json }: { readonly json?: boolean } = {}): Promise<number> {
  const { contentDir, dataDir } = settings();
  const target = await readPushTarget(dataDir);
  if (target === undefined) throw new CommandError('No hook is installed.');
  await removeHooks(target.repository);
  await removePushTarget(dataDir);
  if (json === true) {
    console.log(jsonText({ contentDir, repository: target.repository }));
    return 0;
  }
  console.log(
    `From now on the blog is published from ${contentDir}. Bring that up to date before you publish or restart: ` +
      'what is missing there is deleted everywhere.\n' +
      `${target.repository} stays as it is, and pushes to it change nothing on the site.`,
  );
  return 0;
}
