import type {
  Definition,
  Image,
  ImageReference,
  Link,
  LinkReference,
  Node,
  PhrasingContent,
  Root,
} from 'mdast';
import { admonitionNames } from './admonition.ts';
import type { NodeOf } from './mdast.ts';
import { nodesOf, plainText, replaceNodes } from './mdast.ts';
import { markMentions } from './mentions.ts';
import type { Heading } from './post.ts';
import { escapeMark, parseMarkdown, parseWithoutMaths } from './syntax.ts';

/** A part of the text, by its first line. */
interface Placed {
  readonly position?: { readonly start: { readonly line: number } } | undefined;
}

/** Tells the writer what is wrong with a part of the text. */
export type Report = (part: Placed, message: string, remedy: string) => void;

/**
 * The tree that both drawings share: references resolved, comments gone, mentions and tags marked, headings from depth 2,
 * links resolved against `pageUrl`. What cannot be drawn goes to `report`. Pictures are not looked up yet.
 */
export function bodyTree(markdown: string, pageUrl: string, report: Report): Root {
  const tree = parseMarkdown(markdown);
  restoreMoney(tree, markdown);
  resolveReferences(tree);
  dropComments(tree, report);
  markMentions(tree);
  dropEscapeMarks(tree);
  lowerHeadings(tree);
  checkContainers(tree, report);
  resolveLinks(tree, pageUrl, report);
  return tree;
}

/** Gives each heading of `tree` its anchor, distinct within the text. */
export function anchorHeadings(tree: Root): readonly Heading[] {
  const taken = new Map<string, number>();
  return nodesOf(tree, 'heading').map((node) => {
    const text = plainText(node);
    const anchor = distinct(anchorOf(text), taken);
    node.data = { ...node.data, hProperties: { id: anchor } };
    return { depth: node.depth, text, anchor };
  });
}

/** The words of a heading as a fragment, which those that differ only in signs and case share. */
export function anchorOf(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return words?.join('-') ?? 'section';
}

function distinct(name: string, taken: Map<string, number>): string {
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : distinct(`${name}-${count}`, taken);
}

/** `$5 and $10` is money: maths begins and ends with no space inside its dollars, and no digit follows it. */
function restoreMoney(tree: Root, markdown: string): void {
  replaceNodes(tree, 'inlineMath', (node) => (isMaths(node, markdown) ? [node] : proseOf(node, markdown)));
}

function isMaths(node: NodeOf<'inlineMath'>, markdown: string): boolean {
  const source = sourceOf(node, markdown);
  if (source.startsWith('$$')) return true;
  const next = markdown.charAt(node.position?.end.offset ?? markdown.length);
  return !/^\$\s|\s\$$/.test(source) && !/\d/.test(next);
}

function sourceOf(node: Node, markdown: string): string {
  return markdown.slice(node.position?.start.offset, node.position?.end.offset);
}

function proseOf(node: NodeOf<'inlineMath'>, markdown: string): readonly PhrasingContent[] {
  const source = sourceOf(node, markdown);
  const [paragraph] = parseWithoutMaths(source).children;
  if (paragraph?.type !== 'paragraph') return [{ type: 'text', value: source }];
  return paragraph.children.map((child) => ({ ...child, ...placeOf(node) }));
}

/** `[text][name]` and `![alt][name]` become links and images of their own. */
function resolveReferences(tree: Root): void {
  const definitions = new Map<string, Definition>();
  for (const node of nodesOf(tree, 'definition')) {
    if (!definitions.has(node.identifier)) definitions.set(node.identifier, node); // The first one counts (CommonMark).
  }
  const resolve = (node: LinkReference | ImageReference): readonly PhrasingContent[] => {
    const definition = definitions.get(node.identifier);
    return [definition === undefined ? node : resolved(node, definition)];
  };
  replaceNodes(tree, 'imageReference', resolve);
  replaceNodes(tree, 'linkReference', resolve);
}

function resolved(node: LinkReference | ImageReference, { url, title }: Definition): Link | Image {
  const common = { url, title: title ?? null, ...placeOf(node) };
  if (node.type === 'linkReference') return { type: 'link', children: node.children, ...common };
  return { type: 'image', alt: node.alt ?? '', ...common };
}

function placeOf({ position }: Node): Pick<Node, 'position'> {
  return position === undefined ? {} : { position };
}

function dropComments(tree: Root, report: Report): void {
  replaceNodes(tree, 'html', (node) => {
    if (node.value.replace(/<!--[^]*?-->/g, '').trim() !== '') {
      report(
        node,
        'Raw HTML is not supported.',
        'Write it in Markdown; to show the characters themselves, put them between backticks.',
      );
    }
    return [];
  });
}

function dropEscapeMarks(tree: Root): void {
  for (const node of nodesOf(tree, 'text')) node.value = node.value.replaceAll(escapeMark, '');
  for (const node of nodesOf(tree, 'image')) node.alt = node.alt?.replaceAll(escapeMark, '') ?? '';
  for (const node of nodesOf(tree, 'link')) node.url = node.url.replaceAll(escapeMark, '');
}

/** The page's title is its h1: a text that uses `#` itself has all its headings one deeper. */
function lowerHeadings(tree: Root): void {
  const headings = nodesOf(tree, 'heading');
  if (!headings.some(({ depth }) => depth === 1)) return;
  for (const heading of headings) heading.depth = Math.min(heading.depth + 1, 6) as typeof heading.depth;
}

function checkContainers(tree: Root, report: Report): void {
  for (const node of nodesOf(tree, 'containerDirective')) {
    if (admonitionNames.includes(node.name)) continue;
    report(node, `":::${node.name}" is not known.`, `Write one of :::${admonitionNames.join(', :::')}.`);
  }
}

function resolveLinks(tree: Root, pageUrl: string, report: Report): void {
  for (const node of nodesOf(tree, 'link')) {
    const url = siteUrl(node.url, pageUrl);
    if (url === undefined) {
      report(
        node,
        `"${node.url}" is not an address to link to.`,
        'Write a web address, or a path on this site.',
      );
    }
    node.url = url ?? '';
  }
}

/** Fragments and complete addresses stay, paths count from the page; `undefined` for scripts and what is no address. */
function siteUrl(url: string, pageUrl: string): string | undefined {
  if (!URL.canParse(url, pageUrl) || /^(?:javascript|vbscript|data):/i.test(url)) return undefined;
  if (/^(?:#|[a-z][a-z0-9+.-]*:)/i.test(url)) return url;
  const { href, origin, pathname, search, hash } = new URL(url, pageUrl);
  return origin === new URL(pageUrl).origin ? pathname + search + hash : href;
}
