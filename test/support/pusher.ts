import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Outward } from './outward.ts';
import { openRepository } from './repository.ts';
import { openScratch } from './scratch.ts';

/** A writer's clone, from which the blog is published by pushes. */
export interface Pusher extends AsyncDisposable {
  /** The bare repository that the blog is published from. */
  readonly repository: string;
  /** Writes a file of the clone, or removes it. */
  write(file: string, text: string | undefined): Promise<void>;
  git(...args: readonly string[]): Promise<string>;
  /** Commits all that there is; the whole name of the commit. */
  commit(subject: string): Promise<string>;
  /** `git push blog <refs>`, to its end. */
  push(...refs: readonly string[]): Promise<PushEnding>;
  /** The commit that the repository has as its branch, once there is one. */
  tip(): Promise<string>;
}

export interface PushEnding {
  readonly code: number | null;
  /** All that the writer reads: git's own words, and after "remote:" those of the blog. */
  readonly output: string;
}

/** Has the hook of `blog` installed, and its content committed in a clone that pushes there. Nothing is pushed yet. */
export async function openPusher(blog: Outward): Promise<Pusher> {
  await using opened = new AsyncDisposableStack();
  const scratch = opened.use(openScratch());
  const repository = join(blog.dataDir, 'blog.git');
  const installed = await blog.run('hook', 'install');
  if (installed.code !== 0) throw new Error(`the hook was not installed: ${installed.stderr}`);
  await cp(blog.contentDir, join(scratch.path, 'content'), { recursive: true });
  const { commit, git } = await openRepository(scratch.path);
  await git('remote', 'add', 'blog', repository);
  await commit('What is there');
  const kept = opened.move();
  return {
    repository,
    git,
    commit,
    write: async (file, text) => {
      const path = join(scratch.path, file);
      if (text === undefined) return rm(path, { recursive: true });
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    },
    push: (...refs) => pushFrom(scratch.path, refs),
    tip: async () => (await readFile(join(repository, 'refs/heads/main'), 'utf8')).trim(),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** With nothing in the environment that the hook could lean on. */
async function pushFrom(cwd: string, refs: readonly string[]): Promise<PushEnding> {
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' };
  const child = spawn('git', ['push', '--no-progress', 'blog', ...refs], { cwd, env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { code: await ended, output: `${out.toString()}${err.toString()}` };
}
