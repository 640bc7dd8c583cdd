import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { dateOf } from './dates.ts';
import { heroIn, picturePlaces, stemOf, textFiles, type TextFile } from './folder.ts';
import { importedId, type FoundBlog, type FoundPost, type LeftOut } from './found.ts';
import { liquidMarks, withoutLiquid } from './liquid.ts';
import { isTrue, textOf, textsOf } from './values.ts';

const settingsFiles = [
  '.eleventy.js',
  'eleventy.config.js',
  'eleventy.config.cjs',
  'eleventy.config.mjs',
  'eleventy.config.ts',
];

/** Whether a folder looks like one of Eleventy. */
export function isEleventy(root: string): boolean {
  return settingsFiles.some((name) => existsSync(join(root, name)));
}

/** Reads a folder of Eleventy: Markdown that has a date, of its own or in its name. Its settings are a program, which is not run. */
export async function readEleventy(root: string): Promise<FoundBlog> {
  const leftOut: LeftOut[] = [];
  const input = await inputOf(root);
  const files = await textFiles(root, input, /^(?!.*(?:^|\/)(?:_|README\.)).*\.(?:md|markdown)$/, leftOut);
  const posts = files.flatMap((file): readonly FoundPost[] => {
    const date = dateOf(textOf(file.values, 'date')) ?? dateOf(dayIn(file.place));
    if (date !== undefined) return [postOf(file, date, input, leftOut)];
    leftOut.push({
      place: file.place,
      why: 'It has no date in its front matter or name, so it is a page, or dated by its file.',
    });
    return [];
  });
  const where = { base: '', folders: [input, '.', 'public', 'static'] };
  return {
    posts,
    leftOut,
    marks: liquidMarks,
    picturesAt: (reference, { place }) => picturePlaces(root, place, reference, where),
  };
}

/** The folder that the settings name, as far as it stands there in quotes. */
async function inputOf(root: string): Promise<string> {
  const name = settingsFiles.find((one) => existsSync(join(root, one)));
  const program = name === undefined ? '' : await readFile(join(root, name), 'utf8');
  const folder = /\binput\s*:\s*["'`]([\w./-]+)["'`]/.exec(program)?.[1] ?? '.';
  return existsSync(join(root, folder)) && !folder.split('/').includes('..') ? folder : '.';
}

const dayShape = /(?:^|\/)(\d{4}-\d\d-\d\d)-/;

function dayIn(place: string): string | undefined {
  return dayShape.exec(place)?.[1];
}

/** Names of collections, which are no tags for readers. */
const collections = new Set(['all', 'nav', 'post', 'posts']);

function postOf(file: TextFile, date: string, input: string, leftOut: LeftOut[]): FoundPost {
  const { place, values } = file;
  const permalink = textOf(values, 'permalink');
  const isComputed = permalink?.includes('{') ?? false;
  if (isComputed)
    leftOut.push({
      place,
      why: `Its permalink ${permalink ?? ''} is computed: add its old address to its aliases yourself.`,
    });
  const stem = stemOf(place).replace(/^\d{4}-\d\d-\d\d-/, '');
  const below = input === '.' ? place : place.slice(input.replace(/\/+$/, '').length + 1);
  const folders = dirname(basename(place).startsWith('index.') ? dirname(below) : below);
  const address = permalink ?? `/${folders === '.' ? '' : `${folders}/`}${stem}/`;
  const updated = dateOf(textOf(values, 'updated', 'modified', 'lastmod', 'dateupdated'));
  return {
    id: importedId('eleventy', place.replace(/(?:\/index)?\.\w+$/, '')),
    place,
    slug: stem,
    title: textOf(values, 'title') ?? '',
    date,
    updated: updated !== undefined && Date.parse(updated) > Date.parse(date) ? updated : undefined,
    summary: textOf(values, 'summary', 'description', 'excerpt'),
    tags: textsOf(values, ['tags', 'categories']).filter((tag) => !collections.has(tag.toLowerCase())),
    authors: textsOf(values, ['author', 'authors', 'author.name']),
    lang: textOf(values, 'lang', 'language'),
    draft: isTrue(values, 'draft'),
    aliases: isComputed || permalink === 'false' ? [] : [address.replace(/\/index\.html$/, '/')],
    image: heroIn(values),
    markdown: withoutLiquid(file.text, { base: '', addressOf: () => undefined }),
  };
}
