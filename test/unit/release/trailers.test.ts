import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readTrailers, type SaidByCommits } from '../../../src/release/trailers.ts';
import { openRepository, type Repository } from '../../support/repository.ts';
import { openScratch, type Scratch } from '../../support/scratch.ts';

/** A blog under git, and what its store remembers. */
interface Desk extends AsyncDisposable {
  readonly repository: Repository;
  readonly contentDir: string;
  write(name: string, text?: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Reads what commits say, and with `remember` keeps what is to be remembered, as a publication does. */
  read(remember?: boolean): Promise<SaidByCommits>;
  /** What is said of the post in this file. */
  said(name: string): Promise<unknown>;
}

let edits = 0;

async function openDesk(scratch: Scratch = openScratch()): Promise<Desk> {
  const contentDir = join(scratch.path, 'content');
  await mkdir(join(contentDir, 'posts'), { recursive: true });
  const settings = new Map<string, string>();
  const store = { setting: (name: string) => Promise.resolve(settings.get(name)) };
  const pathOf = (name: string): string => join(contentDir, 'posts', name);
  const read = async (remember = false): Promise<SaidByCommits> => {
    const said = await readTrailers(contentDir, store);
    if (remember) for (const [name, value] of said.settings) settings.set(name, value);
    return said;
  };
  return {
    repository: await openRepository(scratch.path),
    contentDir,
    write: (name, text = `Edit ${(edits += 1)}\n${'A line that stays.\n'.repeat(20)}`) =>
      writeFile(pathOf(name), text),
    rename: (from, to) => rename(pathOf(from), pathOf(to)),
    remove: (name) => rm(pathOf(name)),
    read,
    said: async (name) => (await read()).trailers.get(`content/posts/${name}`),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

/** With a post that was published. */
async function openPublished(): Promise<Desk> {
  const desk = await openDesk();
  await desk.write('kettle.md');
  await desk.repository.commit('Kettle');
  await desk.read(true);
  return desk;
}

const minor = 'Outward-Update: minor';

/** What is said of a post when commit `name` says `trailer` to no effect. */
function outvoted(name: string, trailer: string, because: string): object {
  return { outvoted: [{ commit: name.slice(0, 7), trailer, because }] };
}

afterEach(() => vi.unstubAllEnvs());

describe('Outward-Update: minor', () => {
  test('holds for the posts that its commit touches, and is over with the next publication', async () => {
    await using desk = await openPublished();
    await desk.write('tea.md');
    await desk.repository.commit('Tea');
    await desk.write('kettle.md');
    const name = await desk.repository.commit('A comma', minor);
    expect(await desk.said('kettle.md')).toEqual({ minor: name.slice(0, 7) });
    expect(await desk.said('tea.md')).toBeUndefined();
    await desk.read(true);
    expect((await desk.read()).trailers.size).toBe(0);
  });

  test('holds if every commit since says so, and the newest is named', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    await desk.repository.commit('A comma', minor);
    await desk.write('kettle.md');
    const last = await desk.repository.commit('A dash', 'outward-update:  Minor');
    expect(await desk.said('kettle.md')).toEqual({ minor: last.slice(0, 7) });
    await desk.write('kettle.md');
    const chapter = await desk.repository.commit('A chapter');
    expect(await desk.said('kettle.md')).toEqual(
      outvoted(last, minor, `commit ${chapter.slice(0, 7)} does not`),
    );
  });

  test('does not hold for what is not committed', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    const name = await desk.repository.commit('A comma', minor);
    await desk.write('kettle.md');
    expect(await desk.said('kettle.md')).toEqual(
      outvoted(name, minor, 'part of the change is not committed'),
    );
  });

  test('in the midst of a message is no trailer, and that is said of the post and of the commit', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    const name = await desk.repository.commit('A comma', `${minor}\n\nThat is how it is said.`);
    expect(await desk.said('kettle.md')).toEqual(
      outvoted(name, minor, 'not in the last paragraph of its message'),
    );
    expect((await desk.read()).warnings).toEqual([
      {
        commit: name.slice(0, 7),
        message: expect.stringContaining(`"${minor}" does not stand in the last paragraph`) as string,
        remedy: expect.stringContaining('git commit --amend') as string,
      },
    ]);
  });

  test('follows a post that is renamed', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md', `More.\n${'A line that stays.\n'.repeat(20)}`);
    await desk.repository.commit('A chapter');
    await desk.rename('kettle.md', 'pot.md');
    await desk.repository.commit('Rename', minor);
    expect(await desk.said('pot.md')).toMatchObject({ outvoted: [{ trailer: minor }] });
    await desk.read(true);
    await desk.rename('pot.md', 'can.md');
    const name = await desk.repository.commit('Rename again', minor);
    expect(await desk.said('can.md')).toEqual({ minor: name.slice(0, 7) });
  });

