import { join } from 'node:path';
import type { CommitTrailers } from '../posts/post.ts';
import type { Store } from '../store/store.ts';
import { commitsOf, headOf, isInHistory, namesOf, shortName, uncommittedIn, type Commit } from './history.ts';
import { heardOf, outvotedIn } from './outvoted.ts';
import { says, warningsOf, type TrailerWarning } from './trailer-words.ts';

export type { TrailerWarning } from './trailer-words.ts';

/** What the commits say, and what is to be remembered so that it is heeded once. */
export interface SaidByCommits {
  /** By file as in messages: `content/posts/kettle.md`. */
  readonly trailers: ReadonlyMap<string, CommitTrailers>;
  readonly warnings: readonly TrailerWarning[];
  /** Files that became mere pages since the last publication. */
  readonly newPages: ReadonlySet<string>;
  readonly settings: ReadonlyMap<string, string>;
}

/**
 * Reads the trailers `Outward-Update`, `Outward-Federate` and `Outward-Reshare` of the commits that touched posts since the last
 * publication; those that made a post a mere page are remembered. Where there is no git to ask, or not the whole history, nothing
 * is said, but what was kept a page stays one. Reads only. Rejects with HistoryUnreadable when git fails midway: no page must be
 * sent for that.
 */
export async function readTrailers(
  contentDir: string,
  store: Pick<Store, 'setting'>,
): Promise<SaidByCommits> {
  const [since, kept] = await Promise.all([store.setting('commit'), store.setting('pagesOnly')]);
  const before: Pages = new Map(JSON.parse(kept ?? '[]') as readonly [string, string][]);
  const dir = join(contentDir, 'posts');
  const head = await headOf(dir);
  if (head === undefined || head.isCutOff) {
    const warnings = head === undefined ? [] : await cutOff(dir, head.name);
    return {
      trailers: trailersOf(new Map(), before),
      warnings,
      newPages: new Set(),
      settings: new Map(),
    };
  }
  const commits = since === undefined ? undefined : await commitsSince(dir, since, head.name);
  const pages = commits === undefined ? await pagesOfAllTime(dir) : pagesAfter(commits, before);
  const words =
    commits === undefined ? new Map<string, CommitTrailers>() : await wordsByPath(commits, pages, dir);
  const isRewritten = since !== undefined && commits === undefined;
  return {
    trailers: trailersOf(words, pages),
    warnings: isRewritten ? await rewritten(dir, since) : (commits ?? []).flatMap(warningsOf),
    newPages: newPagesIn(pages, commits),
    settings: new Map([
      ['commit', head.name],
      ['pagesOnly', JSON.stringify([...pages])],
    ]),
  };
}

/** By path below `posts`. */
type Words = ReadonlyMap<string, CommitTrailers>;
/** Path below `posts` → the commit that says so. */
type Pages = ReadonlyMap<string, string>;

function trailersOf(words: Words, pages: Pages): ReadonlyMap<string, CommitTrailers> {
  const trailers = new Map([...words].map(([path, said]) => [fileOf(path), said]));
  for (const [path, commit] of pages)
    trailers.set(fileOf(path), { ...words.get(path), pageOnly: shortName(commit) });
  return trailers;
}

/** All where nobody can say what is new. */
function newPagesIn(pages: Pages, commits: readonly Commit[] | undefined): ReadonlySet<string> {
  const speakers = commits && new Set(commits.map(({ name }) => name));
  const fresh = [...pages].filter(([, commit]) => speakers?.has(commit) !== false);
  return new Set(fresh.map(([path]) => fileOf(path)));
}

function fileOf(path: string): string {
  return `content/posts/${path}`;
}

/** Newest first; undefined where `since` is no part of the history. */
async function commitsSince(
  dir: string,
  since: string,
  head: string,
): Promise<readonly Commit[] | undefined> {
  if (since === head) return [];
  return (await isInHistory(dir, since)) ? commitsOf(dir, [`${since}..${head}`]) : undefined;
}

