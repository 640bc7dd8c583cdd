import { readFile, realpath } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Image, PhrasingContent, Root, RootContent } from 'mdast';
import { nodesOf, replaceNodes } from '../posts/mdast.ts';
import { parseMarkdown, writeMarkdown } from '../posts/syntax.ts';
import { decoded } from '../posts/paths.ts';
import { holdsHtml, withoutHtml } from './raw-html.ts';

/** What the writer should look at. */
export interface TextRemark {
  /** Stands in the text where it is. */
  readonly needle: string;
  /** A sentence. */
  readonly message: string;
}

/** Gives the picture files of one post names, and remembers what is wrong. */
export class PictureShelf {
  readonly pictures = new Map<string, string>();
  readonly remarks: TextRemark[] = [];
  readonly #found = new Map<string, string | undefined>();
  readonly #placesOf: (reference: string) => readonly string[];
  readonly #root: string;

  /** `root`: nothing outside of this folder is taken, wherever names and symbolic links lead. */
  constructor(root: string, placesOf: (reference: string) => readonly string[]) {
    this.#root = root;
    this.#placesOf = placesOf;
  }

  /** The name that the picture has beside the text; undefined, with a remark, when it does not come along. */
  async take(reference: string): Promise<string | undefined> {
    if (!this.#found.has(reference)) this.#found.set(reference, await this.#find(reference));
    const path = this.#found.get(reference);
    if (path === undefined) return undefined;
    const known = [...this.pictures].find(([, taken]) => taken === path)?.[0];
    if (known !== undefined) return known;
    const name = this.#freeName(path);
    this.pictures.set(name, path);
    return name;
  }

  async #find(reference: string): Promise<string | undefined> {
    for (const place of this.#placesOf(decoded(reference.replace(/[?#].*$/, '')))) {
      const path = await realpath(place).catch(() => undefined);
      if (!path?.startsWith(`${this.#root}/`)) continue;
      if (await isPicture(path)) return path;
    }
    const message = /^(?:[a-z]+:)?\/\//i.test(reference)
      ? `The picture ${reference} is elsewhere, and does not come along.`
      : `There is no picture ${reference} in what was imported.`;
    this.remarks.push({ needle: reference, message });
    return undefined;
  }

  #freeName(path: string): string {
    const ending = extname(path);
    const stem = basename(path, ending).replace(/[^A-Za-z0-9_-]+/g, '-') || 'picture';
    for (let count = 1; ; count++) {
      const name = `${stem}${count === 1 ? '' : `-${count}`}${ending.toLowerCase()}`;
      if (!this.pictures.has(name)) return name;
    }
  }
}

/** By their first bytes, the kinds that the blog shows. */
const signatures: readonly RegExp[] = [
  /^\x89PNG/,
  /^\xff\xd8\xff/,
  /^GIF8/,
  /^RIFF....WEBP/s,
  /^....ftypavi[fs]/s,
  /^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)/i,
];

async function isPicture(path: string): Promise<boolean> {
  const bytes = await readFile(path).catch(() => undefined); // A folder of that name, for example.
  const start = bytes?.toString('latin1', 0, 64) ?? '';
  return signatures.some((signature) => signature.test(start));
}

/**
 * The text with its pictures beside it and without HTML. What needs neither stays as it was written, sign by sign; pictures that
 * are not in the source become links.
 */
export async function carryText(markdown: string, shelf: PictureShelf): Promise<string> {
  const tree = parseMarkdown(markdown);
  const definitions = new Map(
    nodesOf(tree, 'definition').map(({ identifier, title, url }) => [identifier, { title, url }]),
  );
  const parts: string[] = [];
  let end = 0;
  for (const block of tree.children) {
    const carried = await carryBlock(block, definitions, shelf);
    if (carried === undefined) continue;
    const { start, end: after } = block.position ?? {};
    parts.push(
      markdown.slice(end, start?.offset),
      writeMarkdown({ type: 'root', children: [...carried] }).trimEnd(),
    );
    end = after?.offset ?? end;
  }
  return [...parts, markdown.slice(end)].join('').trim();
}

type Definitions = ReadonlyMap<string, Pick<Image, 'title' | 'url'>>;

/** Undefined for a block that stays as it is written. */
async function carryBlock(
  block: RootContent,
  definitions: Definitions,
  shelf: PictureShelf,
): Promise<readonly RootContent[] | undefined> {
  const holder: Root = { type: 'root', children: [block] };
  const hasPictures = nodesOf(holder, 'image').length + nodesOf(holder, 'imageReference').length > 0;
  if (!hasPictures && !holdsHtml(block)) return undefined;
  holder.children = [...withoutHtml(block)];
  replaceNodes(holder, 'imageReference', (node) => {
    const { title, url } = definitions.get(node.identifier) ?? {};
    return url === undefined ? [node] : [{ type: 'image', url, alt: node.alt ?? '', title: title ?? null }];
  });
  const names = new Map<string, string | undefined>();
  for (const { url } of nodesOf(holder, 'image')) names.set(url, await shelf.take(url));
  unlinkPictures(holder);
  replaceNodes(holder, 'image', (image) => [carriedImage(image, names.get(image.url))]);
  return holder.children;
}

/** A picture that led to a larger form of itself leads nowhere: the blog shows it large. */
function unlinkPictures(holder: Root): void {
  replaceNodes(holder, 'link', (link) => {
    const [only] = link.children;
    return link.children.length === 1 && only?.type === 'image' ? [only] : [link];
  });
}

function carriedImage(image: Image, name: string | undefined): PhrasingContent {
  if (name !== undefined) return { ...image, url: name };
  const { alt, title, url } = image;
  const value = (alt ?? '') || (title ?? '') || decoded(basename(url)) || 'picture';
  return /^data:/i.test(url) ? { type: 'text', value } : linkTo(url, value);
}

function linkTo(url: string, value: string): PhrasingContent {
  return {
    type: 'link',
    url: url.startsWith('//') ? `https:${url}` : url,
    children: [{ type: 'text', value }],
  };
}
