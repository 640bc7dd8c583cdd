import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
  if (!(await isKept(path))) {
    await draw(image.source, variant, path).catch((error: unknown) => {
      throw new Error(`cannot make a smaller form of ${image.source}`, { cause: error });
    });
  }
  return { url, mediaType, source: path };
}

/** An empty file is what a power failure leaves. */
async function isKept(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined); // Whatever the reason, it can be made anew.
  return info !== undefined && info.size > 0;
}

/** Whole or not at all: another process may be reading. Upright, and without what cameras write of place and owner. */
async function draw(source: string, { mediaType, width }: Variant, path: string): Promise<void> {
  const { default: sharp } = await import('sharp'); // A tenth of a second, for those who have new pictures.
  const draft = `${path}.${randomUUID()}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  const resized = sharp(source).rotate().resize({ width });
  try {
    await (mediaType === 'image/avif' ? resized.avif(avifOptions) : resized.webp(webpOptions)).toFile(draft);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Effort 2 takes twice the time for an eighth less. */
const avifOptions = { quality: 50, effort: 1 } as const;
const webpOptions = { quality: 78, effort: 3 } as const;
