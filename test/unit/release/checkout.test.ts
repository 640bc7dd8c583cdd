import { chmod, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkOut, removeOldCheckouts, type CheckoutPlace } from '../../../src/release/checkout.ts';
import { git, headOf, uncommittedIn } from '../../../src/release/history.ts';
import { openRepository, type Repository } from '../../support/repository.ts';
import { openScratch } from '../../support/scratch.ts';

interface Desk extends AsyncDisposable {
  readonly path: string;
  readonly repository: Repository;
  readonly place: CheckoutPlace;
}

async function openDesk(): Promise<Desk> {
  const scratch = openScratch();
  const path = join(scratch.path, 'blog');
  await mkdir(join(path, 'content/posts'), { recursive: true });
  await writeFile(join(path, 'content/posts/tea.md'), 'Tea.\r\n');
  const place = { dataDir: join(scratch.path, 'var'), repository: join(path, '.git') };
  return {
    path,
    repository: await openRepository(path),
    place,
    [Symbol.asyncDispose]: scratch[Symbol.asyncDispose],
  };
}

test('the content stands as it was committed, with its history, in a folder that is clean', async () => {
  await using desk = await openDesk();
  const commit = await desk.repository.commit('Tea');
  await writeFile(join(desk.path, 'content/posts/tea.md'), 'Not committed.');
  for (const state of ['made', 'there already']) {
    const contentDir = await checkOut(commit, desk.place);
    expect(await readFile(join(contentDir, 'posts/tea.md'), 'utf8')).toBe('Tea.\r\n');
    expect(await headOf(contentDir), state).toEqual({ name: commit, isCutOff: false });
    expect((await uncommittedIn(contentDir)).size).toBe(1); // The empty text after the last name.
  }
  expect(await readdir(join(desk.place.dataDir, 'checkouts'))).toEqual([commit]);
});

test('a link is a plain file that leads nowhere, and no hook of the user is run', async () => {
  await using desk = await openDesk();
  await symlink('/etc/passwd', join(desk.path, 'content/posts/link.md'));
  const commit = await desk.repository.commit('A link');
  const hooks = join(desk.path, 'hooks');
  await mkdir(hooks);
  await writeFile(join(hooks, 'post-checkout'), `#!/bin/sh\ntouch ${join(desk.path, 'run')}\n`);
  await chmod(join(hooks, 'post-checkout'), 0o755);
  await writeFile(join(desk.path, '.gitconfig'), `[core]\n  hooksPath = ${hooks}\n`);
  vi.stubEnv('HOME', desk.path);
  onTestFinished(() => void vi.unstubAllEnvs());
  const contentDir = await checkOut(commit, desk.place);
  expect(await readFile(join(contentDir, 'posts/link.md'), 'utf8')).toBe('/etc/passwd');
  expect((await uncommittedIn(contentDir)).size).toBe(1);
  expect(await readdir(desk.path)).not.toContain('run');
});

test('no filter of the user is run because a pushed file asks for it, and files are as committed', async () => {
  await using desk = await openDesk();
  const files = { 'posts/tea.md': 'Tea.', 'blog.yml': '# $Id$\n', 'note.txt': 'Note.' };
  for (const [name, text] of Object.entries(files)) await writeFile(join(desk.path, 'content', name), text);
  // The clone of who pushes takes the files as they are, whatever it says to others.
  await mkdir(join(desk.path, '.git/info'), { recursive: true });
  await writeFile(join(desk.path, '.git/info/attributes'), '* -text !working-tree-encoding\n');
  await writeFile(
    join(desk.path, 'content/.gitattributes'),
    '*.md filter=own\n*.yml text eol=crlf ident\n*.txt working-tree-encoding=UTF-16\n',
  );
  const commit = await desk.repository.commit('Attributes');
  const mark = join(desk.path, 'run');
  const filter = `touch ${mark}`;
  await writeFile(
    join(desk.path, '.gitconfig'),
    `[filter "own"]\n  smudge = ${filter}\n  clean = ${filter}\n  required = true\n`,
  );
  vi.stubEnv('HOME', desk.path);
  onTestFinished(() => void vi.unstubAllEnvs());
  const contentDir = await checkOut(commit, desk.place);
  expect((await uncommittedIn(contentDir)).size).toBe(1);
  expect(await readdir(desk.path)).not.toContain('run');
  for (const [name, text] of Object.entries(files))
    expect(await readFile(join(contentDir, name), 'utf8'), name).toBe(text);
});

test('folders within folders that come to ten million files are not laid out', async () => {
  await using desk = await openDesk();
  const inRepository = (args: readonly string[], input?: string): Promise<string> =>
    git(desk.path, args, input).then((name) => name.trim());
  const file = await inRepository(['hash-object', '-w', '--stdin'], 'x');
  let tree = `100644 blob ${file}\t`;
  for (let depth = 0; depth < 7; depth++) {
    const entries = Array.from({ length: 10 }, (_, index) => `${tree}${index}.md\n`);
    tree = `040000 tree ${await inRepository(['mktree'], entries.join(''))}\t`;
  }
  const root = await inRepository(['mktree'], `${tree}content\n`);
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@blog.test'];
  const commit = await inRepository([...person, 'commit-tree', root, '-m', 'Many']);
  await expect(checkOut(commit, desk.place)).rejects.toThrow('more than a blog has');
  expect(await readdir(join(desk.place.dataDir, 'checkouts'))).toEqual([]);
});

test('of a commit without content there is no content folder, and of a name that git does not have nothing is left', async () => {
  await using desk = await openDesk();
  await desk.repository.git('mv', '-k', 'content', 'blog');
  await desk.repository.git('rm', '--quiet', '--ignore-unmatch', '-r', '--cached', 'content');
  await desk.repository.git('commit', '--quiet', '--allow-empty', '-m', 'Nothing');
  const commit = await desk.repository.git('rev-parse', 'HEAD');
  const contentDir = await checkOut(commit, desk.place);
  await expect(readdir(contentDir)).rejects.toThrow('ENOENT');
  await expect(checkOut('1'.repeat(40), desk.place)).rejects.toThrow('git says');
  expect(await readdir(join(desk.place.dataDir, 'checkouts'))).toEqual([commit]);
});

test('the last three stay, and the one in use; what a killed process left goes', async () => {
  await using desk = await openDesk();
  const folder = join(desk.place.dataDir, 'checkouts');
  for (const [age, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    await mkdir(join(folder, name), { recursive: true });
    await utimes(join(folder, name), 1_000 - age, 1_000 - age);
  }
  for (const pid of [process.pid, 2 ** 22 + 1]) await mkdir(join(folder, `f.${pid}`));
  await removeOldCheckouts(desk.place.dataDir, 'e');
  expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'c', 'e', `f.${process.pid}`]);
});
