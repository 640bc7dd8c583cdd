import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { seriesSlug } from '../posts/paths.ts';
import { dateOf } from './dates.ts';
import { basePathOf, heroIn, picturePlaces, settingsIn, stemOf, textFiles, type TextFile } from './folder.ts';
import { importedId, type FoundBlog, type FoundPost, type LeftOut } from './found.ts';
import { hugoMarks, markdownOfHugo } from './hugo-text.ts';
import { dateWords, filledIn } from './permalink.ts';
import { isTrue, textOf, textsOf, type Values } from './values.ts';

export const hugoSettings: readonly string[] = [
  'hugo',
  'config',
  'config/_default/hugo',
  'config/_default/config',
].flatMap((name) => ['toml', 'yaml', 'yml', 'json'].map((ending) => `${name}.${ending}`));

/** Reads a folder of Hugo: every page below `content` that has a date. */
export async function readHugo(root: string): Promise<FoundBlog> {
  const leftOut: LeftOut[] = [];
  const settings = await settingsIn(root, hugoSettings);
  const folder = textOf(settings, 'contentdir') ?? 'content';
  const files = existsSync(join(root, folder))
    ? await textFiles(root, folder, /\.(?:md|markdown)$/, leftOut)
    : [];
  const pages = files
    .filter(({ place }) => basename(place) !== '_index.md')
    .map((file) => pageOf(file, folder, settings));
  const addresses = new Map(pages.flatMap(({ below, path }) => namesOf(below).map((name) => [name, path])));
  const posts = pages.flatMap(({ file, date, path }): readonly FoundPost[] => {
    if (date !== undefined) return [postOf(file, date, path, settings, addresses)];
    leftOut.push({
      place: file.place,
      why: 'It has no date, so it is a page: copy what you need of it into content/pages.',
    });
    return [];
  });
  const where = { base: basePathOf(textOf(settings, 'baseurl')), folders: ['static', 'assets'] };
  return {
    posts,
    leftOut,
    marks: hugoMarks,
    picturesAt: (reference, { place }) => picturePlaces(root, place, reference, where),
  };
}

interface HugoPage {
  readonly file: TextFile;
  /** Below the folder of content. */
  readonly below: string;
  readonly date: string | undefined;
  readonly path: string | undefined;
}

function pageOf(file: TextFile, folder: string, settings: Values): HugoPage {
  const { place, values } = file;
  const below = place.slice(folder.length + 1);
  const date = dateOf(textOf(values, 'date', 'publishdate'), textOf(settings, 'timezone'));
  return { file, below, date, path: addressOf(below, values, date ?? '', settings) };
}

/** `posts/kettle.md`, `/posts/kettle`, `kettle.md`, `kettle`: as `ref` may name it. */
function namesOf(below: string): readonly string[] {
  const whole = below.replace(/(?:\/index)?\.\w+$/, '');
  return [below, `/${below}`, whole, `/${whole}`, basename(whole), `${basename(whole)}.md`];
}

const languageEnding = /\.([a-z]{2}(?:-[a-z]{2,4})?)$/i;

function addressOf(below: string, values: Values, date: string, settings: Values): string | undefined {
  const base = basePathOf(textOf(settings, 'baseurl'));
  const own = textOf(values, 'url');
  if (own !== undefined) return own.includes(':') ? undefined : `${base}/${own.replace(/^\/+/, '')}`;
  const folders = dirname(below.replace(/\/index(?:\.\w+)?\.\w+$/, '.md'))
    .split('/')
    .filter((part) => part !== '.');
  const stem = stemOf(below).replace(languageEnding, '');
  const [section = ''] = folders;
  const title = seriesSlug(textOf(values, 'title') ?? '');
  const slug = textOf(values, 'slug') ?? stem;
  const template = textOf(settings, `permalinks.${section}`, `permalinks.page.${section}`);
  const words = {
    ...dateWords(date),
    section,
    sections: folders.join('/'),
    title,
    slug: textOf(values, 'slug') ?? title,
    filename: stem,
    contentbasename: stem,
    slugorfilename: slug,
    slugorcontentbasename: slug,
  };
  const path = template === undefined ? `/${[...folders, slug].join('/')}/` : filledIn(template, words);
  return path === undefined ? undefined : base + path.toLowerCase();
}

function postOf(
  { place, text, values }: TextFile,
  date: string,
  path: string | undefined,
  settings: Values,
  addresses: ReadonlyMap<string, string | undefined>,
): FoundPost {
  const zone = textOf(settings, 'timezone');
  const base = basePathOf(textOf(settings, 'baseurl'));
  const updated = dateOf(textOf(values, 'lastmod'), zone);
  const former = textsOf(values, ['aliases']).map((alias) => (alias.startsWith('/') ? base + alias : alias));
  return {
    id: importedId('hugo', place.replace(/(?:\/index)?\.\w+$/, '')),
    place,
    slug: textOf(values, 'slug') ?? stemOf(place).replace(languageEnding, ''),
    title: textOf(values, 'title') ?? '',
    date,
    updated: updated !== undefined && Date.parse(updated) > Date.parse(date) ? updated : undefined,
    summary: textOf(values, 'summary', 'description'),
    tags: textsOf(values, ['tags', 'categories', 'taxonomies.tags', 'taxonomies.categories']),
    authors: textsOf(values, ['author', 'authors', 'author.name']),
    lang:
      languageEnding.exec(stemOf(place))?.[1] ??
      textOf(values, 'lang', 'language') ??
      textOf(settings, 'languagecode', 'defaultcontentlanguage'),
    draft: isTrue(values, 'draft'),
    aliases: [...(path === undefined ? [] : [path]), ...former],
    image: heroIn(values),
    markdown: markdownOfHugo(text, (name) => addresses.get(name)),
  };
}
