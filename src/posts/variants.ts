import { basename } from 'node:path';
import type { PostImage } from './post.ts';

/** A smaller form of a picture, for browsers that take it; others get the picture itself. */
export interface Variant {
  /** Path on the site: `/media/3f9a1c2b-kettle-480.avif`. */
  readonly url: string;
  readonly mediaType: (typeof variantTypes)[number];
  /** Pixels. */
  readonly width: number;
}

/** The best first: browsers take the first that they know. */
const variantTypes = ['image/avif', 'image/webp'] as const;
/** Pixels: telephones, tablets, and screens with two dots to a pixel. */
const widths: readonly number[] = [480, 960, 1600];
/** Pixels in height that a WebP can have. */
const heightMax = 16_383;

/** Widths in which a picture of this size is offered, never beyond its own; none for one that is small as it is. */
export function widthsOffered({ width, height }: Pick<PostImage, 'width' | 'height'>): readonly number[] {
  const [smallest = 0, largest = 0] = [widths.at(0), widths.at(-1)];
  if (width <= smallest) return [];
  const offered = [...widths.filter((one) => one < width), ...(width <= largest ? [width] : [])];
  return offered.filter((one) => (height * one) / width <= heightMax);
}

/** Whether a picture of this kind loses nothing when it is drawn anew: one that moves would stand still. */
export function canBeRedrawn(bytes: Uint8Array, mediaType: string): boolean {
  return isStill[mediaType]?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) ?? false;
}

const isStill: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'image/jpeg': () => true,
  // APNG: an acTL chunk before the first dots.
  'image/png': (bytes) => !bytes.subarray(0, bytes.indexOf('IDAT')).includes('acTL'),
  // Bit 1 of the flags of an extended WebP.
  'image/webp': (bytes) => bytes.toString('latin1', 12, 16) !== 'VP8X' || ((bytes[20] ?? 0) & 2) === 0,
};

/** All smaller forms of a picture; the build makes each of them (`src/release/media.ts`). */
export function variantsOf(image: PostImage): readonly Variant[] {
  return variantTypes.flatMap((mediaType) => ofType(image, mediaType));
}

function ofType(
  { url, widths: offered = [] }: PostImage,
  mediaType: Variant['mediaType'],
): readonly Variant[] {
  const stem = basename(url).replace(/\.[^.]+$/, '');
  const ending = mediaType.replace('image/', '');
  return offered.map((width) => ({ url: `/media/${stem}-${width}.${ending}`, mediaType, width }));
}

/** What a `<picture>` offers before its `<img>`: attributes of each `<source>`, without `sizes`. */
export function sourcesOf(image: PostImage): readonly { readonly type: string; readonly srcset: string }[] {
  return variantTypes.flatMap((type) => {
    const srcset = ofType(image, type).map(({ url, width }) => `${url} ${width}w`);
    return srcset.length === 0 ? [] : [{ type, srcset: srcset.join(', ') }];
  });
}

/** As wide as the text: the window on small screens, `--measure` on others. */
export const sizesInText = '(min-width: 45rem) 42rem, 100vw';
