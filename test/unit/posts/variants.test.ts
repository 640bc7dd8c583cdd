import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { openPictures } from '../../../src/posts/pictures.ts';
import { canBeRedrawn, sourcesOf, variantsOf, widthsOffered } from '../../../src/posts/variants.ts';
import { picture } from '../theme/sample.ts';
import { temporaryFolder, writeBelow } from './content-folder.ts';

const photo = sharp({ create: { width: 700, height: 350, channels: 3, background: '#a05030' } });

describe('the widths in which a picture is offered', () => {
  test.each([
    ['nothing for one that is small as it is', 480, 300, []],
    ['its own for one a little wider', 481, 300, [480, 481]],
    ['its own as the widest', 1200, 630, [480, 960, 1200]],
    ['none twice', 960, 630, [480, 960]],
    ['nothing as wide as what a camera makes', 6000, 4000, [480, 960, 1600]],
    ['none that would be higher than a WebP can be', 1000, 20_000, [480]],
  ])('are %s', (_, width, height, widths) => {
    expect(widthsOffered({ width, height })).toEqual(widths);
  });
});

describe('smaller forms', () => {
  test('have addresses beside that of the picture, AVIF before WebP', () => {
    const image = { ...picture, widths: [480, 960] };
    expect(variantsOf(image)).toEqual([
      { url: '/media/3f9a1c2b-kettle-480.avif', mediaType: 'image/avif', width: 480 },
      { url: '/media/3f9a1c2b-kettle-960.avif', mediaType: 'image/avif', width: 960 },
      { url: '/media/3f9a1c2b-kettle-480.webp', mediaType: 'image/webp', width: 480 },
      { url: '/media/3f9a1c2b-kettle-960.webp', mediaType: 'image/webp', width: 960 },
    ]);
    expect(sourcesOf(image)).toEqual([
      {
        type: 'image/avif',
        srcset: '/media/3f9a1c2b-kettle-480.avif 480w, /media/3f9a1c2b-kettle-960.avif 960w',
      },
      {
        type: 'image/webp',
        srcset: '/media/3f9a1c2b-kettle-480.webp 480w, /media/3f9a1c2b-kettle-960.webp 960w',
      },
    ]);
  });

  test('are not spoken of where there are none', () => {
    expect([variantsOf(picture), sourcesOf(picture)]).toEqual([[], []]);
  });
});

describe('what can be drawn anew', () => {
  const dots = Buffer.concat([Buffer.alloc(16, 90), Buffer.alloc(16, 200)]);
  const frames = sharp(dots, { raw: { width: 2, height: 4, channels: 4, pageHeight: 2 } });

  test.each([
    ['a JPEG can', 'image/jpeg', photo.clone().jpeg(), true],
    ['a PNG can', 'image/png', photo.clone().png(), true],
    ['a WebP can', 'image/webp', photo.clone().webp(), true],
    ['a WebP with its transparency can', 'image/webp', photo.clone().ensureAlpha(0.5).webp(), true],
    ['a WebP that moves cannot', 'image/webp', frames.clone().webp({ loop: 0, delay: [100, 100] }), false],
    ['a GIF cannot', 'image/gif', photo.clone().gif(), false],
  ])('%s', async (_, mediaType, drawing, expected) => {
    expect(canBeRedrawn(await drawing.toBuffer(), mediaType)).toBe(expected);
  });

  test('a PNG that moves cannot', async () => {
    const still = await photo.clone().png().toBuffer();
    const afterHeader = 33;
    const control = Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1');
    const moving = Buffer.concat([still.subarray(0, afterHeader), control, still.subarray(afterHeader)]);
    expect(canBeRedrawn(moving, 'image/png')).toBe(false);
  });
});

test('a picture that is found says in which widths the site has it, unless nobody can read it', async () => {
  const contentDir = await temporaryFolder();
  const bytes = await photo.clone().png().toBuffer();
  await writeBelow(contentDir, 'whole.png', bytes);
  await writeBelow(contentDir, 'cut.png', bytes.subarray(0, 60));
  const pictures = openPictures(contentDir);
  expect(await pictures.find('', 'whole.png')).toMatchObject({ widths: [480, 700] });
  expect(await pictures.find('', 'cut.png')).toMatchObject({ width: 700 });
  expect(await pictures.find('', 'cut.png')).not.toHaveProperty('widths');
});
