import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A commit, as far as the writer speaks through it. */
export interface Commit {
  /** The whole hash. */
  readonly name: string;
  /** As git reads them from the end of its message (git-interpret-trailers), in order. */
  readonly trailers: readonly Trailer[];
  /** All of its message. */
  readonly message: string;
  readonly changes: readonly FileChange[];
}

export interface Trailer {
  readonly key: string;
  readonly value: string;
}

/** What a commit does to a file; paths are below the folder whose history is read. */
export interface FileChange {
  readonly kind: 'added' | 'removed' | 'changed' | 'renamed';
  readonly path: string;
  /** What a renamed file was called before. */
  readonly from?: string;
}

/** `1a2b3c4` */
export function shortName(commit: string): string {
  return commit.slice(0, 7);
}

/** The last commit. */
export interface Head {
  readonly name: string;
  /** Whether only the end of the history is there, as in a shallow clone: all files seem to be added where it is cut off. */
  readonly isCutOff: boolean;
}

/** The last commit of the repository that holds `dir`; undefined where there is none, or no git. */
export async function headOf(dir: string): Promise<Head | undefined> {
  const answer = await tryGit(dir, ['rev-parse', '--is-shallow-repository', 'HEAD']);
  const [isShallow, name] = answer?.split('\n') ?? [];
  return isCommitName(name) ? { name, isCutOff: isShallow !== 'false' } : undefined;
}

/** Whether `commit` is `HEAD` or came before it. */
export async function isInHistory(dir: string, commit: string): Promise<boolean> {
  if (!isCommitName(commit)) return false;
  return (await tryGit(dir, ['merge-base', '--is-ancestor', commit, 'HEAD'])) !== undefined;
}

/**
 * The commits that touched `dir`, newest first; `selection` says which, as `git log` understands it. Merges are left out: what
 * they join has commits of its own. Rejects with HistoryUnreadable.
 */
export async function commitsOf(dir: string, selection: readonly string[]): Promise<readonly Commit[]> {
  const output = await git(dir, [
    ...['log', '-z', '--topo-order', '--full-history', '--no-merges', '--no-show-signature'],
    ...['--relative', '--name-status', '-M', `--format=${commitMark}%H%n${trailersFormat}%n%B`],
    ...selection,
    ...['--', '.'],
  ]);
  return readLog(output);
}

/** The commits whose message has a line that begins with `key` (a basic regular expression) and a colon, newest first. */
export async function namesOf(dir: string, key: string): Promise<readonly string[]> {
  const selection = ['--topo-order', '--regexp-ignore-case', `--grep=^${key}:`, '--format=%H', 'HEAD'];
  const output = await git(dir, ['log', '--no-show-signature', ...selection]);
  return output.split('\n').filter(isCommitName);
}

/** Paths below `dir` that differ from the last commit. */
export async function uncommittedIn(dir: string): Promise<ReadonlySet<string>> {
  const output = await git(dir, [
    ...['diff', '-z', '--name-only', '--no-renames', '--relative'],
    ...['HEAD', '--', '.'],
  ]);
  return new Set(output.split('\0'));
}

/** What a commit made of a file that was there before. */
export interface FileEdit {
  /** The whole hash of the commit. */
  readonly commit: string;
  /** When it was written, milliseconds. */
  readonly at: number;
  /** The first line of its message. */
  readonly subject: string;
  /** Names of the contents, before and after, for `contentsOf`. */
  readonly before: string;
  readonly after: string;
}

/** Every edit of every file below `dir` that there is, newest first, by the path that the file has there. Rejects with HistoryUnreadable. */
export async function editsIn(dir: string): Promise<ReadonlyMap<string, readonly FileEdit[]>> {
  const output = await git(dir, [
    ...['log', '-z', '--topo-order', '--full-history', '--no-merges', '--no-show-signature'],
    ...['--relative', '--raw', '--no-abbrev', '-M', `--format=${commitMark}%H%n%at%n%s`, 'HEAD', '--', '.'],
  ]);
  return readEdits(output);
}

/** Stands for the path of a file that is gone; none has this one. */
const nobodys = '';

/** Separated by NUL: `mark hash newline time newline subject`, and for each change `:modes names status` and one path, or two. */
function readEdits(output: string): ReadonlyMap<string, readonly FileEdit[]> {
  const words = output.split('\0')[Symbol.iterator]();
  const edits = new Map<string, FileEdit[]>();
  const pathNow = new Map<string, string>();
  let about = readAbout('');
  for (const word of words) {
    if (word.startsWith(commitMark)) about = readAbout(word);
    const [, before, after, status] = /^\n?:\d+ \d+ (\S+) (\S+) ([A-Z])/.exec(word) ?? [];
    if (before === undefined || after === undefined || status === undefined) continue;
    const { from, path } = readChange(status, () => words.next().value ?? '');
    const now = pathNow.get(path) ?? path;
    if (from !== undefined) pathNow.set(from, now);
    if (status === 'A') pathNow.set(path, nobodys); // What stood there before was another file.
    if (status === 'M' || status === 'R')
      edits.set(now, [...(edits.get(now) ?? []), { ...about, before, after }]);
  }
  return edits;
}

