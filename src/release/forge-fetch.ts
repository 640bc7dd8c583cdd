import { boundedGit, type GitEnding } from './bounded-git.ts';
import type { FetchOutcome } from './forge.ts';
import { gitInBare, shortName } from './history.ts';
import { acceptedCommit, type PushTarget } from './pushed.ts';

/** What the forge has, and what was last accepted of that; below a prefix that no push can write. */
const fetchedRef = 'refs/outward/fetched';
const takenRef = 'refs/outward/taken';

/** A first fetch brings all pictures that there ever were. */
const fetchMsMax = 600_000;
/** A push waits for the one before it, which may compile the theme. */
const pushMsMax = 1_800_000;
const wordsMax = 60;

/** Where the branch is fetched from, and into. */
export interface ForgeRoute {
  /** WEBHOOK_REPOSITORY */
  readonly from: string;
  readonly target: PushTarget;
}

/**
 * Fetches the branch from the forge into the repository that pushes arrive in, and there pushes it to its place: the hooks plan,
 * rehearse, refuse and publish it as they do with every push. Killed anywhere, it is to be repeated. `stopping` ends the fetch,
 * but not the push. What was pushed here and not to the forge is never taken back by it. Rejects with HistoryUnreadable when
 * the repository is gone.
 */
export async function takeFromForge(
  { from, target }: ForgeRoute,
  stopping: AbortSignal,
  limits: { readonly fetchMs: number } = { fetchMs: fetchMsMax },
): Promise<FetchOutcome> {
  const tip = await acceptedCommit(target);
  const fetching = await fetchBranch({ from, target }, stopping, limits.fetchMs);
  if (fetching.exitStatus !== 0)
    return { kind: 'failed', commit: undefined, words: reasonsOf(fetching, from) };
  const fetched = await nameOf(target, fetchedRef);
  if (fetched === undefined || fetched === tip) return settle(target, fetched, []);
  const isOurs = tip === undefined || tip === (await nameOf(target, takenRef));
  if (!isOurs && (await isAncestor(target, fetched, tip))) return settle(target, fetched, [aheadWords(tip)]);
  if (!isOurs && !(await isAncestor(target, tip, fetched)))
    return { kind: 'refused', commit: fetched, words: [apartWords(tip, fetched, target)] };
  return push(target, fetched, tip);
}

/** Nothing is to be done; what the forge has is known to be here, so that it may be rewritten there from now on. */
async function settle(
  target: PushTarget,
  commit: string | undefined,
  words: readonly string[],
): Promise<FetchOutcome> {
  if (commit !== undefined && words.length === 0)
    await gitInBare(target.repository, ['update-ref', takenRef, commit]);
  return { kind: 'unchanged', commit, words };
}

function aheadWords(tip: string): string {
  return `The blog has ${shortName(tip)} already, which the forge does not have yet. Push it there too.`;
}

function apartWords(tip: string, fetched: string, { branch }: PushTarget): string {
  return (
    `The blog has ${shortName(tip)}, which was pushed to it and is not in the history of ${shortName(fetched)}: taking that ` +
    `would delete what is new in it. Merge both and push, or push ${branch} to the blog with --force.`
  );
}

async function fetchBranch(
  { from, target: { branch, repository } }: ForgeRoute,
  stopping: AbortSignal,
  ms: number,
): Promise<GitEnding> {
  const hidden = ['transfer.hideRefs', 'refs/outward', '^refs/outward$'];
  await gitInBare(repository, ['config', '--replace-all', ...hidden]);
  const args = [
    ...allowOnly(/^(\w+):/.exec(from)?.[1] ?? 'file'),
    ...slowness.flatMap((setting) => ['-c', setting]),
    ...['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'],
    ...['--no-auto-maintenance', from, `+refs/heads/${branch}:${fetchedRef}`],
  ];
  return boundedGit(repository, args, AbortSignal.any([stopping, AbortSignal.timeout(ms)]));
}

/** Whatever the forge redirects to: no other way, least of all one that runs a program. */
function allowOnly(transport: string): readonly string[] {
  return ['-c', 'protocol.allow=never', '-c', `protocol.${transport}.allow=always`];
}

/** Fewer than a thousand bytes a second for half a minute: nobody is there. And what comes is checked, as with a push. */
const slowness = ['http.lowSpeedLimit=1000', 'http.lowSpeedTime=30', 'fetch.fsckObjects=true'];

/** By force only over what came from the forge too, so that a history rewritten there is taken as one rewritten here. */
async function push(target: PushTarget, commit: string, tip: string | undefined): Promise<FetchOutcome> {
  const { branch, repository } = target;
  const head = `refs/heads/${branch}`;
  const args = [
    ...[
      ...allowOnly('file'),
      'push',
      '--porcelain',
      '--no-progress',
      `--force-with-lease=${head}:${tip ?? ''}`,
    ],
    ...[repository, `${commit}:${head}`],
  ];
  const ending = await boundedGit(repository, args, AbortSignal.timeout(pushMsMax));
  const words = sayingsOf(ending);
  if (ending.exitStatus !== 0)
    return { kind: isRefusal(ending, words) ? 'refused' : 'failed', commit, words };
  await gitInBare(repository, ['update-ref', takenRef, commit]);
  return { kind: 'accepted', commit, words };
}

/** The hook says so, or receive.denyNonFastForwards does. All else may go better another time. */
function isRefusal({ output }: GitEnding, words: readonly string[]): boolean {
  return words.some((line) => line.startsWith('Refused: ')) || output.includes('(non-fast-forward)');
}

/** What the hooks said; where they said nothing, git. */
function sayingsOf(ending: GitEnding): readonly string[] {
  const lines = ending.messages.split('\n').filter((line) => line.startsWith('remote: '));
  const said = lines.map((line) => line.slice('remote: '.length).trimEnd());
  return said.length === 0 ? linesOf(ending.messages) : said.slice(-wordsMax);
}

/** Why git failed, without the password that may stand in the address. */
function reasonsOf({ exitStatus, messages }: GitEnding, from: string): readonly string[] {
  const lines = linesOf(messages.replaceAll(from, () => withoutPassword(from)));
  return exitStatus === undefined
    ? [...lines, 'Fetching was ended: it took too long, or the server stopped.']
    : lines;
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines.filter((line) => line !== '').slice(-wordsMax);
}

/** Undefined where there is no such thing. */
async function nameOf({ repository }: PushTarget, ref: string): Promise<string | undefined> {
  return (await gitInBare(repository, ['for-each-ref', '--format=%(objectname)', ref])).trim() || undefined;
}

async function isAncestor({ repository }: PushTarget, commit: string, of: string): Promise<boolean> {
  return gitInBare(repository, ['merge-base', '--is-ancestor', commit, of]).then(
    () => true,
    () => false,
  );
}
