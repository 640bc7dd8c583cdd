import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { carryOver, type ImportReport } from '../../../src/import/carry.ts';
import type { FoundBlog, FoundPost } from '../../../src/import/found.ts';
import { now, openImportDesk, picture, type ImportDesk } from './desk.ts';

function foundPost(id: string, more: Partial<FoundPost> = {}): FoundPost {
  return {
    id,
    place: `${id}.md`,
    slug: id,
    title: `Title of ${id}`,
    date: '2020-01-01',
    tags: [],
    authors: [],
    draft: false,
    aliases: [],
    markdown: 'Text.',
    ...more,
  };
}

function carry(desk: ImportDesk, posts: readonly FoundPost[], isDry = false): Promise<ImportReport> {
  const found: FoundBlog = {
    posts,
    leftOut: [],
    marks: [],
    picturesAt: (reference) => [join(desk.source, reference)],
  };
  return carryOver(found, { root: desk.source, contentDir: desk.contentDir, now, isDry });
}

describe('nothing is lost', () => {
  test('a second import of the same adds nothing, even where the writer has renamed a file', async () => {
    using desk = openImportDesk();
    const posts = [foundPost('a'), foundPost('b', { slug: 'a' })];
    expect((await carry(desk, posts)).files).toEqual(['content/posts/a.md', 'content/posts/a-2.md']);
    const renamed = desk.written('a.md');
    rmSync(join(desk.contentDir, 'posts/a.md'));
    writeFileSync(join(desk.contentDir, 'posts/mine.md'), renamed);
    expect(await carry(desk, posts)).toMatchObject({ files: [], posts: 0, known: 2 });
  });

  test('a file of the writer’s own stays as it is, whatever its name', async () => {
    using desk = openImportDesk();
    mkdirSync(join(desk.contentDir, 'posts/b'), { recursive: true });
    writeFileSync(join(desk.contentDir, 'posts/a.md'), '---\ntitle: Mine\ndate: 2020-01-01\n---\n');
    writeFileSync(join(desk.contentDir, 'posts/b/notes.txt'), 'mine');
    const { files } = await carry(desk, [foundPost('x', { slug: 'a' }), foundPost('y', { slug: 'b' })]);
    expect(files).toEqual(['content/posts/a-2.md', 'content/posts/b-2.md']);
    expect(desk.written('a.md')).toContain('Mine');
  });

  test('an import that was killed before the text was there is completed by the next', async () => {
    using desk = openImportDesk();
    desk.put({ 'open.png': picture, 'shut.png': Buffer.concat([picture, Buffer.from('x')]) });
    const posts = [foundPost('a', { markdown: '![Open](open.png) ![Shut](shut.png)' })];
    const folder = join(desk.contentDir, 'posts/a');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'open.png'), picture);
    writeFileSync(join(folder, '.12345678-1234-1234-1234-123456789abc.new'), 'half');
    expect(await carry(desk, posts)).toMatchObject({ files: ['content/posts/a/index.md'], pictures: 2 });
    expect((await desk.post('a')).body.images.map(({ alt }) => alt)).toEqual(['Open', 'Shut']);
  });

  test('a dry run says the same and writes nothing', async () => {
    using desk = openImportDesk();
    desk.put({ 'open.png': picture });
    const posts = [foundPost('a', { markdown: '![Open](open.png) <b>x</b>', aliases: ['/old/'] })];
    const dry = await carry(desk, posts, true);
    expect(readdirSync(desk.contentDir)).toEqual(['authors', 'blog.yml']);
    expect(await carry(desk, posts)).toEqual(dry);
  });
});

describe('old addresses', () => {
  test('one that two posts had leads to the older, and is told', async () => {
    using desk = openImportDesk();
    const { redirects, remarks } = await carry(desk, [
      foundPost('b', { date: '2021-01-01', aliases: ['/x/', '/posts/b/', '//y', '/'] }),
      foundPost('a', { aliases: ['/x/'] }),
    ]);
    expect(redirects).toBe(1);
    expect((await desk.post('a')).aliases).toEqual(['/x/']);
    expect((await desk.post('b')).aliases).toEqual([]);
    expect(remarks).toEqual([
      { place: 'content/posts/b.md:1', message: 'Its old address /x/ leads to content/posts/a.md already.' },
    ]);
  });
});

describe('who is told', () => {
  test.each([
    ['what is past is archive', { date: '2026-02-28' }, true],
    ['what is a draft will be told when it is none', { date: '2020-01-01', draft: true }, false],
    ['what is still to come will be told', { date: '2026-03-02' }, false],
  ])('%s', async (_, more, archive) => {
    using desk = openImportDesk();
    await carry(desk, [foundPost('a', more)]);
    expect((await desk.post('a')).archive).toBe(archive);
  });
});

describe('pictures', () => {
  test('one outside of the source, or none at all, is not taken, wherever names and links lead', async () => {
    using desk = openImportDesk();
    writeFileSync(join(desk.source, '../secret.png'), picture);
    desk.put({ 'note.png': 'a text' });
    symlinkSync('../secret.png', join(desk.source, 'link.png'));
    mkdirSync(join(desk.source, 'folder.png'));
    const markdown = '![a](../secret.png) ![b](link.png) ![c](note.png) ![d](folder.png)';
    const { pictures, remarks } = await carry(desk, [foundPost('a', { markdown })]);
    expect([pictures, remarks.length]).toEqual([0, 4]);
    expect((await desk.post('a')).body.images).toEqual([]);
  });

  test('two of the same name keep apart, and one that is there twice is one', async () => {
    using desk = openImportDesk();
    desk.put({ 'a/k.png': picture, 'b/k.png': Buffer.concat([picture, Buffer.from('x')]) });
    const markdown = '![1](a/k.png)\n\n![2][ref] ![3](a/k.png)\n\n[ref]: b/k.png "Title"';
    await carry(desk, [foundPost('a', { markdown })]);
    expect(desk.written('a/index.md')).toContain('![1](k.png)\n\n![2](k-2.png "Title") ![3](k.png)\n');
  });
});
