import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { imageOf, isPicture, type Pictures } from './pictures.ts';
import type { ContentProblem, PostBody, PostEmoji } from './post.ts';
import { nothingIfAbsent } from './source.ts';

const fileShape = /^([a-z0-9_]{2,30})\.(?:png|gif|webp|avif|jpe?g)$/;

/** The blog's own emoji: each picture in `content/emoji` is written by its name between colons. */
export async function loadEmoji(
  pictures: Pictures,
  problems: ContentProblem[],
): Promise<ReadonlyMap<string, PostEmoji>> {
  const files = (await readdir(join(pictures.contentDir, 'emoji')).catch(nothingIfAbsent)) ?? [];
  const emoji = new Map<string, PostEmoji>();
  for (const file of files.filter((name) => !name.startsWith('.')).sort()) {
    const found = await pictures.find('emoji', file);
    const name = fileShape.exec(file)?.[1];
    if (name !== undefined && isPicture(found)) emoji.set(name, { name, image: imageOf(found, `:${name}:`) });
    else problems.push(problemOf(file, isPicture(found) ? undefined : found.message));
  }
  return emoji;
}

function problemOf(file: string, message = 'cannot be the name of an emoji.'): ContentProblem {
  const remedy =
    'Name it with 2 to 30 of a-z, 0-9 and underscore, and save it as PNG, GIF, WebP, AVIF or JPEG.';
  return { file: `content/emoji/${file}`, line: undefined, field: undefined, message, remedy };
}

/** A tag of our own HTML, whose attributes stand in double quotes, or a name between colons. */
const tagOrName = /<(\/?)([a-z0-9-]+)(?:[^>"]|"[^"]*")*>|:([a-z0-9_]{2,30}):/g;
/** Where text is meant to the letter. */
const literal: ReadonlySet<string> = new Set(['code', 'pre', 'math']);

/**
 * The body with a picture in its page's HTML for each name of an emoji, and which emoji it, or `also` (title, summary), uses.
 * What is sent keeps the name: receivers put the picture there.
 */
export function withEmoji(
  body: PostBody,
  also: readonly (string | undefined)[],
  emoji: ReadonlyMap<string, PostEmoji>,
): { readonly body: PostBody; readonly used: readonly PostEmoji[] } {
  const used = new Map<string, PostEmoji>();
  let depth = 0;
  const html = body.html.replace(tagOrName, (whole, slash?: string, tag?: string, name?: string) => {
    if (literal.has(tag ?? '')) depth += slash === '/' ? -1 : 1;
    const found = name === undefined || depth > 0 ? undefined : emoji.get(name);
    if (found === undefined) return whole;
    used.set(found.name, found);
    return imageHtml(found);
  });
  for (const [, name = ''] of also.join(' ').matchAll(/:([a-z0-9_]{2,30}):/g)) {
    const found = emoji.get(name);
    if (found !== undefined) used.set(name, found);
  }
  return { body: { ...body, html }, used: [...used.values()] };
}

function imageHtml({ image, name }: PostEmoji): string {
  const { height, url, width } = image;
  return `<img class="emoji" src="${url}" alt=":${name}:" title=":${name}:" width="${width}" height="${height}">`;
}
