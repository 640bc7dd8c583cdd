import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPictures } from '../../src/posts/pictures.ts';
import { mediaFiles } from '../../src/release/media.ts';
import { readCorrections, type Correction } from '../../src/release/revisions.ts';
import { readTrailers } from '../../src/release/trailers.ts';
import { openRepository } from '../support/repository.ts';
import { openScratch } from '../support/scratch.ts';
import { temporaryFolder, writeBelow } from '../unit/posts/content-folder.ts';
import { postOf } from '../unit/theme/sample.ts';

/** Who offers a change of the content writes its files, their names, and what is said of them in commits. */

interface Version {
  readonly day: number;
  readonly text: string;
}

/** The corrections of the one post in `name`, published on the second of March 2026, that had these versions. */
async function correctionsOf(name: string, versions: readonly Version[]): Promise<readonly Correction[]> {
  const scratch = openScratch();
  onTestFinished(() => scratch[Symbol.asyncDispose]());
  const contentDir = join(scratch.path, 'content');
  await mkdir(join(contentDir, 'posts'), { recursive: true });
  const { git } = await openRepository(scratch.path);
  for (const { day, text } of versions) {
    await writeFile(join(contentDir, 'posts', name), text);
    await git('add', '--all', '.');
    await git('commit', '--quiet', `--date=2026-03-0${day}T12:00:00Z`, '-m', `Day ${day}`);
  }
  const post = postOf('tea', { file: `content/posts/${name}` });
  return (await readCorrections(contentDir, [post], () => Date.UTC(2026, 2, 2))).get(post) ?? [];
}

const said = (text: string, front = ''): string => `---\ntitle: On tea\n${front}---\n${text}\n`;

describe('what was never for everybody', () => {
  test.each([
    ['a draft, with a blank behind the first line', (text: string) => `--- \ndraft: true\n---\n${text}\n`],
    [
      'a draft, with line ends of an old Mac',
      (text: string) => said(text, 'draft: true\n').replaceAll('\n', '\r'),
    ],
    ['a draft, with a blank before the colon', (text: string) => said(text, 'draft : true\n')],
    ['a draft, with its key in quotes', (text: string) => said(text, '"draft": true\n')],
    ['a draft, said on the next line', (text: string) => said(text, 'draft:\n  true\n')],
    ['a draft, with a capital letter', (text: string) => said(text, 'draft: True\n')],
    ['for followers, said on the next line', (text: string) => said(text, 'visibility:\n  "followers"\n')],
    ['due later', (text: string) => said(text, 'date: 2026-03-08\n')],
    ['without front matter', (text: string) => `${text}\n`],
    ['of YAML that nobody can read', (text: string) => said(text, 'tags: [\n')],
  ])('is not told as a correction: %s', async (_, secret) => {
    const versions = ['One.', 'Two.'].map((text, index) => ({ day: 3 + index, text: secret(text) }));
    const open = ['Three.', 'Four.'].map((text, index) => ({ day: 5 + index, text: said(text) }));
    const found = await correctionsOf('tea.md', [...versions, ...open]);
    expect(found.map(({ subject }) => subject)).toEqual(['Day 6']);
  });
});

test.each([
  '-p.md',
  '--output=x.md',
  ':(exclude)x.md',
  'a\nb.md',
  '"quoted"\t.md',
  '$(touch x).md',
  '\u001e.md',
])('the file name %j is a name to git, and nothing else', async (name) => {
  const found = await correctionsOf(name, [
    { day: 1, text: said('One.') },
    { day: 3, text: said('Two.') },
  ]);
  expect(found).toMatchObject([{ before: 'On tea\n\nOne.', after: 'On tea\n\nTwo.' }]);
});

/** A picture that is black, of a few kilobytes, however large. */
function blackPng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1; // One bit for each dot.
  const rows = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side));
  const chunks = [chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const external = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="900" height="900">
  <image xlink:href="file:///etc/passwd" width="900" height="900"/></svg>`;

test.each([
  ['of four hundred million dots', blackPng(20_000)],
  ['that names other files', Buffer.from(external)],
])('a picture %s is never drawn, and hinders nobody', async (_, bytes) => {
  const contentDir = await temporaryFolder();
  await writeBelow(contentDir, 'picture.png', bytes);
  const found = await openPictures(contentDir).find('', 'picture.png');
  if (!('digest' in found)) return expect.fail(found.message);
  expect([found.blurhash, found.widths]).toEqual([undefined, undefined]);
  expect(await mediaFiles([{ ...found, alt: '' }], await temporaryFolder())).toHaveLength(1);
});

test('a folder that looks like a repository of its own has no say, and names no program for git to run', async () => {
  const scratch = openScratch();
  onTestFinished(() => scratch[Symbol.asyncDispose]());
  const posts = join(scratch.path, 'content/posts');
  await mkdir(posts, { recursive: true });
  const proof = join(scratch.path, 'was-here');
  const outer = await openRepository(scratch.path);
  const inner = await openRepository(posts);
  await writeFile(join(posts, 'tea.md'), said('One.'));
  await inner.commit('Not of this blog', 'Outward-Update: minor');
  for (const [name, value] of [
    ['core.worktree', '.'],
    ['core.fsmonitor', `touch ${proof}; false`],
  ] as const)
    await inner.git('config', name, value);
  await cp(join(posts, '.git'), posts, { recursive: true });
  await rm(join(posts, '.git'), { recursive: true });
  await outer.commit('An innocent change');
  const { trailers } = await readTrailers(join(scratch.path, 'content'), {
    setting: () => Promise.resolve(undefined),
  });
  expect(trailers.size).toBe(0);
  await expect(stat(proof)).rejects.toThrow('ENOENT');
});

test('what was deleted is no earlier version of another post that has its name later', async () => {
  const scratch = openScratch();
  onTestFinished(() => scratch[Symbol.asyncDispose]());
  const file = join(scratch.path, 'content/posts/tea.md');
  await mkdir(join(file, '..'), { recursive: true });
  const { git } = await openRepository(scratch.path);
  const texts = ['Old one.', 'Old two.', undefined, 'New one.', 'New two.'];
  for (const [index, text] of texts.entries()) {
    await (text === undefined ? rm(file) : writeFile(file, said(text)));
    await git('add', '--all', '.');
    await git('commit', '--quiet', `--date=2026-03-0${index + 1}T12:00:00Z`, '-m', `Day ${index + 1}`);
  }
  const post = postOf('tea');
  const corrections = await readCorrections(join(scratch.path, 'content'), [post], () => 0);
  expect(corrections.get(post)?.map(({ subject }) => subject)).toEqual(['Day 5']);
});
