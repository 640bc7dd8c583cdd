import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isPicture, openPictures } from '../../../src/posts/pictures.ts';
import { png, temporaryFolder, writeBelow } from './content-folder.ts';

/** A JPEG's first bytes: EXIF with an orientation, and a frame of the size. */
function jpeg(width: number, height: number, orientation: number): Uint8Array {
  const exif = Buffer.from(
    `Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(orientation)}\0\0\0\0\0\0`,
    'latin1',
  );
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const frame = Buffer.from([
    0xff,
    0xc0,
    0,
    11,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    1,
    1,
    0x11,
    0,
  ]);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1]), length, exif, frame, Buffer.alloc(32)]);
}

test('a picture that lies on its side is measured as it is seen', async () => {
  const contentDir = await temporaryFolder();
  await writeBelow(contentDir, 'a.jpg', jpeg(300, 200, 6));
  await writeBelow(contentDir, 'b.jpg', jpeg(300, 200, 1));
  const pictures = openPictures(contentDir);
  expect(await pictures.find('', 'a.jpg')).toMatchObject({
    width: 200,
    height: 300,
    mediaType: 'image/jpeg',
  });
  expect(await pictures.find('', 'b.jpg')).toMatchObject({ width: 300, height: 200 });
});

test.each([
  ['pot.png', 'pot.png'],
  ['POT.PNG', 'POT.PNG'],
  ['my big pot.png', 'my-big-pot.png'],
  ['größe "a".png', 'gr-e-a-.png'],
  ['pot.jpg', 'pot.jpg.png'],
  ['pot', 'pot.png'],
])('the PNG %s is served as %s, after its digest', async (name, served) => {
  const contentDir = await temporaryFolder();
  await writeBelow(contentDir, name, png(1, 2));
  const found = await openPictures(contentDir).find('', name);
  if (!isPicture(found)) throw new Error(found.message);
  expect(found).toMatchObject({
    source: join(contentDir, name),
    width: 1,
    height: 2,
    mediaType: 'image/png',
  });
  expect(found.url).toBe(`/media/${found.digest.slice(0, 8)}-${served}`);
});

test('a picture is found from the folder of the file that names it', async () => {
  const contentDir = await temporaryFolder();
  await writeBelow(contentDir, 'posts/a/pot.png', png(1, 2));
  const pictures = openPictures(contentDir);
  const [beside, from] = [
    await pictures.find('posts/a', 'pot.png'),
    await pictures.find('posts', './a/pot.png'),
  ];
  expect(beside).toEqual(from);
  expect(isPicture(beside)).toBe(true);
});

test.each([
  ['folder', 'There is no picture content/folder.'],
  ['folder/a.png/b.png', 'There is no picture content/folder/a.png/b.png.'],
  ['short.png', 'content/short.png is not a picture that browsers show.'],
  ['../a.png', 'The picture ../a.png is not in the content folder.'],
  [
    'HTTPS://x.test/a.png',
    'The picture HTTPS://x.test/a.png is on another server, and pages load nothing from others.',
  ],
])('%s is refused', async (reference, message) => {
  const contentDir = await temporaryFolder();
  await writeBelow(contentDir, 'folder/a.png', png(1, 1));
  await writeBelow(contentDir, 'short.png', png(1, 1).slice(0, 10));
  expect(await openPictures(contentDir).find('', reference)).toMatchObject({ message });
});
