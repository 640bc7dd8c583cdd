import { execFile } from 'node:child_process';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { openScratch } from './scratch.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** A blog in a git repository, as a runner has it checked out: `origin/main` holds the fixture blog, `change` is checked out. */
export interface GitBlog extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
  /** Writes, or with undefined removes, a file of the repository. */
  write(file: string, text: string | undefined): Promise<void>;
  git(...args: readonly string[]): Promise<string>;
  /** Commits all that there is. */
  commit(message: string): Promise<void>;
  /** Runs a step's script as a runner does; `more` is added to the environment. */
  bash(script: string, more?: Readonly<Record<string, string>>): Promise<StepResult>;
}

export interface StepResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function openGitBlog(): Promise<GitBlog> {
  const scratch = openScratch();
  const path = join(scratch.path, 'blog');
  const env = {
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
    HOME: scratch.path,
    GIT_CONFIG_NOSYSTEM: '1',
    CONTENT_DIR: join(path, 'content'),
    DATA_DIR: join(path, 'var'),
  };
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('git', ['-C', path, ...args], { env });
    return stdout.trim();
  };
  const commit = async (message: string): Promise<void> => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
  };
  await mkdir(path);
  await cp(join(root, 'test/fixtures/blog'), join(path, 'content'), { recursive: true });
  await writeFile(join(path, '.gitignore'), 'node_modules\nsrc\npackage.json\nplan.md\n');
  // What would be checked out and installed is lent.
  for (const name of ['package.json', 'src', 'node_modules'])
    await symlink(join(root, name), join(path, name));
  await git('init', '--quiet', '--initial-branch', 'main');
  for (const [name, value] of [
    ['user.name', 'Ann Example'],
    ['user.email', 'ann@blog.test'],
  ] as const)
    await git('config', name, value);
  await commit('The fixture blog');
  await git('update-ref', 'refs/remotes/origin/main', 'main');
  await git('switch', '--quiet', '--create', 'change');
  return {
    path,
    git,
    commit,
    write: async (file, text) => {
      const target = join(path, file);
      if (text === undefined) return rm(target);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    },
    bash: (script, more = {}) => runStep(script, path, { ...env, ...more }),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

async function runStep(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<StepResult> {
  try {
    const { stdout, stderr } = await run('bash', ['-e', '-c', script], { cwd, env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stderr, stdout } = error as StepResult;
    return { code, stdout, stderr };
  }
}
