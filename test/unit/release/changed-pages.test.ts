import { expect, test } from 'vitest';
import type { Library } from '../../../src/posts/post.ts';
import { changedPages } from '../../../src/release/changed-pages.ts';
import type { Manifest } from '../../../src/release/manifest.ts';
import { bodyOf, libraryOf, postOf } from '../theme/sample.ts';
import { openDesk } from './desk.ts';

const resource = { file: 'about/index.html', type: 'text/html; charset=utf-8', status: 200 };
const about = { slug: 'über', file: 'content/pages/über.md', title: 'About', lang: 'en' };
const library: Library = libraryOf([postOf('kettle'), postOf('imprint', { federate: false })], {
  pages: [{ ...about, summary: undefined, body: bodyOf('About.') }],
});

async function releaseOf(hash: string, theme = 'theme'): Promise<Manifest> {
  const manifest = await openDesk().build([]);
  const paths = ['/%C3%BCber/', '/posts/imprint/', '/posts/kettle/'];
  const resources = Object.fromEntries(paths.map((path) => [path, { ...resource, hash }]));
  return { ...manifest, theme, resources };
}

test('pages and posts that are pages only are named when they differ; posts are spoken of elsewhere', async () => {
  const [one, other] = [await releaseOf('one'), await releaseOf('other')];
  expect(changedPages(one, other, library)).toEqual(['über', 'imprint']);
  expect(changedPages(one, one, library)).toEqual([]);
});

test('none is named of a first release, and of one with another theme, where all may differ', async () => {
  const other = await releaseOf('other', 'another');
  expect(changedPages(undefined, other, library)).toEqual([]);
  expect(changedPages(await releaseOf('one'), other, library)).toEqual([]);
});
