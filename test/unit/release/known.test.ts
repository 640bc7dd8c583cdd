import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeInto } from '../../../src/release/files.ts';
import { knownBeyondContent } from '../../../src/release/known.ts';
import { freshSqlite, temporaryFolder } from '../../store/fresh-sqlite.ts';
import { announcementOf } from '../builders.ts';
import { postOf } from '../theme/sample.ts';

async function openProject() {
  const fresh = await freshSqlite();
  const folder = temporaryFolder();
  onTestFinished(async () => {
    await fresh[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  await writeInto(join(folder.path, 'public/favicon.svg'), '<svg/>');
  await writeInto(join(folder.path, 'public/talks/tea.pdf'), 'slides');
  return { projectDir: folder.path, store: fresh.store };
}

test('files of the project may be linked to', async () => {
  const { projectDir, store } = await openProject();
  const { knownPaths } = await knownBeyondContent(projectDir, store);
  expect(knownPaths).toEqual(new Set(['/favicon.svg', '/talks/tea.pdf']));
});

test('before the first publication nothing tells what is new', async () => {
  const { projectDir, store } = await openProject();
  expect(await knownBeyondContent(projectDir, store)).not.toHaveProperty('told');
});

test('posts are known by the ids that are written, under every slug that they had', async () => {
  const { projectDir, store } = await openProject();
  await store.transact((tx) => {
    tx.putSetting('registeredAt', '1');
    tx.putAnnouncement(announcementOf(postOf('tea', { id: 'tea' }), { state: 'deleted' }));
    tx.putAnnouncement(announcementOf(postOf('green-tea', { id: 'tea~2' })));
    tx.putFormerSlug('leaves', 'tea~2');
  });
  const { told } = await knownBeyondContent(projectDir, store);
  expect(told?.toSorted((a, b) => (a.slug < b.slug ? -1 : 1))).toEqual([
    { id: 'tea', slug: 'green-tea' },
    { id: 'tea', slug: 'leaves' },
    { id: 'tea', slug: 'tea' },
  ]);
});
