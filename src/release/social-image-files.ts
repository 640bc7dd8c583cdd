import { basename, join } from 'node:path';
import { mapConcurrently } from '../posts/concurrent.ts';
import { drawPng, makeOnce, squareOf, type MediaFile } from './media.ts';
import { pictureSizes, type CardPicture, type DrawnCard } from './social-images.ts';

/** Beside each other, one is laid out while the other is drawn. */
const drawnAtOnce = 2;

/**
 * The file of each card. One is drawn once and kept in `cacheDir`, under its address, which has a digest of all that it says.
 * Rejects, naming the title, when one cannot be drawn.
 */
export async function socialImageFiles(
  cards: readonly DrawnCard[],
  cacheDir: string,
): Promise<readonly MediaFile[]> {
  const uriOf = openPictures();
  return mapConcurrently(cards, drawnAtOnce, async ({ card, image: { mediaType, url } }) => {
    const source = join(cacheDir, 'cards', basename(url));
    const draw = async (draft: string): Promise<void> => {
      const { cardSvg } = await import('./social-image-svg.ts'); // The typeface, for those who have something to draw.
      const pictures = {
        icon: await uriOf(card.icon, pictureSizes.icon),
        portrait: await uriOf(card.portrait, pictureSizes.portrait),
      };
      await drawPng(cardSvg(card, seedOf(url), pictures), draft);
    };
    await makeOnce(source, draw).catch((error: unknown) => {
      throw new Error(`cannot draw the picture for links to “${card.title}”`, { cause: error });
    });
    return { url, mediaType, source };
  });
}

type DataUri = string | undefined;

/** Pictures as data URIs in a size, each read once. */
function openPictures(): (picture: CardPicture | undefined, size: number) => Promise<DataUri> {
  const known = new Map<string, Promise<DataUri>>();
  return async (picture, size) => {
    if (picture === undefined) return undefined;
    const key = `${size} ${picture.url}`;
    const uri = known.get(key) ?? dataUriOf(picture.source, size);
    known.set(key, uri);
    return uri;
  };
}

/** Undefined for a picture that only browsers can draw: the card is as good without. */
async function dataUriOf(source: string, size: number): Promise<DataUri> {
  const png = await squareOf(source, size).catch(() => undefined);
  return png && `data:image/png;base64,${png.toString('base64')}`;
}

/** Of the digest in an address. */
function seedOf(url: string): number {
  return Number.parseInt(basename(url).slice(0, 8), 16);
}
