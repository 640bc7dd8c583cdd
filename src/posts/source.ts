import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import matter from 'gray-matter';
import type { Fields } from './fields.ts';
import type { ContentProblem } from './post.ts';
import { noFields, readYaml } from './yaml.ts';

/** Files open at once while content is read. */
export const filesOpenMax = 32;

/** Where a file of `content/` is, and what it is called. */
export interface Place {
  /** The file's name without `.md`, or that of the folder around an `index.md`. */
  readonly slug: string;
  /** For messages: `content/posts/kettle.md`. */
  readonly file: string;
  readonly path: string;
  /** The file's folder below `content/`, which pictures are named from: `posts/kettle`. */
  readonly directory: string;
}

/** A Markdown file taken apart: front matter that is not yet judged, and the text below it. */
export interface Source extends Place {
  readonly fields: Fields;
  readonly markdown: string;
  /** Line of the file on which `markdown` begins. */
  readonly markdownLine: number;
}

/**
 * The Markdown files of one folder of `content/` (`kettle.md`, or `kettle/index.md` with pictures beside it), by slug.
 * Names that begin with `_` or `.` are not content. A folder that does not exist has none.
 */
export async function listPlaces(contentDir: string, folder: string): Promise<readonly Place[]> {
  const entries = await readdir(join(contentDir, folder), { withFileTypes: true }).catch(nothingIfAbsent);
  const places: Place[] = [];
  for (const entry of entries ?? []) {
    if (/^[_.]/.test(entry.name)) continue;
    const nested = join(folder, entry.name, 'index.md');
    if (entry.isDirectory() && (await isFile(join(contentDir, nested))))
      places.push(place(contentDir, nested, entry.name));
    if (entry.name.endsWith('.md') && !entry.isDirectory()) {
      places.push(place(contentDir, join(folder, entry.name), entry.name.slice(0, -'.md'.length)));
    }
  }
  return places.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Reads one file; front matter that is missing or broken is added to `problems`. */
export async function readSource(at: Place, problems: ContentProblem[]): Promise<Source> {
  return takeApart(at, await readText(at.path), problems);
}

/** A text file without byte order mark, its lines ended by `\n` alone. */
export async function readText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

const fences = /^---[ \t]*\n(?:(?!---).*\n)*---[ \t]*(?:\n|$)/;

function takeApart(at: Place, text: string, problems: ContentProblem[]): Source {
  if (!fences.test(text)) {
    problems.push(missingFences(at.file, text));
    return { ...at, fields: noFields(at.file), markdown: text, markdownLine: 1 };
  }
  // The engine does nothing: gray-matter finds the two parts, and the YAML is read where lines are counted.
  const { matter: yaml, content } = matter(text, { engines: { yaml: () => ({}) } });
  const fields = readYaml(yaml, { file: at.file, problems });
  const before = text.slice(0, text.length - content.length);
  return { ...at, fields, markdown: content, markdownLine: before.split('\n').length };
}

function missingFences(file: string, text: string): ContentProblem {
  const open = /^---[ \t]*\n/.test(text);
  return {
    file,
    line: 1,
    field: undefined,
    message: open ? 'The front matter has no end.' : 'There is no front matter.',
    remedy: open
      ? 'Put a line of three dashes (---) between the front matter and the text.'
      : 'Begin the file with a line of three dashes (---), lines such as "title: My title", and three dashes again.',
  };
}

function place(contentDir: string, below: string, name: string): Place {
  const parts = below.split(/[\\/]/);
  return {
    slug: name.normalize('NFC'),
    file: ['content', ...parts].join('/'),
    path: join(contentDir, below),
    directory: parts.slice(0, -1).join('/'),
  };
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(nothingIfAbsent);
  return found?.isFile() ?? false;
}

/** For `catch`: what is not there is `undefined`; any other failure goes on. */
export function nothingIfAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
