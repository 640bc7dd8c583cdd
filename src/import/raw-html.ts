import type { Nodes, Paragraph, Parents, PhrasingContent, Root, RootContent } from 'mdast';
import { nodesOf } from '../posts/mdast.ts';
import { treeOfHtml } from './html.ts';

/** Whether a part of a text holds HTML that is more than a comment. */
export function holdsHtml(block: RootContent): boolean {
  return block.type === 'html' ? isMarkup(block.value) : 'children' in block && htmlIn(block).length > 0;
}

function htmlIn(parent: Parents): readonly string[] {
  return nodesOf(parent, 'html')
    .map(({ value }) => value)
    .filter(isMarkup);
}

function isMarkup(value: string): boolean {
  return value.replace(/<!--[^]*?-->/g, '').trim() !== '';
}

/** The same block without HTML: what Markdown can say is said in Markdown. */
export function withoutHtml(block: RootContent): readonly RootContent[] {
  if (block.type === 'html') return flowOf(treeOfHtml(block.value));
  if ('children' in block) clean(block);
  return [block];
}

function clean(parent: Parents): void {
  if (parent.type === 'paragraph' || parent.type === 'heading' || parent.type === 'tableCell') {
    if (htmlIn(parent).length > 0) parent.children = phrasingOf(parent.children);
    return;
  }
  const children = parent.children.flatMap((child: Nodes): readonly Nodes[] => {
    if (child.type === 'html' && isMarkup(child.value)) return flowOf(treeOfHtml(child.value));
    if ('children' in child) clean(child);
    return [child];
  });
  parent.children = children as typeof parent.children; // Blocks take the place of blocks.
}

/** Tags inside a line are apart in Markdown's tree, so the line is written as HTML and read again as a whole. */
function phrasingOf(children: readonly PhrasingContent[]): PhrasingContent[] {
  const kept: PhrasingContent[] = [];
  const html = children.map((child) => htmlOf(child, kept)).join('');
  const { children: blocks } = treeOfHtml(`<p>${html}</p>`, ({ element }) =>
    typeof element.properties.dataKept === 'string' ? keptMark(element.properties.dataKept) : undefined,
  );
  const phrases = blocks.flatMap((node) => ('children' in node && isBlock(node) ? node.children : [node]));
  return phrases.flatMap((node) => restored(node as PhrasingContent, kept));
}

function isBlock({ type }: Nodes): boolean {
  return type === 'paragraph' || type === 'heading' || type === 'blockquote';
}

function keptMark(index: string): string {
  return `<!--${index}-->`;
}

function restored(node: PhrasingContent, kept: readonly PhrasingContent[]): readonly PhrasingContent[] {
  if (node.type === 'html') return [kept[Number(/\d+/.exec(node.value)?.[0])] ?? node];
  if (!('children' in node)) return [node];
  const children = node.children.flatMap((child) => restored(child, kept));
  return [{ ...node, children }];
}

const wrappers: Readonly<Record<string, string>> = { emphasis: 'em', strong: 'strong', delete: 'del' };

/** What HTML has no plain word for is put aside into `kept`, and comes back as it was. */
function htmlOf(node: PhrasingContent, kept: PhrasingContent[]): string {
  if (node.type === 'html') return node.value;
  if (node.type === 'text') return escaped(node.value);
  const name = wrappers[node.type];
  if (name !== undefined && 'children' in node) {
    return `<${name}>${node.children.map((child) => htmlOf(child, kept)).join('')}</${name}>`;
  }
  if (node.type === 'link' && htmlIn(node).length > 0) {
    const inner = node.children.map((child) => htmlOf(child, kept)).join('');
    return `<a href="${escaped(node.url)}">${inner}</a>`;
  }
  kept.push(node);
  return `<a data-kept="${kept.length - 1}">kept</a>`; // Spaces beside an empty one would go.
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

/** Phrasing that stands alone becomes a paragraph. */
function flowOf({ children }: Root): readonly RootContent[] {
  const isPhrasing = children.length > 0 && children.every(({ type }) => phrasingTypes.has(type));
  return isPhrasing ? [{ type: 'paragraph', children } as Paragraph] : children;
}

const phrasingTypes: ReadonlySet<string> = new Set([
  ...['text', 'emphasis', 'strong', 'delete', 'link', 'image', 'inlineCode', 'break'],
]);