function readAbout(word: string): Pick<FileEdit, 'commit' | 'at' | 'subject'> {
  const [commit = '', seconds = '', subject = ''] = word.slice(commitMark.length).split('\n');
  return { commit, at: Number(seconds) * 1000, subject };
}

/** The contents with these names, as text, by name. Rejects with HistoryUnreadable. */
export async function contentsOf(
  dir: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const output = await git(dir, ['cat-file', '--batch'], `${names.join('\n')}\n`);
  const contents = new Map<string, string>();
  let rest = Buffer.from(output, 'latin1');
  for (const name of names) {
    const line = rest.indexOf('\n');
    const size = Number(/^\S+ blob (\d+)$/.exec(rest.toString('latin1', 0, line))?.[1] ?? NaN);
    if (Number.isNaN(size)) throw new HistoryUnreadable(`The history of ${dir} lacks ${name}.`);
    contents.set(name, rest.toString('utf8', line + 1, line + 1 + size));
    rest = rest.subarray(line + 1 + size + 1);
  }
  return contents;
}

const commitMark = '\u001e';
const trailerMark = '\u001f';
const trailersFormat = `%(trailers:only=true,unfold=true,separator=%x1f)`;

function isCommitName(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text);
}

/** Separated by NUL: `mark hash newline trailers newline message`, and for each change a status letter and one path, or two of a rename. */
function readLog(output: string): readonly Commit[] {
  const words = output.split('\0')[Symbol.iterator]();
  const commits: (Commit & { readonly changes: FileChange[] })[] = [];
  for (const word of words) {
    if (word.startsWith(commitMark)) commits.push({ ...readHeader(word), changes: [] });
    const status = /^\n?([A-Z])\d*$/.exec(word)?.[1];
    if (status !== undefined)
      commits.at(-1)?.changes.push(readChange(status, () => words.next().value ?? ''));
  }
  return commits;
}

function readHeader(word: string): Omit<Commit, 'changes'> {
  const [name = '', text = '', ...lines] = word.slice(commitMark.length).split('\n');
  const trailers = text.split(trailerMark).map((line) => {
    const [key = '', ...rest] = line.split(':');
    return { key: key.trim(), value: rest.join(':').trim() };
  });
  return { name, trailers, message: lines.join('\n') };
}

function readChange(status: string, nextPath: () => string): FileChange {
  if (status === 'R') {
    const from = nextPath();
    return { kind: 'renamed', from, path: nextPath() };
  }
  return { kind: kinds[status] ?? 'changed', path: nextPath() };
}

const kinds: Readonly<Record<string, FileChange['kind']>> = { A: 'added', D: 'removed' };

const run = promisify(execFile);
const outputBytesMax = 256 * 1024 * 1024;
const timeoutMs = 60_000;

/** Git is there, but fails: what commits say cannot be known. */
export class HistoryUnreadable extends Error {
  override readonly name = 'HistoryUnreadable';
}

/**
 * What git prints when it is run in `dir`: without the user's settings that would have it say something else, and without what
 * a hook of git hands on. Rejects with HistoryUnreadable, also where that is more than `outputMax` bytes.
 */
export async function git(
  dir: string,
  args: readonly string[],
  input?: string,
  outputMax = outputBytesMax,
): Promise<string> {
  // Bytes of other texts are counted where input is given.
  const encoding = input === undefined ? 'utf8' : 'latin1';
  const options = {
    cwd: dir,
    env: gitEnvironment(),
    encoding,
    maxBuffer: outputMax,
    timeout: timeoutMs,
  } as const;
  try {
    const running = run('git', [...plainGit, ...args], options);
    running.child.stdin?.end(input);
    return (await running).stdout;
  } catch (error) {
    const { message, stderr } = error as Error & { readonly stderr?: string };
    throw new HistoryUnreadable(
      `The history of ${dir} cannot be read, git says: ${stderr?.trim() || message}`,
    );
  }
}

/** As `git`, in a bare repository of our own. */
export function gitInBare(repository: string, args: readonly string[]): Promise<string> {
  return git(repository, ['--git-dir=.', ...args]);
}

/**
 * No setting of the user that would make git say something else. And no folder is taken for a repository because of what lies
 * in it: a file `config` among the posts, with `HEAD`, `objects` and `refs`, could name programs for git to run.
 */
export const plainGit: readonly string[] = [
  ...['-c', 'color.ui=false', '-c', 'log.follow=false'],
  ...['-c', 'safe.bareRepository=explicit', '-c', 'core.fsmonitor=false'],
];

/** Undefined when git says no, or there is none. */
function tryGit(dir: string, args: readonly string[]): Promise<string | undefined> {
  return git(dir, args).catch(() => undefined);
}

/** A hook of git runs with the names of its own repository set, which is not the one that holds the content. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(others), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
}
