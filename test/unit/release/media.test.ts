import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { openPictures } from '../../../src/posts/pictures.ts';
import type { PostImage } from '../../../src/posts/post.ts';
import { mediaFileAt, mediaFiles } from '../../../src/release/media.ts';
import { temporaryFolder, writeBelow } from '../posts/content-folder.ts';
import { libraryOf, picture } from '../theme/sample.ts';
import { openDesk } from './desk.ts';

/** Stored on its side, as cameras do: 350 dots wide in the file, 700 as it is seen. */
async function photo(): Promise<{ readonly image: PostImage; readonly cacheDir: string }> {
  const contentDir = await temporaryFolder();
  const drawing = sharp({ create: { width: 350, height: 700, channels: 3, background: '#a05030' } });
  const bytes = await drawing.withMetadata({ orientation: 6 }).jpeg().toBuffer();
  await writeBelow(contentDir, 'kettle.jpg', bytes);
  const found = await openPictures(contentDir).find('', 'kettle.jpg');
  if (!('digest' in found)) throw new Error(found.message);
  return { image: { ...found, alt: '' }, cacheDir: await temporaryFolder() };
}

describe('the smaller forms of a picture', () => {
  test('are beside it, upright, in the widths and formats that pages name', async () => {
    const { cacheDir, image } = await photo();
    const [original, ...forms] = await mediaFiles([image], cacheDir);
    expect(original).toMatchObject({ url: image.url, source: image.source });
    const shapes = await Promise.all(
      forms.map(async ({ source, mediaType }) => {
        const { format, width, height, orientation } = await sharp(source).metadata();
        return [mediaType, format, width, height, orientation];
      }),
    );
    expect(shapes).toEqual([
      ['image/avif', 'heif', 480, 240, undefined],
      ['image/avif', 'heif', 700, 350, undefined],
      ['image/webp', 'webp', 480, 240, undefined],
      ['image/webp', 'webp', 700, 350, undefined],
    ]);
  });

  test('are made once, and again only where a power failure left nothing of them', async () => {
    const { cacheDir, image } = await photo();
    const files = (await mediaFiles([image], cacheDir)).map(({ source }) => source);
    const [, kept = '', emptied = ''] = files;
    await writeFile(kept, 'kept');
    await truncate(emptied);
    await mediaFiles([image], cacheDir);
    expect(await readFile(kept, 'utf8')).toBe('kept');
    expect((await stat(emptied)).size).toBeGreaterThan(0);
    expect(await readdir(join(kept, '..'))).toHaveLength(4);
  });

  test('that cannot be made are a failure that names the picture, and leave nothing behind', async () => {
    const { cacheDir, image } = await photo();
    await writeFile(image.source, 'no picture');
    await expect(mediaFiles([image], cacheDir)).rejects.toThrow(image.source);
    expect((await readdir(cacheDir, { recursive: true })).filter((name) => name.includes('kettle'))).toEqual(
      [],
    );
  });

  test('are in the release under their addresses, with their own types', async () => {
    const { image } = await photo();
    const { resources } = await openDesk().build([], { library: libraryOf([], { media: [image] }) });
    const stem = image.url.replace('.jpg', '');
    expect(resources[image.url]?.type).toBe('image/jpeg');
    expect(resources[`${stem}-480.avif`]?.type).toBe('image/avif');
    expect(resources[`${stem}-700.webp`]?.type).toBe('image/webp');
  });
});

describe('a single file asked for by its address', () => {
  test('is the picture, or a smaller form made at that moment', async () => {
    const { cacheDir, image } = await photo();
    expect((await mediaFileAt(image.url, [picture, image], cacheDir))?.source).toBe(image.source);
    const form = await mediaFileAt(image.url.replace('.jpg', '-480.webp'), [picture, image], cacheDir);
    expect(form?.mediaType).toBe('image/webp');
    expect(await readdir(join(form?.source ?? '', '..'))).toHaveLength(1);
  });

  test('is none for what no page names', async () => {
    const { cacheDir, image } = await photo();
    expect(await mediaFileAt(image.url.replace('.jpg', '-481.webp'), [image], cacheDir)).toBeUndefined();
  });
});
