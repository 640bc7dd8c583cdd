import type { FootnoteDefinition, ListItem, Nodes, Root, Table, TableRow } from 'mdast';
import { profileUrl, tagPath } from './paths.ts';
import { admonitionOf } from './admonition.ts';
import type { BodyWords } from './body-words.ts';
import { nodesOf } from './mdast.ts';

/** What a drawing needs beside its node, and the footnotes that it has met. */
interface Pen {
  readonly pageUrl: string;
  readonly words: BodyWords;
  readonly notes: ReadonlyMap<string, FootnoteDefinition>;
  /** Footnotes in order of first reference. */
  readonly cited: string[];
}

type Drawings = {
  readonly [Type in Nodes['type']]: (node: Extract<Nodes, { type: Type }>, pen: Pen) => string;
};

/** Of addresses, what peers leave in a link. */
const linkSchemes: readonly string[] = ['http:', 'https:', 'mailto:'];

/** Every kind of node that can stand in a tree, so that none reaches the wire unconsidered. */
const drawings: Drawings = {
  root: (node, pen) => drawAll(node.children, pen),
  paragraph: (node, pen) => wrap('p', drawAll(node.children, pen)),
  heading: (node, pen) => wrap(`h${node.depth}`, drawAll(node.children, pen)),
  blockquote: (node, pen) => wrap('blockquote', drawAll(node.children, pen)),
  containerDirective: (node, pen) => {
    const { title, text } = admonitionOf(node, pen.words);
    return wrap('blockquote', wrap('p', wrap('strong', drawAll(title.children, pen))) + drawAll(text, pen));
  },
  list: (node, pen) => {
    const items = node.children.map((item) => drawItem(item, pen)).join('');
    const start = node.start ?? 1;
    return node.ordered === true
      ? wrap('ol', items, start === 1 ? '' : ` start="${start}"`)
      : wrap('ul', items);
  },
  listItem: (node, pen) => drawItem(node, pen),
  code: (node) => wrap('pre', wrap('code', escape(node.value))),
  math: (node) => wrap('pre', wrap('code', escape(node.value))),
  thematicBreak: () => '<p>⁂</p>',
  table: (node, pen) => drawTable(node, pen),
  tableRow: (node, pen) => drawCells(node, pen).join('; '),
  tableCell: (node, pen) => drawAll(node.children, pen),
  text: (node) => escape(node.value.replace(/\s*\n\s*/g, ' ')),
  break: () => '<br>',
  emphasis: (node, pen) => wrap('em', drawAll(node.children, pen)),
  strong: (node, pen) => wrap('strong', drawAll(node.children, pen)),
  delete: (node, pen) => wrap('del', drawAll(node.children, pen)),
  inlineCode: (node) => wrap('code', escape(node.value)),
  inlineMath: (node) => wrap('code', escape(node.value)),
  link: (node, pen) => drawLink(node.url, drawAll(node.children, pen), pen),
  mention: (node) =>
    `<span class="h-card" translate="no"><a href="${escape(profileUrl(node))}" class="u-url mention">` +
    `@<span>${escape(node.user)}</span></a></span>`,
  hashtag: (node, { pageUrl }) =>
    `<a href="${escape(new URL(tagPath(node.value), pageUrl).href)}" class="mention hashtag" rel="tag">` +
    `#<span>${escape(node.value)}</span></a>`,
  footnoteReference: (node, pen) =>
    pen.notes.has(node.identifier) ? `[${numberOf(node.identifier, pen)}]` : '',
  footnoteDefinition: () => '', // Drawn after the text.
  image: () => '',
  definition: () => '',
  html: () => '',
  yaml: () => '',
  // References are links by the time of drawing; the other directives are never parsed.
  imageReference: () => '',
  linkReference: (node, pen) => drawAll(node.children, pen),
  leafDirective: (node, pen) => drawAll(node.children, pen),
  textDirective: (node, pen) => drawAll(node.children, pen),
};

/**
 * What receivers get: the text in tags that they keep, with complete addresses (interop 3.5, FEP-b2b8). Tables become lists,
 * maths its source, admonitions quotes; pictures travel as attachments and leave nothing behind.
 */
export function federatedHtml(tree: Root, pageUrl: string, words: BodyWords): string {
  const notes = new Map<string, FootnoteDefinition>();
  for (const node of nodesOf(tree, 'footnoteDefinition')) {
    if (!notes.has(node.identifier)) notes.set(node.identifier, node);
  }
  const pen: Pen = { pageUrl, words, notes, cited: [] };
  return drawAll(tree.children, pen) + drawNotes(pen);
}

function drawAll(nodes: readonly Nodes[], pen: Pen): string {
  return nodes.map((node) => (drawings[node.type] as (node: Nodes, pen: Pen) => string)(node, pen)).join('');
}

/** An element that holds nothing goes altogether. */
function wrap(tag: string, inside: string, attributes = ''): string {
  return inside.trim() === '' ? '' : `<${tag}${attributes}>${inside}</${tag}>`;
}

/** The items of a tight list hold lines, those of a loose one paragraphs. */
function drawItem(item: ListItem, pen: Pen): string {
  const box = item.checked === true ? '☑ ' : item.checked === false ? '☐ ' : '';
  const parts = item.children.map((child) => {
    const tight = child.type === 'paragraph' && item.spread !== true;
    return tight ? drawAll(child.children, pen) : drawAll([child], pen);
  });
  return wrap('li', parts.join('').replace(/^(<p>)?/, `$1${box}`));
}

/** `Header: cell; Header: cell`, an item for each row. */
function drawTable({ children: [header, ...rows] }: Table, pen: Pen): string {
  const names = header === undefined ? [] : drawCells(header, pen);
  if (rows.length === 0) return wrap('p', names.filter((name) => name !== '').join('; '));
  const items = rows.map((row) => {
    const cells = drawCells(row, pen).map((cell, index) =>
      cell && names[index] ? `${names[index]}: ${cell}` : cell,
    );
    return wrap('li', cells.filter((cell) => cell !== '').join('; '));
  });
  return wrap('ul', items.join(''));
}

function drawCells(row: TableRow, pen: Pen): readonly string[] {
  return row.children.map((cell) => drawAll(cell.children, pen).trim());
}

/** Links lead out of the receiver's page, so every address is complete; of other schemes only the words stay. */
function drawLink(url: string, inside: string, { pageUrl }: Pen): string {
  const target = URL.canParse(url, pageUrl) ? new URL(url, pageUrl) : undefined;
  if (target === undefined || !linkSchemes.includes(target.protocol)) return inside;
  return wrap('a', inside, ` href="${escape(target.href)}"`);
}

function numberOf(identifier: string, { cited }: Pen): number {
  if (!cited.includes(identifier)) cited.push(identifier);
  return cited.indexOf(identifier) + 1;
}

/** The footnotes in their order; those that footnotes refer to join the end while they are drawn. */
function drawNotes(pen: Pen): string {
  const items: string[] = [];
  for (const identifier of pen.cited)
    items.push(`<li>${drawAll(pen.notes.get(identifier)?.children ?? [], pen)}</li>`);
  return items.length === 0 ? '' : `<p><strong>${pen.words.notes}</strong></p><ol>${items.join('')}</ol>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
