import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { parseSettings, takeFront } from './front.ts';
import type { LeftOut } from './found.ts';
import { textOf, valueAt, type Values } from './values.ts';

/** A file of a folder of posts, taken apart. */
export interface TextFile {
  /** Below the folder that is imported, with slashes: `_posts/2019-03-01-kettle.md`. */
  readonly place: string;
  readonly values: Values;
  readonly text: string;
}

const notContent = new Set(['node_modules', '.git', '_site', 'public', 'dist', 'vendor']);

/** All files below `root`/`folder` whose name `shape` fits, in order; what cannot be read is added to `leftOut`. */
export async function textFiles(
  root: string,
  folder: string,
  shape: RegExp,
  leftOut: LeftOut[],
): Promise<readonly TextFile[]> {
  const files: TextFile[] = [];
  for (const place of await namesBelow(root, folder)) {
    if (!shape.test(place)) continue;
    try {
      files.push({ place, ...takeFront(await readFile(join(root, place), 'utf8')) });
    } catch (error) {
      leftOut.push({ place, why: `It cannot be read: ${(error as Error).message.split('\n')[0] ?? ''}` });
    }
  }
  return files;
}

/** Sorted; symbolic links are not followed. */
async function namesBelow(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const below = await Promise.all(
    entries
      .filter(({ name }) => !notContent.has(name))
      .map(async (entry): Promise<readonly string[]> => {
        const place = join(folder, entry.name);
        if (entry.isDirectory()) return namesBelow(root, place);
        return entry.isFile() ? [place.split(sep).join('/')] : [];
      }),
  );
  return below.flat().sort();
}

/** The settings in the first of these files that is there; none where none is. */
export async function settingsIn(root: string, names: readonly string[]): Promise<Values> {
  const name = names.find((one) => existsSync(join(root, one)));
  return name === undefined ? {} : parseSettings(name, await readFile(join(root, name), 'utf8'));
}

/** What `kettle/index.md` or `kettle.md` is called: `kettle`. */
export function stemOf(place: string): string {
  const name = basename(place).replace(/\.\w+$/, '');
  return name === 'index' ? basename(dirname(place)) : name;
}

/** The path of an address on its site, which a blog may have below another: `https://a.example/blog/` → `/blog`. */
export function basePathOf(url: string | undefined): string {
  const path = URL.parse(url ?? '')?.pathname ?? (url?.startsWith('/') === true ? url : '');
  return path.replace(/\/+$/, '');
}

/** Where a picture that a file of `root` means may lie: beside the file, or where its program keeps what is copied. */
export function picturePlaces(
  root: string,
  place: string,
  reference: string,
  { base, folders }: { readonly base: string; readonly folders: readonly string[] },
): readonly string[] {
  const path = reference.replace(/^https?:\/\/[^/]+/, '').replace(/^[~@]\//, '/src/');
  const below = base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length) : path;
  const beside = path.startsWith('/') ? [] : [join(root, dirname(place), path)];
  return [...beside, ...folders.map((folder) => join(root, folder, below))];
}

const heroNames = [
  'image',
  'cover',
  'featured_image',
  'featuredimage',
  'heroimage',
  'hero',
  'thumbnail',
  'ogimage',
  'images',
];

/** The picture that stands for a post, whichever of the usual keys it has. */
export function heroIn(values: Values): { readonly src: string; readonly alt: string } | undefined {
  for (const name of heroNames) {
    const value = valueAt(values, name);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    const src =
      typeof first === 'string'
        ? first
        : textOf(values, `${name}.image`, `${name}.src`, `${name}.url`, `${name}.path`);
    if (src !== undefined && src !== '')
      return { src, alt: textOf(values, `${name}.alt`, 'image_alt', 'imagealt', 'herocaption') ?? '' };
  }
  return undefined;
}
