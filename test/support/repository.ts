import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A git repository, by git itself; nothing of the user's own settings plays a part. */
export interface Repository {
  /** Runs git in its folder; what it prints. */
  git(...args: readonly string[]): Promise<string>;
  /** Commits all that lies there. `trailers` are the last lines of its message. The name of the commit. */
  commit(subject: string, ...trailers: readonly string[]): Promise<string>;
}

const run = promisify(execFile);

const identity = { NAME: 'Nadia', EMAIL: 'nadia@blog.test' };
const settings = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    Object.entries(identity).flatMap(([name, value]) =>
      ['AUTHOR', 'COMMITTER'].map((who) => [`GIT_${who}_${name}`, value]),
    ),
  ),
};

/** Makes `dir` a repository without commits. */
export async function openRepository(dir: string): Promise<Repository> {
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('git', args, { cwd: dir, env: { ...process.env, ...settings } });
    return stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch=main');
  return {
    git,
    commit: async (subject, ...trailers) => {
      await git('add', '--all', '.');
      await git('commit', '--quiet', '--allow-empty', '-m', subject, '-m', trailers.join('\n'));
      return git('rev-parse', 'HEAD');
    },
  };
}
