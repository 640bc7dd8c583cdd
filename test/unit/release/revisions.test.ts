import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import { correctionView, readCorrections, type Correction } from '../../../src/release/revisions.ts';
import { openRepository } from '../../support/repository.ts';
import { openScratch } from '../../support/scratch.ts';
import { libraryOf, postOf } from '../theme/sample.ts';
import { openDesk } from './desk.ts';

/** A blog whose history a test writes. */
interface Writing {
  readonly contentDir: string;
  readonly git: (...args: readonly string[]) => Promise<string>;
  /** Commits files of `posts`, by name, on a day of March 2026. */
  commit(day: number, subject: string, files?: Readonly<Record<string, string>>): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** The corrections of `post`, published on the second of March. */
  corrections(post?: Post): Promise<readonly Correction[]>;
}

async function openWriting(): Promise<Writing> {
  const scratch = openScratch();
  onTestFinished(() => scratch[Symbol.asyncDispose]());
  const contentDir = join(scratch.path, 'content');
  const posts = join(contentDir, 'posts');
  await mkdir(posts, { recursive: true });
  const { git } = await openRepository(scratch.path);
  return {
    contentDir,
    git,
    commit: async (day, subject, files = {}) => {
      for (const [name, text] of Object.entries(files)) await writeFile(join(posts, name), text);
      await git('add', '--all', '.');
      await git('commit', '--quiet', '--allow-empty', `--date=2026-03-0${day}T12:00:00Z`, '-m', subject);
    },
    rename: (from, to) => rename(join(posts, from), join(posts, to)),
    corrections: async (post = postOf('tea')) =>
      (await readCorrections(contentDir, [post], () => Date.UTC(2026, 2, 2, 18))).get(post) ?? [],
  };
}

/** A post's file. */
function file(text: string, front = 'title: On tea'): string {
  return `---\n${front}\n---\n${text}\n`;
}

const text = `Steep it for three minutes.\n\n${'A line that stays.\n'.repeat(20)}`;
const corrected = text.replace('three', 'four');

