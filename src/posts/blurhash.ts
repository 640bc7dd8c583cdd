import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode, isBlurhashValid } from 'blurhash';

/** Colours that stand for a picture until it is there; more would be longer, and no prettier. */
const componentsAcross = 4;
const componentsDown = 3;
/** Pixels of the longer side that the colours are taken from: they are few, so these may be. */
const sampleSize = 32;

/**
 * What stands for a picture until it is loaded (https://blurha.sh), from `cacheDir` if it was made before for the file with
 * this `digest`. Undefined for what cannot be drawn as dots: a damaged file, or SVG, whose text could name other files.
 */
export async function blurhashOf(
  picture: { readonly bytes: Uint8Array; readonly mediaType: string; readonly digest: string },
  cacheDir: string | undefined,
): Promise<string | undefined> {
  if (picture.mediaType === 'image/svg+xml') return undefined;
  if (cacheDir === undefined) return drawn(picture.bytes);
  const path = join(cacheDir, `${picture.digest}.blurhash`);
  const kept = await readFile(path, 'utf8').catch(() => ''); // Whatever the reason, it can be made anew.
  if (isBlurhashValid(kept).result) return kept;
  const made = await drawn(picture.bytes);
  if (made !== undefined) await keep(path, made);
  return made;
}

async function drawn(bytes: Uint8Array): Promise<string | undefined> {
  const { default: sharp } = await import('sharp'); // A tenth of a second, for those who have new pictures.
  try {
    const { data, info } = await sharp(bytes)
      .rotate()
      .resize(sampleSize, sampleSize, { fit: 'inside' })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return encode(new Uint8ClampedArray(data), info.width, info.height, componentsAcross, componentsDown);
  } catch {
    return undefined; // The page shows the picture all the same, or its alt text.
  }
}

/** Whole or not at all: another process may be reading. */
async function keep(path: string, hash: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(draft, hash);
  await rename(draft, path);
}
