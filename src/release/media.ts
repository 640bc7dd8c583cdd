import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type Sharp from 'sharp';
import { mapConcurrently } from '../posts/concurrent.ts';
import type { PostImage } from '../posts/post.ts';
import { variantsOf, type Variant } from '../posts/variants.ts';

/** A file below `/media/`, and where it lies on disk. */
export interface MediaFile {
  readonly url: string;
  readonly source: string;
  readonly mediaType: string;
}

/** Pictures drawn at once: each takes the memory of its dots, and several threads. */
const drawnAtOnce = 2;
/** Raised whenever the same picture is drawn in another way. */
const drawingVersion = 1;

/**
 * The pictures with all their smaller forms. A form is made once and kept in `cacheDir`, under its address, which has a digest
 * of the picture. Rejects, naming the file, when one cannot be made.
 */
export async function mediaFiles(
  media: readonly PostImage[],
  cacheDir: string,
): Promise<readonly MediaFile[]> {
  const jobs = media.flatMap((image) => variantsOf(image).map((variant) => ({ image, variant })));
  const made = await mapConcurrently(jobs, drawnAtOnce, ({ image, variant }) =>
    variantFile(image, variant, cacheDir),
  );
  return [...media, ...made];
}

/** The one file that stands at `url`; a smaller form is made when it is first asked for. Undefined when there is none. */
export async function mediaFileAt(
  url: string,
  media: readonly PostImage[],
  cacheDir: string,
): Promise<MediaFile | undefined> {
  for (const image of media) {
    if (image.url === url) return image;
    const variant = variantsOf(image).find((one) => one.url === url);
    if (variant !== undefined) return variantFile(image, variant, cacheDir);
  }
  return undefined;
}

async function variantFile(image: PostImage, variant: Variant, cacheDir: string): Promise<MediaFile> {
  const { mediaType, url } = variant;
  const path = join(cacheDir, `pictures-${drawingVersion}`, basename(url));
  await makeOnce(path, (draft) => draw(image.source, variant, draft)).catch((error: unknown) => {
    throw new Error(`cannot make a smaller form of ${image.source}`, { cause: error });
  });
  return { url, mediaType, source: path };
}

/** Has `make` write the file that is to be `path`, unless it is there. Whole or not at all: another process may be reading. */
export async function makeOnce(path: string, make: (draft: string) => Promise<unknown>): Promise<void> {
  if (await isKept(path)) return;
  const draft = `${path}.${randomUUID()}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await make(draft);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** An empty file is what a power failure leaves. */
async function isKept(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined); // Whatever the reason, it can be made anew.
  return info !== undefined && info.size > 0;
}

/** Upright, and without what cameras write of place and owner. */
async function draw(source: string, { mediaType, width }: Variant, path: string): Promise<void> {
  const resized = (await painter())(source).rotate().resize({ width });
  await (mediaType === 'image/avif' ? resized.avif(avifOptions) : resized.webp(webpOptions)).toFile(path);
}

/** Draws `svg`, which says how large it is, as a PNG of few colours. */
export async function drawPng(svg: string, path: string): Promise<void> {
  await (await painter())(Buffer.from(svg)).removeAlpha().png(pngOptions).toFile(path);
}

/** The middle of the picture `source`, a square of `size` pixels, as the content of a PNG. */
export async function squareOf(source: string, size: number): Promise<Buffer> {
  return (await painter())(source).rotate().resize(size, size, { fit: 'cover' }).png().toBuffer();
}

/** A tenth of a second, for those who have something to draw. */
async function painter(): Promise<typeof Sharp> {
  return (await import('sharp')).default;
}

/** A palette makes it a third as large, and this quality of it a third faster than the best. */
const pngOptions = { palette: true, quality: 95, effort: 1, dither: 0 } as const;
/** Effort 2 takes twice the time for an eighth less. */
const avifOptions = { quality: 95, effort: 1 } as const;
const webpOptions = { quality: 78, effort: 3 } as const;
