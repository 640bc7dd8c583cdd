import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname, join, normalize } from 'node:path';
import { imageSize } from 'image-size';
import { blurhashOf } from './blurhash.ts';
import type { PostImage } from './post.ts';
import { nothingIfAbsent } from './source.ts';
import { canBeRedrawn, widthsOffered } from './variants.ts';

/** A picture of `content/`, measured; its alt text belongs to the place where it is shown. */
export interface Picture extends Omit<PostImage, 'alt' | 'focus'> {
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string;
}

/** Why a picture cannot be shown, and what to write instead. */
export interface PictureProblem {
  readonly message: string;
  readonly remedy: string;
}

export interface Pictures {
  readonly contentDir: string;
  /** The picture that a file in `directory` (below `content/`) means by `reference`. Each file is read once. */
  find(directory: string, reference: string): Promise<Picture | PictureProblem>;
}

/** With `cacheDir`, what was computed of a picture once is kept there. */
export function openPictures(contentDir: string, cacheDir?: string): Pictures {
  const measured = new Map<string, Promise<Picture | PictureProblem>>();
  const measureOnce = (below: string): Promise<Picture | PictureProblem> => {
    const known = measured.get(below) ?? measure(contentDir, below, cacheDir);
    measured.set(below, known);
    return known;
  };
  return {
    contentDir,
    find: async (directory, reference) => {
      const target = pathBelowContent(directory, reference);
      return typeof target === 'string' ? measureOnce(target) : target;
    },
  };
}

export function isPicture(found: Picture | PictureProblem): found is Picture {
  return 'digest' in found;
}

/** A measured picture with the words that stand for it. */
export function imageOf(picture: Picture, alt: string, focus?: PostImage['focus']): PostImage {
  const { source, url, mediaType, width, height, widths, blurhash } = picture;
  return {
    source,
    url,
    alt,
    mediaType,
    width,
    height,
    ...(widths && { widths }),
    ...(blurhash && { blurhash }),
    ...(focus && { focus }),
  };
}

/** Path below `content/`; a problem for what is not a file of the blog's own. */
function pathBelowContent(directory: string, reference: string): string | PictureProblem {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(reference)) {
    return {
      message: `The picture ${reference} is on another server, and pages load nothing from others.`,
      remedy: 'Save it beside this file and write its name.',
    };
  }
  const path = normalize(join(directory, reference));
  if (reference.startsWith('/') || path.startsWith('..')) {
    return {
      message: `The picture ${reference} is not in the content folder.`,
      remedy: 'Save it beside this file and write its name, without a slash before it.',
    };
  }
  return path;
}

/** By the name that image-size gives a format: media type, and endings of file names that say the same. */
const formats: Readonly<
  Record<string, { readonly mediaType: string; readonly endings: readonly [string, ...string[]] }>
> = {
  png: { mediaType: 'image/png', endings: ['.png'] },
  jpg: { mediaType: 'image/jpeg', endings: ['.jpg', '.jpeg'] },
  gif: { mediaType: 'image/gif', endings: ['.gif'] },
  webp: { mediaType: 'image/webp', endings: ['.webp'] },
  avif: { mediaType: 'image/avif', endings: ['.avif'] },
  svg: { mediaType: 'image/svg+xml', endings: ['.svg'] },
};

async function measure(
  contentDir: string,
  below: string,
  cacheDir: string | undefined,
): Promise<Picture | PictureProblem> {
  const source = join(contentDir, below);
  const bytes = await readFile(source).catch(nothingIfUnreadable);
  if (bytes === undefined) {
    return {
      message: `There is no picture ${shown(below)}.`,
      remedy: 'Correct the name (large and small letters count), or put the file there.',
    };
  }
  const size = sizeOf(bytes);
  const format = formats[size?.type ?? ''];
  if (size === undefined || format === undefined) {
    return {
      message: `${shown(below)} is not a picture that browsers show.`,
      remedy: 'Save it as PNG, JPEG, WebP, AVIF, GIF or SVG.',
    };
  }
  const digest = createHash('sha256').update(bytes).digest('hex');
  const url = `/media/${digest.slice(0, 8)}-${servedName(below, format.endings)}`;
  const { mediaType } = format;
  const blurhash = await blurhashOf({ bytes, mediaType, digest }, cacheDir);
  const { width, height } = size;
  const picture = { source, url, mediaType, width, height, digest };
  if (blurhash === undefined) return picture; // Nobody could read it, to draw it smaller either.
  const widths = canBeRedrawn(bytes, mediaType) ? widthsOffered(size) : [];
  return { ...picture, blurhash, ...(widths.length > 0 && { widths }) };
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly type: string | undefined;
}

/** As the picture is seen: cameras store upright pictures lying down, and say so (EXIF orientation 5 to 8). */
function sizeOf(bytes: Uint8Array): Size | undefined {
  try {
    const { width, height, orientation = 1, type } = imageSize(bytes);
    return orientation >= 5 ? { width: height, height: width, type } : { width, height, type };
  } catch {
    return undefined; // image-size throws on what it does not know, and on files cut short.
  }
}

/** The file's name in letters that every server and address takes, with an ending that tells its true format. */
function servedName(below: string, endings: readonly [string, ...string[]]): string {
  const name = basename(below).replace(/[^A-Za-z0-9._-]+/g, '-');
  return endings.includes(extname(name).toLowerCase()) ? name : name + endings[0];
}

function shown(below: string): string {
  return `content/${below.replaceAll('\\', '/')}`;
}

function nothingIfUnreadable(error: NodeJS.ErrnoException): undefined {
  return error.code === 'EISDIR' || error.code === 'ENOTDIR' ? undefined : nothingIfAbsent(error);
}
