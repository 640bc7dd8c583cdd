import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LoadOptions } from '../../../src/posts/load.ts';
import { loadLibrary } from '../../../src/posts/load.ts';
import { ContentError, formatProblem, formatWarning } from '../../../src/posts/post.ts';
import type { ContentProblem, Library } from '../../../src/posts/post.ts';

/** Path below `content/` → what the file holds. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

const basics: Files = {
  'blog.yml': 'title: Test blog\nhandle: blog\nlang: en\nauthor: ann\n',
  'authors/ann.md': '---\nname: Ann Example\n---\n',
};

export const now = new Date('2026-03-10T12:00:00Z');

/** Writes a content folder that goes with the test; a blog and its author are there unless `files` has its own. */
export async function writeContent(files: Files): Promise<string> {
  const contentDir = await temporaryFolder();
  for (const [name, text] of Object.entries({ ...basics, ...files }))
    await writeBelow(contentDir, name, text);
  return contentDir;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'outward-content-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeBelow(folder: string, name: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

export async function load(files: Files, options: Partial<LoadOptions> = {}): Promise<Library> {
  return loadLibrary({ contentDir: await writeContent(files), origin: 'https://blog.test', now, ...options });
}

/** The problems that loading `files` throws. */
export async function problemsOf(files: Files): Promise<readonly ContentProblem[]> {
  const error: unknown = await load(files).catch((thrown: unknown) => thrown);
  if (error instanceof ContentError) return error.problems;
  throw error instanceof Error ? error : new Error('loading found no problem');
}

/** The same as the writer reads them. */
export async function complaintsOf(files: Files): Promise<readonly string[]> {
  return (await problemsOf(files)).map(formatProblem);
}

/** What might be better in `files`, as the writer reads it. */
export async function warningsOf(
  files: Files,
  options: Partial<LoadOptions> = {},
): Promise<readonly string[]> {
  return (await load(files, options)).warnings.map(formatWarning);
}

/** A post of 1 March, its text from line 6 on; `lines` are more front matter, from line 4 on. */
export function postFile(text: string, lines = ''): string {
  return `---\ntitle: A post\ndate: 2026-03-01\n${lines}---\n\n${text}\n`;
}

/** The first bytes of a PNG, which say how large it is; `mark` makes it another file of the same size. */
export function png(width: number, height: number, mark = ''): Uint8Array {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(13);
  header.write('IHDR', 4, 'latin1');
  header.writeUInt32BE(width, 8);
  header.writeUInt32BE(height, 12);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), header, Buffer.from(mark)]);
}
