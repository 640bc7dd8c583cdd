import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { BodyContext } from './markdown.ts';
import { isPicture } from './pictures.ts';
import type { PostBody } from './post.ts';

/** Raised whenever the same Markdown is drawn in another way: what was kept before counts no longer. */
const drawingVersion = 6;

/** What a file of the cache holds below its checksum. */
interface Kept {
  /** Without the Markdown, which the reader has; pictures are named below `content/`, so that the folder may move. */
  readonly body: Omit<PostBody, 'source'>;
  /** SHA-256 of each of the body's images: a picture that changed makes the body another one. */
  readonly digests: readonly string[];
}

/**
 * The body of a text, from `cacheDir` if it was drawn before, from the same words and pictures for the same address; else as
 * `render` draws it, which is then kept. A file that is damaged or from another version is as good as none. Rejects as
 * `render` does.
 */
export async function cachedBody(
  markdown: string,
  context: BodyContext,
  cacheDir: string,
  render: () => Promise<PostBody>,
): Promise<PostBody> {
  const path = join(cacheDir, `${keyOf(markdown, context)}.json`);
  const kept = await readKept(path);
  const found = kept && (await revive(kept, markdown, context));
  if (found !== undefined) return found;
  const body = await render();
  await writeKept(path, await keep(body, context));
  return body;
}

function keyOf(markdown: string, { origin, pagePath, directory, lang }: BodyContext): string {
  return sha256(JSON.stringify([drawingVersion, origin, pagePath, directory, lang, markdown]));
}

async function keep({ source: _, ...body }: PostBody, { pictures }: BodyContext): Promise<Kept> {
  const images = body.images.map((image) => ({
    ...image,
    source: relative(pictures.contentDir, image.source),
  }));
  const digests = await Promise.all(
    images.map(async ({ source }) => digestOf(await pictures.find('', source))),
  );
  return { body: { ...body, images }, digests };
}

/** `undefined` when a picture of the body is no longer the one that was drawn. */
async function revive(
  kept: Kept,
  markdown: string,
  { pictures }: BodyContext,
): Promise<PostBody | undefined> {
  for (const [index, { source }] of kept.body.images.entries()) {
    if (digestOf(await pictures.find('', source)) !== kept.digests[index]) return undefined;
  }
  const images = kept.body.images.map((image) => ({
    ...image,
    source: join(pictures.contentDir, image.source),
  }));
  return { source: markdown, ...kept.body, images };
}

function digestOf(found: Awaited<ReturnType<BodyContext['pictures']['find']>>): string {
  return isPicture(found) ? found.digest : '';
}

/** A checksum, a line end, JSON. Only what we wrote ourselves has the right checksum, so its shape is known. */
async function readKept(path: string): Promise<Kept | undefined> {
  const text = await readFile(path, 'utf8').catch(() => ''); // Whatever the reason, the body can be drawn anew.
  const json = text.slice(checksumLength + 1);
  return text.slice(0, checksumLength) === sha256(json) ? (JSON.parse(json) as Kept) : undefined;
}
const checksumLength = 64;

/** Whole or not at all: another process may be reading, and this one may be stopped at any moment. */
async function writeKept(path: string, kept: Kept): Promise<void> {
  const json = JSON.stringify(kept);
  const draft = `${path}.${randomUUID()}.tmp`;
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(draft, `${sha256(json)}\n${json}`);
  await rename(draft, path);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
