import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAstro, readAstro } from './astro.ts';
import { isEleventy, readEleventy } from './eleventy.ts';
import { ImportError, kinds, type FoundBlog, type Kind } from './found.ts';
import { hugoSettings, readHugo } from './hugo.ts';
import { isJekyll, readJekyll } from './jekyll.ts';
import { readMastodon } from './mastodon.ts';
import { unpack } from './unpack.ts';
import { readWordPress } from './wordpress.ts';

/** What `source` is an export or a folder of, as far as that can be seen. */
export function recognise(source: string): Kind | undefined {
  if (isArchive(source) || basename(source) === 'outbox.json') return 'mastodon';
  if (/\.xml$/i.test(source)) return 'wordpress';
  return kinds.find((kind) => signs[kind](source));
}

function isArchive(source: string): boolean {
  return /\.(?:tar\.gz|tgz)$/.test(source);
}

/** The surest first: a folder of Astro may have `content` too, and one of Hugo is known by little more. */
const signs: Readonly<Record<Kind, (folder: string) => boolean>> = {
  mastodon: (folder) => existsSync(join(folder, 'outbox.json')),
  wordpress: () => false,
  jekyll: isJekyll,
  eleventy: isEleventy,
  astro: isAstro,
  hugo: (folder) =>
    existsSync(join(folder, 'content')) && hugoSettings.some((name) => existsSync(join(folder, name))),
};

/**
 * Reads all of `source`, and gives it to `use` with the folder that pictures come from; what was unpacked for that is removed when
 * it is done. `origin`: of the blog; `now` dates what has no date. Throws an ImportError for what cannot be read as that.
 */
export async function withFound<T>(
  source: string,
  { kind, now, origin }: { readonly kind: Kind; readonly now: Date; readonly origin: string },
  use: (found: FoundBlog, root: string) => Promise<T>,
): Promise<T> {
  if (source.endsWith('.zip')) throw new ImportError(`Unpack ${source} first, then give the folder.`);
  const isFolder = (await stat(source)).isDirectory();
  if (kind === 'wordpress' && isFolder)
    throw new ImportError(`${source} is a folder. Give the .xml file in it.`);
  if (kind === 'mastodon' && !isFolder && !isArchive(source))
    throw new ImportError(
      `${source} is no archive. Give the folder that outbox.json lies in, or the .tar.gz.`,
    );
  if (kind !== 'wordpress' && kind !== 'mastodon' && !isFolder)
    throw new ImportError(`${source} is no folder. Give the one that the whole blog lies in.`);
  if (kind === 'wordpress') return use(await readWordPress(source), dirname(source));
  if (kind !== 'mastodon') return use(await readers[kind](source, now), source);
  if (isFolder) return use(await readMastodon(source, origin), source);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'outward-import-')));
  try {
    await unpack(source, folder);
    return await use(await readMastodon(folder, origin), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const readers: Readonly<
  Record<Exclude<Kind, 'mastodon' | 'wordpress'>, (folder: string, now: Date) => Promise<FoundBlog>>
> = {
  hugo: readHugo,
  jekyll: readJekyll,
  eleventy: readEleventy,
  astro: readAstro,
};