  test('says nothing of what was published before there was git to ask', async () => {
    await using desk = await openDesk();
    await desk.write('kettle.md');
    await desk.repository.commit('Kettle', minor, 'Outward-Reshare: true');
    expect((await desk.read()).trailers.size).toBe(0);
  });

  test('holds in a branch that was merged', async () => {
    await using desk = await openPublished();
    await desk.repository.git('checkout', '--quiet', '-b', 'side');
    await desk.write('kettle.md');
    const name = await desk.repository.commit('A comma', minor);
    await desk.repository.git('checkout', '--quiet', 'main');
    await desk.write('tea.md');
    await desk.repository.commit('Tea');
    await desk.repository.git('merge', '--quiet', '--no-edit', 'side');
    expect(await desk.said('kettle.md')).toEqual({ minor: name.slice(0, 7) });
  });
});

describe('Outward-Reshare: true', () => {
  test('holds for the posts that any commit since touches', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    const name = await desk.repository.commit('Season of tea', 'Outward-Reshare: true');
    await desk.write('kettle.md');
    await desk.repository.commit('A chapter');
    expect(await desk.said('kettle.md')).toEqual({ reshare: name.slice(0, 7) });
    await desk.read(true);
    expect(await desk.said('kettle.md')).toBeUndefined();
  });
});

describe('Outward-Federate: false', () => {
  const pageOnly = 'Outward-Federate: false';

  test('holds for the posts that its commit adds, through edits and renames, for good', async () => {
    await using desk = await openPublished();
    await desk.write('imprint.md');
    await desk.write('kettle.md');
    const name = await desk.repository.commit('Imprint', pageOnly);
    const expected = { pageOnly: name.slice(0, 7) };
    expect(await desk.said('imprint.md')).toEqual(expected);
    expect(await desk.said('kettle.md')).toEqual(
      outvoted(name, pageOnly, 'only the commit that adds a post can say so'),
    );
    expect((await desk.read()).newPages).toEqual(new Set(['content/posts/imprint.md']));
    await desk.read(true);
    expect((await desk.read()).newPages).toEqual(new Set());
    await desk.rename('imprint.md', 'legal.md');
    await desk.repository.commit('Rename');
    await desk.read(true);
    expect((await desk.read()).trailers).toEqual(new Map([['content/posts/legal.md', expected]]));
  });

  test('ends with the file: added anew, it is another one', async () => {
    await using desk = await openPublished();
    await desk.write('imprint.md');
    await desk.repository.commit('Imprint', pageOnly);
    await desk.remove('imprint.md');
    await desk.repository.commit('No imprint');
    expect(await desk.said('imprint.md')).not.toHaveProperty('pageOnly');
    await desk.write('imprint.md');
    await desk.repository.commit('Imprint');
    await desk.read(true);
    expect(await desk.said('imprint.md')).toBeUndefined();
  });

  test('is kept where git can tell nothing any more: what was a page must not be sent', async () => {
    await using desk = await openPublished();
    await desk.write('imprint.md');
    const name = await desk.repository.commit('Imprint', pageOnly);
    await desk.read(true);
    await rm(join(desk.contentDir, '..', '.git'), { recursive: true });
    expect(await desk.said('imprint.md')).toEqual({ pageOnly: name.slice(0, 7) });
    expect((await desk.read()).settings.size).toBe(0);
  });

  test('said in the text, not at its end, is no trailer', async () => {
    await using desk = await openPublished();
    await desk.write('imprint.md');
    await desk.repository.git('add', '.');
    await desk.repository.git(
      'commit',
      '--quiet',
      '-m',
      'Imprint',
      '-m',
      pageOnly,
      '-m',
      'That is how it is said.',
    );
    expect(await desk.said('imprint.md')).toMatchObject({ outvoted: [{ trailer: pageOnly }] });
  });
});