/** Where what can be seen of the history uses trailers, the writer counts on them. */
async function cutOff(dir: string, head: string): Promise<readonly TrailerWarning[]> {
  if ((await namesOf(dir, 'Outward-[a-z]*')).length === 0) return [];
  const message = 'is in a clone without the whole history, and what commits say is passed over there.';
  const remedy = 'Fetch the rest: git fetch --unshallow, or fetch-depth: 0 of the checkout.';
  return [{ commit: shortName(head), message, remedy }];
}

/** Of a history that was rewritten nobody can say which part was published; where no trailers are used, that is no matter. */
async function rewritten(dir: string, since: string): Promise<readonly TrailerWarning[]> {
  const users = await namesOf(dir, 'Outward-\\(Update\\|Reshare\\)');
  if (users.length === 0) return [];
  return [
    {
      commit: shortName(since),
      message: 'was the last one at the last publication, and is not part of the history any more.',
      remedy: 'What commits say of updates and reshares is passed over this time: say it in front matter.',
    },
  ];
}

async function wordsByPath(commits: readonly Commit[], pages: Pages, dir: string): Promise<Words> {
  if (commits.length === 0) return new Map();
  const uncommitted = await uncommittedIn(dir);
  const words = [...commitsByPath(commits)].map(([path, touching]) => {
    const said = wordsOf(touching, uncommitted.has(path));
    const outvoted = outvotedIn(touching, heardOf(said, pages.has(path)), uncommitted.has(path));
    return [path, { ...said, ...(outvoted.length === 0 ? {} : { outvoted }) }] as const;
  });
  return new Map(words.filter(([, said]) => Object.keys(said).length > 0));
}

/** Commits, newest first, by the path that the file they touched has at the end. */
function commitsByPath(commits: readonly Commit[]): ReadonlyMap<string, readonly Commit[]> {
  const pathNow = new Map<string, string>();
  const found = new Map<string, Commit[]>();
  for (const commit of commits) {
    const touched = commit.changes.map(({ from, path }) => ({ from, now: pathNow.get(path) ?? path }));
    for (const { from, now } of touched) {
      found.set(now, [...(found.get(now) ?? []), commit]);
      if (from !== undefined) pathNow.set(from, now);
    }
  }
  return found;
}

/** A change is minor if all of it is; one wish is enough for a reshare. */
function wordsOf(touching: readonly Commit[], isUncommitted: boolean): CommitTrailers {
  const isMinor = !isUncommitted && touching.every((commit) => says(commit, 'outward-update'));
  const minor = isMinor ? touching[0] : undefined;
  const reshare = touching.find((commit) => says(commit, 'outward-reshare'));
  return {
    ...(minor === undefined ? {} : { minor: shortName(minor.name) }),
    ...(reshare === undefined ? {} : { reshare: shortName(reshare.name) }),
  };
}

/** The posts that a commit has added as mere pages, followed through renames until they are removed. */
function pagesAfter(newestFirst: readonly Commit[], before: Pages): Pages {
  const pages = new Map(before);
  for (const commit of newestFirst.toReversed()) followPages(commit, pages);
  return pages;
}

/** The same from the first commit that speaks of it: what it costs grows with the history, so it is for beginnings. */
async function pagesOfAllTime(dir: string): Promise<Pages> {
  const first = (await namesOf(dir, 'Outward-Federate')).at(-1);
  if (first === undefined) return new Map();
  return pagesAfter(await commitsOf(dir, ['HEAD', '--not', `${first}^@`]), new Map());
}

function followPages(commit: Commit, pages: Map<string, string>): void {
  const isPageOnly = says(commit, 'outward-federate');
  const moves = commit.changes.filter(({ kind }) => kind !== 'changed');
  const speakers = moves.map(({ from, kind }) => {
    if (from !== undefined) return pages.get(from);
    return kind === 'added' && isPageOnly ? commit.name : undefined;
  });
  for (const { from, path } of moves) pages.delete(from ?? path);
  for (const [index, { path }] of moves.entries()) {
    const speaker = speakers[index];
    if (speaker !== undefined) pages.set(path, speaker);
  }
}
