import { randomBytes } from 'node:crypto';
import type { Foundation } from '../app.ts';
import { currentRelease, keptReleases, timeOf } from '../release/current.ts';
import { shortName } from '../release/history.ts';
import { untilServed, whilePublishing } from '../release/lock.ts';
import type { Manifest } from '../release/manifest.ts';
import { forgetPush, pendingPushes } from '../release/pushed.ts';
import { showWhatWasTold } from '../release/waiting.ts';
import { siteOf } from '../site.ts';
import { CommandError } from './blog.ts';
import { openCommand, settings } from './environment.ts';
import { amount, jsonText, stamp } from './words.ts';

const lockWaitMs = 60_000;

/** `outward releases`: those that can be gone back to. `--json` prints a list of `{ release, builtAt, commit, isCurrent }`. */
export async function listReleases({ json }: { readonly json?: boolean }): Promise<number> {
  const { dataDir } = settings();
  const current = await currentRelease(dataDir);
  const views = (await keptReleases(dataDir)).toReversed().map(({ commit, release }) => ({
    ...{ release, builtAt: timeOf(release), commit, isCurrent: release === current },
  }));
  if (json === true) console.log(jsonText(views));
  else if (views.length === 0) console.log('Nothing was published yet.');
  else for (const view of views) console.log(lineOf(view));
  return 0;
}

interface ReleaseView {
  readonly release: string;
  readonly builtAt: number | undefined;
  readonly commit: string | undefined;
  readonly isCurrent: boolean;
}

function lineOf({ builtAt, commit, isCurrent, release }: ReleaseView): string {
  const ofCommit = commit === undefined ? '' : ` commit ${shortName(commit)}`;
  return `${isCurrent ? '*' : ' '} ${release}  built ${stamp(builtAt)}${ofCommit}`;
}

/**
 * `outward rollback`: the site shows an earlier release again, `wanted` or the one before, in one step; nothing is published by
 * itself from then on. What followers were told stays told, and the next publication compares with that. Killed midway, the next
 * start or rollback completes it.
 */
export async function rollback(
  wanted: string | undefined,
  options: { readonly json?: boolean },
): Promise<number> {
  const foundation = await openCommand(settings());
  try {
    const { dataDir } = foundation.settings;
    const result = await whilePublishing(dataDir, lockWaitMs, () => goBack(foundation, wanted));
    console.log(options.json === true ? jsonText(result) : wordsOf(result).join('\n'));
    return 0;
  } finally {
    await foundation.close();
  }
}

/** The JSON of `outward rollback`. */
interface RolledBack {
  readonly from: string;
  readonly release: string;
  readonly commit: string | undefined;
  /** Slugs of posts that followers were told of, and whose addresses answer 404 until the next publication. */
  readonly missing: readonly string[];
}

async function goBack(foundation: Foundation, wanted: string | undefined): Promise<RolledBack> {
  const {
    settings: { dataDir },
    store,
  } = foundation;
  const from = await currentRelease(dataDir);
  if (from === undefined) throw new CommandError('Nothing was published yet.');
  const target = findRelease(await keptReleases(dataDir), from, wanted);
  await refuseUnusable(target, foundation);
  const waiting = await store.waitingPublication();
  const token = waiting?.token ?? randomBytes(18).toString('base64url');
  await store.holdBack({ token, release: from, previous: target.release }, foundation.now());
  await showWhatWasTold(foundation);
  await untilServed(dataDir, target.release);
  for (const { commit, isLeft } of await pendingPushes(dataDir))
    if (isLeft) await forgetPush(dataDir, commit);
  const shown = new Set(target.objects.map(({ id }) => id));
  const missing = (await store.announcements()).filter(
    ({ id, state }) => state === 'announced' && !shown.has(id),
  );
  return { from, release: target.release, commit: target.commit, missing: missing.map(({ slug }) => slug) };
}

/**
 * The release that `wanted` names by its name or commit, or else the one before `from`, which the site shows; `kept` are oldest
 * first. Throws a CommandError when there is none to go to.
 */
export function findRelease<Kept extends Pick<Manifest, 'release' | 'commit'>>(
  kept: readonly Kept[],
  from: string,
  wanted: string | undefined,
): Kept {
  const found =
    wanted === undefined
      ? kept.findLast(({ release }) => release < from)
      : kept.findLast(({ commit, release }) => release === wanted || isPrefix(wanted, commit));
  if (found === undefined)
    throw new CommandError(
      wanted === undefined
        ? 'No earlier release is kept. "outward releases" lists those that are.'
        : `No release "${wanted}" is kept. "outward releases" lists those that are, with their commits.`,
    );
  if (found.release === from) throw new CommandError(`The site shows ${from} already.`);
  return found;
}

const commitPrefixMin = 7;

function isPrefix(wanted: string, commit = ''): boolean {
  return wanted.length >= commitPrefixMin && commit.startsWith(wanted);
}

/** Of another address, or signed with a key that was given up, it would be believed by nobody. */
async function refuseUnusable(target: Manifest, { settings: { origin }, store }: Foundation): Promise<void> {
  const key = target.origin === origin ? await currentKey(target, store) : undefined;
  if (key === target.assertionKey) return;
  throw new CommandError(
    `${target.release} was made for another address or with keys that are no longer in use. ` +
      'Take the change back in git instead ("git revert"), and publish that.',
  );
}

async function currentKey(
  { blog, origin }: Manifest,
  store: Foundation['store'],
): Promise<string | undefined> {
  return (await store.keyPair(siteOf(blog, origin).actor, 'assertion'))?.id;
}

function wordsOf({ commit, from, missing, release }: RolledBack): readonly string[] {
  const ofCommit = commit === undefined ? '' : ` (commit ${shortName(commit)})`;
  return [
    `The site shows ${release}${ofCommit} again, in place of ${from}.`,
    'What followers were told stays told: nobody hears of this. Nothing is published by itself until you run npm run publish, or push a new commit.',
    'What is published then is compared with what was told last: to delete or correct it for followers too, take it back in git ("git revert") first.',
    ...(missing.length === 0
      ? []
      : [
          `${amount(missing.length, 'post', 'posts')} that followers were told of answer 404 until then: ${missing.join(', ')}`,
        ]),
  ];
}
