import { join } from 'node:path';
import { nearest } from '../posts/nearest.ts';
import type { CommitTrailers } from '../posts/post.ts';
import type { Store } from '../store/store.ts';
import {
  commitsOf,
  headOf,
  isInHistory,
  namesOf,
  shortName,
  uncommittedIn,
  type Commit,
  type Trailer,
} from './history.ts';

/** A trailer that is not understood. */
export interface TrailerWarning {
  /** Its short name: `1a2b3c4`. */
  readonly commit: string;
  /** What is wrong, a sentence. */
  readonly message: string;
  /** What to write instead, a sentence. */
  readonly remedy: string;
}

/** What the commits say, and what is to be remembered so that it is heeded once. */
export interface SaidByCommits {
  /** By file as in messages: `content/posts/kettle.md`. */
  readonly trailers: ReadonlyMap<string, CommitTrailers>;
  readonly warnings: readonly TrailerWarning[];
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
    return { trailers: trailersOf(new Map(), before), warnings, settings: new Map() };
  }
  const commits = since === undefined ? undefined : await commitsSince(dir, since, head.name);
  const pages = commits === undefined ? await pagesOfAllTime(dir) : pagesAfter(commits, before);
  const words = commits === undefined ? new Map<string, CommitTrailers>() : await wordsByPath(commits, dir);
  const isRewritten = since !== undefined && commits === undefined;
  return {
    trailers: trailersOf(words, pages),
    warnings: isRewritten ? await rewritten(dir, since) : (commits ?? []).flatMap(warningsOf),
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

async function wordsByPath(commits: readonly Commit[], dir: string): Promise<Words> {
  if (commits.length === 0) return new Map();
  const uncommitted = await uncommittedIn(dir);
  const words = [...commitsByPath(commits)].map(
    ([path, touching]) => [path, wordsOf(touching, uncommitted.has(path))] as const,
  );
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
  const says = (commit: Commit, key: TrailerKey, value: string): boolean => valueOf(commit, key) === value;
  const isMinor = !isUncommitted && touching.every((commit) => says(commit, 'outward-update', 'minor'));
  const minor = isMinor ? touching[0] : undefined;
  const reshare = touching.find((commit) => says(commit, 'outward-reshare', 'true'));
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
  const isPageOnly = valueOf(commit, 'outward-federate') === 'false';
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

/** What may be said, as it is spelt in messages; of each what can be meant, what says nothing last. */
const vocabulary = {
  'outward-update': { key: 'Outward-Update', values: ['minor', 'normal'] },
  'outward-federate': { key: 'Outward-Federate', values: ['false', 'true'] },
  'outward-reshare': { key: 'Outward-Reshare', values: ['true', 'false'] },
} as const;
type TrailerKey = keyof typeof vocabulary;

/** Git does not tell capital letters of trailers apart, so neither do we. */
function valueOf({ trailers }: Commit, key: TrailerKey): string | undefined {
  return trailers.findLast((trailer) => trailer.key.toLowerCase() === key)?.value.toLowerCase();
}

function warningsOf({ name, trailers }: Commit): readonly TrailerWarning[] {
  return trailers.flatMap((trailer) => {
    const wrong = wrongIn(trailer);
    return wrong === undefined ? [] : [{ commit: shortName(name), ...wrong }];
  });
}

function wrongIn({ key, value }: Trailer): Omit<TrailerWarning, 'commit'> | undefined {
  const name = key.toLowerCase();
  if (!name.startsWith('outward-')) return undefined;
  const known = Object.entries(vocabulary).find(([one]) => one === name)?.[1];
  if (known === undefined) {
    const keys = Object.values(vocabulary).map((one) => one.key);
    return { message: `"${key}" is not a trailer of Outward.`, remedy: remedyFor(key, keys) };
  }
  if (known.values.some((one) => one === value.toLowerCase())) return undefined;
  return {
    message: `"${value}" is not a value that ${known.key} can have.`,
    remedy: remedyFor(value, known.values),
  };
}

function remedyFor(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `Write ${known.join(' or ')}.` : `Did you mean "${meant}"?`;
}
