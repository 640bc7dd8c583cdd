import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeFromForge } from '../../../src/release/forge-fetch.ts';
import type { FetchOutcome } from '../../../src/release/forge.ts';
import { gitInBare } from '../../../src/release/history.ts';
import { acceptedCommit } from '../../../src/release/pushed.ts';
import { writeInto } from '../../../src/release/files.ts';
import { openRepository, type Repository } from '../../support/repository.ts';
import { openScratch } from '../../support/scratch.ts';

/** The repository that pushes arrive in, with a hook that refuses commits with a file `bad`, and one elsewhere as the forge. */
interface Desk extends AsyncDisposable {
  readonly forge: Repository;
  readonly path: string;
  take(from?: string, fetchMs?: number): Promise<FetchOutcome>;
  /** Commits a file at the forge. */
  commit(file: string): Promise<string>;
  tip(): Promise<string | undefined>;
  setHook(script: string): Promise<void>;
}

const hook = `#!/bin/sh
read before after ref
echo "Planning $ref"
git cat-file -e "$after:bad" 2>/dev/null || exit 0
echo "Refused: nothing of it was accepted."
exit 1
`;

async function openDesk(): Promise<Desk> {
  const scratch = openScratch();
  const [at, repository] = [join(scratch.path, 'forge'), join(scratch.path, 'blog.git')];
  for (const folder of [at, repository]) await writeInto(join(folder, 'description'), 'A blog');
  const forge = await openRepository(at);
  await gitInBare(repository, ['init', '--quiet', '--bare']);
  const target = { repository, branch: 'main' };
  const place = join(repository, 'hooks', 'pre-receive');
  const setHook = async (script: string): Promise<void> => {
    await writeInto(place, script);
    await chmod(place, 0o755);
  };
  await setHook(hook);
  return {
    forge,
    path: scratch.path,
    setHook,
    take: (from = at, fetchMs = 60_000) =>
      takeFromForge({ from, target }, new AbortController().signal, { fetchMs }),
    commit: async (file) => {
      await writeFile(join(at, file), file);
      return forge.commit(file);
    },
    tip: () => acceptedCommit(target),
    [Symbol.asyncDispose]: scratch[Symbol.asyncDispose],
  };
}

test('what the forge has is pushed through the hooks, once', async () => {
  await using desk = await openDesk();
  const first = await desk.commit('tea');
  expect(await desk.take()).toEqual({ kind: 'accepted', commit: first, words: ['Planning refs/heads/main'] });
  expect(await desk.tip()).toBe(first);
  expect(await desk.take()).toEqual({ kind: 'unchanged', commit: first, words: [] });
  const second = await desk.commit('cup');
  expect(await desk.take(`file://${join(desk.path, 'forge')}`)).toMatchObject({ kind: 'accepted' });
  expect(await desk.tip()).toBe(second);
});

test('what the hook refuses stays out, with its words; the next that is good gets in', async () => {
  await using desk = await openDesk();
  const good = await desk.commit('tea');
  await desk.take();
  const bad = await desk.commit('bad');
  const refused = await desk.take();
  expect(refused).toEqual({
    kind: 'refused',
    commit: bad,
    words: ['Planning refs/heads/main', 'Refused: nothing of it was accepted.'],
  });
  expect(await desk.tip()).toBe(good);
  await desk.forge.git('rm', '--quiet', 'bad');
  await desk.forge.commit('Mended');
  expect(await desk.take()).toMatchObject({ kind: 'accepted' });
});

test('a hook that dies refuses nothing for good: it is tried again', async () => {
  await using desk = await openDesk();
  await desk.commit('tea');
  await desk.setHook('#!/bin/sh\nkill -9 $$\n');
  expect(await desk.take()).toMatchObject({ kind: 'failed' });
  expect(await desk.tip()).toBeUndefined();
  await desk.setHook(hook);
  expect(await desk.take()).toMatchObject({ kind: 'accepted' });
});

test('a history that was rewritten at the forge is taken, unless the repository forbids it', async () => {
  await using desk = await openDesk();
  await desk.commit('tea');
  await desk.commit('cup');
  await desk.take();
  await desk.forge.git('reset', '--quiet', '--hard', 'HEAD~1');
  const rewritten = await desk.commit('pot');
  expect(await desk.take()).toMatchObject({ kind: 'accepted', commit: rewritten });
  await gitInBare(join(desk.path, 'blog.git'), ['config', 'receive.denyNonFastForwards', 'true']);
  await desk.forge.git('reset', '--quiet', '--hard', 'HEAD~1');
  expect(await desk.take()).toMatchObject({ kind: 'refused' });
  expect(await desk.tip()).toBe(rewritten);
});

test('what was pushed to the blog and not to the forge is never taken back', async () => {
  await using desk = await openDesk();
  const blog = join(desk.path, 'blog.git');
  const first = await desk.commit('tea');
  await desk.take();
  const ahead = await desk.commit('cup');
  await desk.forge.git('push', '--quiet', blog, 'main');
  await desk.forge.git('reset', '--quiet', '--hard', first);
  expect(await desk.take()).toMatchObject({
    kind: 'unchanged',
    words: [expect.stringContaining('Push it there too')],
  });
  await desk.commit('pot');
  expect(await desk.take()).toMatchObject({
    kind: 'refused',
    words: [expect.stringContaining('Merge both and push')],
  });
  expect(await desk.tip()).toBe(ahead);
  await desk.forge.git('merge', '--quiet', '--no-edit', ahead);
  expect(await desk.take()).toMatchObject({ kind: 'accepted' });
});

test('nobody who pushes can write down what came from the forge', async () => {
  await using desk = await openDesk();
  await desk.commit('tea');
  await desk.take();
  const forged = desk.forge.git('push', '--quiet', join(desk.path, 'blog.git'), 'main:refs/outward/taken');
  await expect(forged).rejects.toThrow(/hidden ref/);
});

test('a forge that is not there, has no such branch, or does not answer, fails for now', async () => {
  await using desk = await openDesk();
  expect(await desk.take(join(desk.path, 'gone'))).toMatchObject({ kind: 'failed', commit: undefined });
  expect((await desk.take()).words.join()).toContain("couldn't find remote ref refs/heads/main");
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const outcome = await desk.take(`https://ann:pass@127.0.0.1:${port}/blog.git`, 300);
  silent.close();
  expect(outcome).toMatchObject({ kind: 'failed', words: [expect.stringContaining('took too long')] });
});

test('no address runs a program, and none is shown with its password', async () => {
  await using desk = await openDesk();
  const mark = join(desk.path, 'mark');
  expect(await desk.take(`ext::sh -c "echo run >${mark}"`)).toMatchObject({ kind: 'failed' });
  await expect(readFile(mark)).rejects.toThrow('ENOENT');
  const { words } = await desk.take('https://ann:pass@127.0.0.1:1/blog.git');
  expect(words.join('\n')).not.toContain('pass@');
  expect(words.join('\n')).toContain('127.0.0.1');
});
