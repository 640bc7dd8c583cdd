import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  currentManifest,
  currentRelease,
  nextReleaseName,
  releaseFolder,
  releaseName,
  removeOldReleases,
  switchTo,
} from '../../../src/release/current.ts';
import {
  carryOver,
  digestOfFiles,
  filesBelow,
  hashOf,
  syncBelow,
  writeFileAtomic,
  writeInto,
} from '../../../src/release/files.ts';
import { openScratch } from '../../support/scratch.ts';
import { NOW } from '../builders.ts';

function folder(): string {
  const scratch = openScratch();
  onTestFinished(() => scratch[Symbol.asyncDispose]());
  return scratch.path;
}

describe('an atomic write', () => {
  test('replaces what was there and leaves nothing beside it', async () => {
    const dir = folder();
    await writeFileAtomic(join(dir, 'current'), 'one');
    await writeFileAtomic(join(dir, 'current'), 'two');
    expect(await readFile(join(dir, 'current'), 'utf8')).toBe('two');
    expect(await readdir(dir)).toEqual(['current']);
  });

  test('that fails leaves what was there, and nothing beside it', async () => {
    const dir = folder();
    await mkdir(join(dir, 'current', 'full'), { recursive: true }); // A folder that is not empty is not replaced.
    await expect(writeFileAtomic(join(dir, 'current'), 'two')).rejects.toThrow();
    expect(await readdir(dir)).toEqual(['current']);
  });

  test('is never seen half done', async () => {
    const path = join(folder(), 'current');
    const texts = ['a', 'b'].map((letter) => letter.repeat(200_000));
    await writeFileAtomic(path, texts[0]!);
    const written = new AbortController();
    const seen = new Set<string>();
    const read = async (): Promise<void> => {
      while (!written.signal.aborted) seen.add(await readFile(path, 'utf8'));
    };
    const reading = read();
    for (let n = 0; n < 20; n += 1) await writeFileAtomic(path, texts[n % 2]!);
    written.abort();
    await reading;
    expect([...seen].filter((text) => !texts.includes(text))).toEqual([]);
  });
});

test('all files below a folder, and the folders, are brought to the disk', async () => {
  const dir = folder();
  await writeInto(join(dir, 'a', 'b', 'page.html'), 'text');
  await mkdir(join(dir, 'empty'));
  await syncBelow(dir);
  await expect(syncBelow(join(dir, 'none'))).rejects.toThrow('ENOENT');
});

describe('a carried file', () => {
  test('is the same, makes its folder, and may be carried twice', async () => {
    const dir = folder();
    await writeInto(join(dir, 'old', 'x', 'page.html'), 'text');
    const to = join(dir, 'new', 'y', 'page.html');
    await carryOver(join(dir, 'old', 'x', 'page.html'), to);
    await carryOver(join(dir, 'old', 'x', 'page.html'), to);
    expect(await readFile(to, 'utf8')).toBe('text');
  });

  test('that is not there is a failure', async () => {
    const dir = folder();
    await expect(carryOver(join(dir, 'none'), join(dir, 'to'))).rejects.toThrow('ENOENT');
  });
});

test('files below a folder are listed in order, whatever their depth; no folder has none', async () => {
  const dir = folder();
  for (const name of ['b.md', 'a/z.md', 'a/b/c.md']) await writeInto(join(dir, name), '');
  await mkdir(join(dir, 'empty'));
  expect(await filesBelow(dir)).toEqual(['a/b/c.md', 'a/z.md', 'b.md']);
  expect(await filesBelow(join(dir, 'none'))).toEqual([]);
});

describe('a digest of files', () => {
  async function change(work: (dir: string) => Promise<unknown>): Promise<boolean> {
    const dir = folder();
    await writeInto(join(dir, 'posts', 'kettle.md'), 'Steam.');
    await writeInto(join(dir, 'posts', 'kettle.png'), 'PNG');
    const before = await digestOfFiles([dir]);
    await work(dir);
    return (await digestOfFiles([dir])) !== before;
  }

  test.each<[string, boolean, (dir: string) => Promise<unknown>]>([
    ['the content of a text', true, (dir) => writeFile(join(dir, 'posts/kettle.md'), 'Water.')],
    ['the time of a text', false, (dir) => utimes(join(dir, 'posts/kettle.md'), 1, 1)],
    ['the time of a picture', true, (dir) => utimes(join(dir, 'posts/kettle.png'), 1, 1)],
    ['the size of a picture', true, (dir) => writeFile(join(dir, 'posts/kettle.png'), 'PNG!')],
    ['a new file', true, (dir) => writeFile(join(dir, 'posts/tea.md'), '')],
    ['a new empty folder', false, (dir) => mkdir(join(dir, 'pages'))],
    ['nothing', false, () => Promise.resolve()],
  ])('changes with %s: %s', async (_, expected, work) => {
    expect(await change(work)).toBe(expected);
  });

  test('is one for several places, also where nothing is', async () => {
    const dir = folder();
    await writeFile(join(dir, 'a.json'), '{}');
    const [one, other] = [[join(dir, 'a.json')], [join(dir, 'a.json'), join(dir, 'none')]];
    expect(await digestOfFiles(one)).not.toBe(await digestOfFiles(other));
    expect(await digestOfFiles(other)).toBe(await digestOfFiles(other));
  });
});

test('a hash is sixteen hexadecimal characters of SHA-256, of text and bytes alike', () => {
  expect(hashOf('abc')).toBe('ba7816bf8f01cfea');
  expect(hashOf(Buffer.from('abc'))).toBe(hashOf('abc'));
});

describe('the current release', () => {
  test('is none at first, then the one that was switched to', async () => {
    const dir = folder();
    expect(await currentRelease(dir)).toBeUndefined();
    expect(await currentManifest(dir)).toBeUndefined();
    await switchTo(dir, 'r1');
    await switchTo(dir, 'r2');
    expect(await currentRelease(dir)).toBe('r2');
  });

  test('without its manifest is no release', async () => {
    const dir = folder();
    await switchTo(dir, 'r1');
    expect(await currentManifest(dir)).toBeUndefined();
  });

  test('keeps three before it; older ones go, newer ones stay', async () => {
    const dir = folder();
    const names = [1, 2, 3, 4, 5, 6, 7].map((n) => releaseName(NOW + n * 1_000));
    for (const name of names) await writeInto(join(releaseFolder(dir, name), 'manifest.json'), '{}');
    await removeOldReleases(dir, names[5]!);
    expect((await readdir(join(dir, 'releases'))).toSorted()).toEqual(names.slice(2));
    await expect(stat(releaseFolder(dir, names[0]!))).rejects.toThrow('ENOENT');
  });

  test('has a name after all others, wherever the clock has been', async () => {
    const dir = folder();
    expect(await nextReleaseName(dir, NOW)).toBe(releaseName(NOW));
    await writeInto(join(releaseFolder(dir, releaseName(NOW + 1_000)), 'manifest.json'), '{}');
    await writeInto(join(releaseFolder(dir, 'zzz'), 'manifest.json'), '{}');
    expect(await nextReleaseName(dir, NOW)).toBe(releaseName(NOW + 1_001));
    expect(await nextReleaseName(dir, NOW + 5_000)).toBe(releaseName(NOW + 5_000));
  });

  test('has a name that sorts by time', () => {
    expect(releaseName(NOW + 123)).toBe('20260310T120000123Z');
    expect(releaseName(NOW) < releaseName(NOW + 1)).toBe(true);
  });
});
