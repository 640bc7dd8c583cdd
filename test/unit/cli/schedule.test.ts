import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { scheduledWords, scheduleLines, scheduleOf, type Schedule } from '../../../src/cli/schedule.ts';
import { loadSettings } from '../../../src/config.ts';
import type { Scheduled } from '../../../src/posts/post.ts';
import { releaseFolder, switchTo } from '../../../src/release/current.ts';
import { writeManifest } from '../../../src/release/manifest.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { hourMs, NOW } from '../builders.ts';
import { postFile, temporaryFolder, writeContent, type Files } from '../posts/content-folder.ts';
import { openDesk } from '../release/desk.ts';

const later: Files = {
  'posts/later.md': postFile('Patience.').replace('2026-03-01', '2026-03-12T09:00:00Z'),
  'posts/kettle.md': postFile('Water.', 'reshare: 2026-03-11\n'),
  'posts/draft.md': postFile('Not yet.', 'draft: true\n').replace('2026-03-01', '2026-03-12'),
};

interface Around {
  /** When the release that is served has something published, milliseconds. */
  readonly nextDue?: number;
  readonly isHeld?: boolean;
}

async function read(files: Files, { isHeld = false, nextDue }: Around = {}): Promise<Schedule> {
  await using fresh = await freshSqlite();
  const { store } = fresh;
  const [dataDir, contentDir] = [await temporaryFolder(), await writeContent(files)];
  const settings = loadSettings({ DATA_DIR: dataDir, CONTENT_DIR: contentDir }, '/');
  const manifest = await openDesk().build([], { release: 'r1' });
  await mkdir(releaseFolder(dataDir, 'r1'), { recursive: true });
  await writeManifest(releaseFolder(dataDir, 'r1'), { ...manifest, nextDue });
  await switchTo(dataDir, 'r1');
  if (isHeld) await store.holdBack({ token: 'one', release: 'r2', previous: 'r1' }, NOW);
  return await scheduleOf({ now: () => NOW, settings, store });
}

test('posts that wait for their date and boosts to come are named, soonest first', async () => {
  expect(scheduleLines(await read(later, { nextDue: NOW + hourMs }))).toEqual([
    'Scheduled: kettle is boosted again 2026-03-11T00:00:00Z',
    'Scheduled: later goes out 2026-03-12T09:00:00Z',
  ]);
});

test('what no release knows of does not go out by itself, and that is said', async () => {
  for (const around of [{}, { nextDue: Date.parse('2026-03-11T12:00:00Z') }]) {
    expect(scheduleLines(await read(later, around))[0]).toMatch(
      /^Scheduled: kettle .*, but not by itself before you have run: npm run publish$/,
    );
  }
});

test('where a publication was cancelled, all stays back: what is to come, and what nobody heard of', async () => {
  expect(scheduleLines(await read(later, { isHeld: true, nextDue: NOW + hourMs }))).toEqual([
    'Stays back: kettle, dated 2026-03-01T00:00:00Z',
    'Stays back: kettle, to be boosted again 2026-03-11T00:00:00Z',
    'Stays back: later, dated 2026-03-12T09:00:00Z',
  ]);
});

test('where the content has mistakes, that is said in place of a list that nobody can make', async () => {
  const schedule = await read({ 'posts/bad.md': 'No front matter.' });
  expect(schedule.entries).toBeUndefined();
  expect(scheduleLines(schedule)).toEqual([expect.stringContaining('npm run outward -- plan')]);
});

test('ten are named', () => {
  const entries = Array.from({ length: 12 }, (_, n) => ({ ...entry, slug: `p${n}`, isExpected: true }));
  const lines = scheduleLines({ entries, isHeld: false });
  expect([lines.length, lines.at(-1)]).toEqual([11, 'And 2 more that are scheduled.']);
});

const entry: Scheduled = {
  ...{ kind: 'post', id: 'tea', slug: 'tea', title: 'Tea', file: 'content/posts/tea.md' },
  ...{ federate: true, dueAt: NOW },
};

test('a page only is sent to nobody, and not said to go out', () => {
  expect(scheduledWords({ ...entry, federate: false })).toBe(
    'Scheduled: tea appears, as a page only, 2026-03-10T12:00:00Z',
  );
});
