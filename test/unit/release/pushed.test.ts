import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadSettings } from '../../../src/config.ts';
import {
  acceptedCommit,
  forgetPush,
  notePush,
  pendingPushes,
  readPushTarget,
  removePushTarget,
  withAcceptedContent,
  writePushTarget,
} from '../../../src/release/pushed.ts';
import { writeInto } from '../../../src/release/files.ts';
import { openRepository } from '../../support/repository.ts';
import { openScratch } from '../../support/scratch.ts';

test('content comes from the last commit of the branch that publishes, and of no other', async () => {
  await using scratch = openScratch();
  const settings = loadSettings({ DATA_DIR: 'var' }, scratch.path);
  expect(await withAcceptedContent(settings)).toBe(settings);
  const blog = join(scratch.path, 'blog');
  await writeInto(join(blog, 'content/blog.yml'), 'title: Tea');
  const { commit, git } = await openRepository(blog);
  const target = { repository: join(blog, '.git'), branch: 'main' };
  await writeInto(join(settings.dataDir, 'here'), '');
  await writePushTarget(settings.dataDir, target);
  expect([await readPushTarget(settings.dataDir), await acceptedCommit(target)]).toEqual([target, undefined]);
  expect(await withAcceptedContent(settings)).toBe(settings);

  const accepted = await commit('The first');
  await git('switch', '--quiet', '--create', 'main-2');
  await commit('Another branch');
  const { contentDir } = await withAcceptedContent(settings);
  expect(contentDir).toBe(join(settings.dataDir, 'checkouts', accepted, 'content'));
  await removePushTarget(settings.dataDir);
  expect(await withAcceptedContent(settings)).toBe(settings);
});

test('a repository that is gone is said, and content is taken from nowhere else', async () => {
  await using scratch = openScratch();
  const settings = loadSettings({ DATA_DIR: '.' }, scratch.path);
  await writePushTarget(settings.dataDir, { repository: join(scratch.path, 'gone.git'), branch: 'main' });
  await expect(withAcceptedContent(settings)).rejects.toThrow(
    /gone\.git, but no repository is there\. .*outward hook/,
  );
});

test('a push is left when the process of git that received it has ended, not before', async () => {
  await using scratch = openScratch();
  expect(await pendingPushes(scratch.path)).toEqual([]);
  await notePush(scratch.path, 'a'.repeat(40), process.pid);
  await notePush(scratch.path, 'b'.repeat(40), 2 ** 22 + 1);
  await writeFile(join(scratch.path, 'pushes', 'c'.repeat(40)), ''); // The note was not whole when the machine stopped.
  const pending = await pendingPushes(scratch.path);
  expect(pending.map(({ commit, isLeft }) => [commit[0], isLeft])).toEqual([
    ['a', false],
    ['b', true],
    ['c', true],
  ]);
  for (const { commit } of [...pending, ...pending]) await forgetPush(scratch.path, commit);
  expect(await pendingPushes(scratch.path)).toEqual([]);
});