describe('what is not understood', () => {
  test.each([
    [
      'Outward-Updat: minor',
      '"Outward-Updat" is not a trailer of Outward.',
      'Did you mean "Outward-Update"?',
    ],
    ['Outward-Update: mino', '"mino" is not a value that Outward-Update can have.', 'Did you mean "minor"?'],
    ['Outward-Reshare: tomorrow', '"tomorrow" is not a value that', 'Write true or false.'],
    [
      'Outward-Something: x',
      'is not a trailer',
      'Write Outward-Update or Outward-Federate or Outward-Reshare.',
    ],
  ])('%s is warned of', async (trailer, message, remedy) => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    const name = await desk.repository.commit('Kettle', 'Signed-off-by: Nadia', trailer);
    expect((await desk.read()).warnings).toEqual([
      { commit: name.slice(0, 7), message: expect.stringContaining(message) as string, remedy },
    ]);
  });

  test('is not what other programs say', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    await desk.repository.commit('Kettle', 'Signed-off-by: Nadia', 'Outward-Update: normal');
    expect((await desk.read()).warnings).toEqual([]);
  });
});

describe('where git cannot tell', () => {
  const nothing = { trailers: new Map(), warnings: [], newPages: new Set(), settings: new Map() };

  test('nothing is said: a folder without git, and one without commits', async () => {
    await using scratch = openScratch();
    const store = { setting: () => Promise.resolve(undefined) };
    expect(await readTrailers(scratch.path, store)).toEqual(nothing);
    await mkdir(join(scratch.path, 'posts'));
    expect(await readTrailers(scratch.path, store)).toEqual(nothing);
    await openRepository(scratch.path);
    expect(await readTrailers(scratch.path, store)).toEqual(nothing);
  });

  test('nothing is said where git is missing', async () => {
    await using desk = await openPublished();
    vi.stubEnv('PATH', '');
    expect(await desk.read()).toEqual(nothing);
  });

  test('nothing is said in a clone that is cut off, where all seems added at once; whoever uses trailers is told', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    await desk.repository.commit('Kettle');
    const url = `file://${join(desk.contentDir, '..')}`;
    const readClone = async (): Promise<SaidByCommits> => {
      await using clone = openScratch();
      await desk.repository.git('clone', '--quiet', '--depth', '1', url, clone.path);
      return await readTrailers(join(clone.path, 'content'), { setting: () => Promise.resolve(undefined) });
    };
    expect(await readClone()).toEqual(nothing);
    await desk.write('kettle.md');
    const name = await desk.repository.commit('Kettle', minor, 'Outward-Federate: false');
    expect(await readClone()).toEqual({
      ...nothing,
      warnings: [
        {
          commit: name.slice(0, 7),
          message: expect.stringContaining('without the whole history') as string,
          remedy: expect.stringContaining('git fetch --unshallow') as string,
        },
      ],
    });
  });

  test('because it fails, nothing is published: a page might be sent', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    const name = await desk.repository.commit('Kettle', 'Outward-Federate: false');
    const tree = await desk.repository.git('rev-parse', `${name}^{tree}`);
    await rm(join(desk.contentDir, '..', '.git', 'objects', tree.slice(0, 2), tree.slice(2)));
    await expect(desk.read()).rejects.toThrow('posts cannot be read, git says: ');
  });

  test('which commits are new, nothing is said of them; whoever uses trailers is told', async () => {
    await using desk = await openPublished();
    await desk.write('kettle.md');
    await desk.repository.git('commit', '--quiet', '--all', '--amend', '-m', 'Kettle');
    expect((await desk.read()).warnings).toEqual([]);
    await desk.write('kettle.md');
    await desk.repository.commit('A comma', minor);
    const { trailers, warnings } = await desk.read();
    expect(trailers.size).toBe(0);
    expect(warnings).toMatchObject([
      { message: expect.stringContaining('not part of the history') as string },
    ]);
  });
});

test('names of files may be anything', async () => {
  await using desk = await openPublished();
  const names = ['\u001e0\nM.md', 'A\tb "c".md', 'é $(x).md', '-n.md', 'R100.md'];
  for (const name of names) await desk.write(name);
  const added = await desk.repository.commit('Odd', 'Outward-Federate: false', minor);
  const short = added.slice(0, 7);
  for (const name of names) expect(await desk.said(name)).toEqual({ minor: short, pageOnly: short });
  expect((await desk.read()).trailers.size).toBe(names.length);
});

test('a repository that a hook of git names is not asked', async () => {
  await using desk = await openPublished();
  await desk.write('kettle.md');
  await desk.repository.commit('A comma', minor);
  vi.stubEnv('GIT_DIR', '/nowhere');
  expect(await desk.said('kettle.md')).toHaveProperty('minor');
});