describe('corrections', () => {
  test('are edits of the text after publication, newest first, with day and subject', async () => {
    const writing = await openWriting();
    await writing.commit(1, 'Tea', { 'tea.md': file('A first try.') });
    await writing.commit(2, 'Tea, finished', { 'tea.md': file(text) });
    await writing.commit(3, 'Four minutes\n\nAs Bob says.', { 'tea.md': file(corrected) });
    await writing.commit(4, 'Green tea', { 'tea.md': file(corrected, 'title: "On green tea"') });
    const corrections = await writing.corrections();
    expect(corrections.map(({ at, subject }) => [new Date(at).toISOString(), subject])).toEqual([
      ['2026-03-04T12:00:00.000Z', 'Green tea'],
      ['2026-03-03T12:00:00.000Z', 'Four minutes'],
    ]);
    expect(corrections.map(correctionView)).toMatchObject([
      { passages: [[{ text: 'On ' }, { kind: 'added', text: 'green ' }, { text: 'tea' }]] },
      {
        commit: expect.stringMatching(/^[0-9a-f]{7}$/) as string,
        passages: [
          [
            { kind: 'same', text: 'Steep it for ' },
            { kind: 'removed', text: 'three ' },
            { kind: 'added', text: 'four ' },
            { kind: 'same', text: 'minutes.' },
          ],
        ],
      },
    ]);
  });

  test('are not edits of the front matter, nor of line ends', async () => {
    const writing = await openWriting();
    await writing.commit(1, 'Tea', { 'tea.md': file(text) });
    await writing.commit(3, 'A tag', { 'tea.md': file(text, 'title: On tea\ntags: [tea]') });
    await writing.commit(4, 'Line ends', { 'tea.md': file(text).replaceAll('\n', '\r\n') });
    expect(await writing.corrections()).toEqual([]);
  });

  test('are found beyond a rename', async () => {
    const writing = await openWriting();
    await writing.commit(1, 'Tea', { 'té.md': file(text) });
    await writing.commit(3, 'Four', { 'té.md': file(corrected) });
    await writing.rename('té.md', 'tea.md');
    await writing.commit(4, 'Renamed');
    expect((await writing.corrections()).map(({ subject }) => subject)).toEqual(['Four']);
  });

  test.each(['draft: true', 'visibility: followers', 'draft: "true" # not yet'])(
    'are not what was written while it said %s',
    async (line) => {
      const writing = await openWriting();
      await writing.commit(3, 'Secret', { 'tea.md': file(text, `title: On tea\n${line}`) });
      await writing.commit(4, 'More', { 'tea.md': file(corrected, `title: On tea\n${line}`) });
      await writing.commit(5, 'Out', { 'tea.md': file(corrected) });
      expect(await writing.corrections()).toEqual([]);
    },
  );

  test('are not read of a post that does not wish it, or that is for followers', async () => {
    const writing = await openWriting();
    await writing.commit(1, 'Tea', { 'tea.md': file(text) });
    await writing.commit(3, 'Four', { 'tea.md': file(corrected) });
    expect(await writing.corrections(postOf('tea', { showsHistory: false }))).toEqual([]);
    expect(await writing.corrections(postOf('tea', { visibility: 'followers' }))).toEqual([]);
    expect(await writing.corrections()).toHaveLength(1);
  });

  test('of many files in one commit are each their own, whatever letters they have', async () => {
    const writing = await openWriting();
    const other = file('Grüße aus Köln: 茶 🍵.');
    await writing.commit(1, 'Both', { 'tea.md': file(text), 'other.md': other });
    const files = { 'tea.md': file(corrected), 'other.md': other.replace('Köln', 'Bonn') };
    await writing.commit(3, 'Grüße', files);
    expect(await writing.corrections(postOf('other'))).toMatchObject([
      {
        subject: 'Grüße',
        before: 'On tea\n\nGrüße aus Köln: 茶 🍵.',
        after: 'On tea\n\nGrüße aus Bonn: 茶 🍵.',
      },
    ]);
    expect(await writing.corrections()).toHaveLength(1);
  });

  test('are none where there is no repository', async () => {
    const scratch = openScratch();
    onTestFinished(() => scratch[Symbol.asyncDispose]());
    await mkdir(join(scratch.path, 'posts'));
    expect(await readCorrections(scratch.path, [postOf('tea')], () => 0)).toEqual(new Map());
  });

  test('are none where the history is cut off', async () => {
    const writing = await openWriting();
    await writing.commit(1, 'Tea', { 'tea.md': file(text) });
    await writing.commit(3, 'Four', { 'tea.md': file(corrected) });
    const scratch = openScratch();
    onTestFinished(() => scratch[Symbol.asyncDispose]());
    const source = `file://${join(writing.contentDir, '..')}`;
    await writing.git('clone', '--quiet', '--depth=1', source, join(scratch.path, 'clone'));
    const contentDir = join(scratch.path, 'clone/content');
    expect(await readCorrections(contentDir, [postOf('tea')], () => 0)).toEqual(new Map());
  });
});

describe('in a release', () => {
  const tea = postOf('tea');
  const correction = { commit: '1a2b3c4', at: 0, subject: 'Four', before: 'three', after: 'four' };
  const path = '/posts/tea/history/';

  test('a post that was corrected has a page for that, and only it', async () => {
    const { resources } = await openDesk().build([tea, postOf('pot')], {
      corrections: new Map([[tea, [correction]]]),
    });
    expect(Object.keys(resources).filter((one) => one.includes('history'))).toEqual([path]);
  });

  test('page and post are drawn again after one more, and left alone else', async () => {
    const desk = openDesk();
    const posts = [postOf('x'), postOf('y'), tea, postOf('z')];
    const build = (
      list: readonly Correction[],
      previous?: Parameters<typeof desk.build>[1],
    ): ReturnType<typeof desk.build> =>
      desk.build(posts, { library: libraryOf(posts), corrections: new Map([[tea, list]]), ...previous });
    const first = await build([correction]);
    desk.drawn.length = 0;
    const second = await build([correction], { previous: first });
    expect(desk.drawn).toEqual([]);
    await build([{ ...correction, commit: '5d6e7f8' }, correction], { previous: second });
    expect(desk.drawn.toSorted()).toEqual(['/posts/tea/', path]);
  });
});
