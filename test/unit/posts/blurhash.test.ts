import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBlurhashValid } from 'blurhash';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { blurhashOf } from '../../../src/posts/blurhash.ts';

const bytes = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#a05030' } })
  .png()
  .toBuffer();
const picture = { bytes, mediaType: 'image/png', digest: 'a1b2' };

test('a picture has a few colours that stand for it, the same each time', async () => {
  const hash = await blurhashOf(picture, undefined);
  expect(isBlurhashValid(hash ?? '').result).toBe(true);
  expect(await blurhashOf(picture, undefined)).toBe(hash);
});

test('they are computed once for a file, and what was kept damaged is made anew', async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'outward-blurhash-'));
  const hash = await blurhashOf(picture, cacheDir);
  expect(await readdir(cacheDir)).toEqual(['a1b2.blurhash']);
  expect(await blurhashOf({ ...picture, bytes: Buffer.from('no longer read') }, cacheDir)).toBe(hash);
  await writeFile(join(cacheDir, 'a1b2.blurhash'), 'half');
  expect(await blurhashOf(picture, cacheDir)).toBe(hash);
});

test.each([
  ['what is cut short', { ...picture, bytes: bytes.subarray(0, 40) }],
  ['SVG, which is text', { ...picture, mediaType: 'image/svg+xml', bytes: Buffer.from('<svg/>') }],
])('%s has none', async (_, broken) => {
  expect(await blurhashOf(broken, undefined)).toBeUndefined();
});
