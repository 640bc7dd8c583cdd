import { extname, join } from 'node:path';
import { close, createIndex, type PagefindIndex } from 'pagefind';
import { mapConcurrently } from '../posts/concurrent.ts';
import { pagePath, postPath } from '../posts/paths.ts';
import type { Library, Post } from '../posts/post.ts';
import { releaseFolder } from './current.ts';
import { carryOver, hashOf, writeInto } from './files.ts';
import type { Manifest, Resource } from './manifest.ts';

/** Where the index stands on the site, and below a release's `files`. */
const place = '/pagefind/';
const addedAtOnce = 8;
/** How much of a note without a title stands for one. */
const titleCharactersMax = 60;

/** One page as the search knows it. */
export interface SearchRecord {
  readonly path: string;
  readonly lang: string;
  /** Plain text. */
  readonly title: string;
  /** `2026-03-01`; undefined for a page that has none. */
  readonly date: string | undefined;
  readonly html: string;
}

/** A file of the index. */
export interface SearchFile {
  /** Below the index. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** Makes an index of `records`, in which words are told apart as in the language `lang` (BCP 47). */
export type Indexer = (records: readonly SearchRecord[], lang: string) => Promise<readonly SearchFile[]>;

/** What can be found: listed posts and pages. Of a text under a warning only the warning, since results show what they find. */
export function searchRecords({ pages, posts }: Pick<Library, 'pages' | 'posts'>): readonly SearchRecord[] {
  const listed = posts.filter(({ visibility }) => visibility === 'public');
  return [
    ...listed.map(recordOf),
    ...pages.map(({ body, lang, slug, title }) => {
      return { path: pagePath(slug), lang, title, date: undefined, html: body.html };
    }),
  ];
}

function recordOf(post: Post): SearchRecord {
  const { body, contentWarning, date, lang, slug, tags } = post;
  const title = post.title || (contentWarning ?? body.text.slice(0, titleCharactersMax));
  const text = contentWarning === undefined ? body.html : paragraph(contentWarning);
  const html = text + paragraph(tags.map((tag) => `#${tag}`).join(' '));
  return { path: postPath(slug), lang, title, date: date.toISOString().slice(0, 'yyyy-mm-dd'.length), html };
}

/** Pagefind's index: https://pagefind.app/docs/node-api. Rejects where its program does not run on this machine. */
export const pagefindIndexer: Indexer = async (records, lang) => {
  try {
    const { errors, index } = await createIndex({
      // One index for all: the reader's browser would search in one of several.
      forceLanguage: new Intl.Locale(lang).language,
      excludeSelectors: ['annotation', '.data-footnote-backref'],
    });
    if (index === undefined) throw new Error(`the search index cannot be made: ${errors.join(', ')}`);
    return await filesOf(index, records);
  } finally {
    await close();
  }
};

async function filesOf(
  index: PagefindIndex,
  records: readonly SearchRecord[],
): Promise<readonly SearchFile[]> {
  await mapConcurrently(records, addedAtOnce, async (record) => {
    const { errors } = await index.addHTMLFile({ url: record.path, content: documentOf(record) });
    if (errors.length > 0) throw new Error(`the search cannot read ${record.path}: ${errors.join(', ')}`);
  });
  const { files } = await index.getFiles();
  return files.filter(({ path }) => isNeeded(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of what Pagefind brings along: neither its own ways to show results nor its worker, for which our policy has no room. */
function isNeeded(path: string): boolean {
  return path === 'pagefind.js' || !/\.(?:js|css)$/.test(path);
}

function documentOf({ date, html, lang, title }: SearchRecord): string {
  const meta = Object.entries({ lang, date }).flatMap(([name, value]) =>
    value === undefined ? [] : [`<span data-pagefind-meta="${name}:${escaped(value)}"></span>`],
  );
  return `<!doctype html><html lang="${escaped(lang)}"><body><h1>${escaped(title)}</h1>${meta.join('')}${html}</body></html>`;
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${escaped(text)}</p>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export interface SearchInput {
  readonly dataDir: string;
  readonly release: string;
  readonly library: Pick<Library, 'blog' | 'pages' | 'posts'>;
  /** Folder of the compiled theme: its digest covers the version of Pagefind. */
  readonly theme: string;
  readonly indexer: Indexer;
  readonly previous: Manifest | undefined;
}

type Entry = readonly [path: string, resource: Resource];

/**
 * Writes the search index into a release. It is that of the release before where nothing that can be found has changed; where
 * something has, its parts that did not are files of that release too.
 */
export async function searchFiles(input: SearchInput): Promise<readonly Entry[]> {
  const { dataDir, indexer, library, previous, release, theme } = input;
  const records = searchRecords(library);
  const key = hashOf(JSON.stringify([theme, library.blog.lang, records]));
  const folder = releaseFolder(dataDir, release);
  const before = new Map(
    Object.entries(previous?.resources ?? {}).filter(([path]) => path.startsWith(place)),
  );
  const carry = async ({ file }: Resource): Promise<void> => {
    if (previous !== undefined)
      await carryOver(join(releaseFolder(dataDir, previous.release), file), join(folder, file));
  };
  if (before.size > 0 && [...before.values()].every((resource) => resource.key === key)) {
    await mapConcurrently([...before.values()], addedAtOnce, carry);
    return [...before];
  }
  const files = await indexer(records, library.blog.lang);
  return mapConcurrently(files, addedAtOnce, async ({ content, path }): Promise<Entry> => {
    const resource = resourceOf(path, content, key);
    const isOld = before.get(place + path)?.hash === resource.hash;
    await (isOld ? carry(resource) : writeInto(join(folder, resource.file), content));
    return [place + path, resource];
  });
}

function resourceOf(path: string, content: Uint8Array, key: string): Resource {
  const type = types[extname(path)] ?? 'application/octet-stream';
  return { file: join('files', place, path), type, status: 200, hash: hashOf(content), key };
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
};
