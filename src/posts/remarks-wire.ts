import type { Nodes, Parents, Root, Table } from 'mdast';
import { admonitionOf } from './admonition.ts';
import type { BodyWords } from './body-words.ts';
import { lineOf, nodesOf, plainText } from './mdast.ts';
import type { Remark } from './post.ts';

/** Lists in lists and quotes in quotes up to which apps tell the levels apart. */
const nestingMax = 2;
/** Characters of the text that a message repeats. */
const shownMax = 60;

/**
 * What is lost or changed on the way to other servers (interop 3.5), though it is drawn for them as well as can be: of each
 * kind the first, since the same is true of the rest. `words` are those that the text is drawn with.
 */
export function wireRemarks(tree: Root, words: BodyWords): readonly Remark[] {
  return kinds.map((remarkOn) => remarkOn(tree, words)).filter((remark) => remark !== undefined);
}

const kinds: readonly ((tree: Root, words: BodyWords) => Remark | undefined)[] = [
  remarkOnTables,
  remarkOnMaths,
  remarkOnAdmonitions,
  remarkOnFootnotes,
  remarkOnNesting,
  remarkOnCaptions,
  remarkOnLinks,
];

function remarkOnTables(tree: Root): Remark | undefined {
  const [table] = nodesOf(tree, 'table');
  return (
    table && {
      rule: 'table-becomes-list',
      line: lineOf(table),
      message: `Other servers show no tables: this one arrives as a list with an item for each row, such as "${shown(firstItemOf(table))}".`,
      remedy: 'Write it so that it reads well in that form, or show it as a picture with alt text.',
    }
  );
}

/** As `federatedHtml` writes it: each cell after the name of its column. */
function firstItemOf({ children: [header, first] }: Table): string {
  const names = header?.children.map(plainText) ?? [];
  const cells = first?.children.map(plainText) ?? [];
  if (first === undefined) return names.filter((name) => name !== '').join('; ');
  const parts = cells.map((cell, column) => (cell && names[column] ? `${names[column]}: ${cell}` : cell));
  return parts.filter((part) => part !== '').join('; ');
}

function remarkOnMaths(tree: Root): Remark | undefined {
  const formula = firstOf(
    tree,
    (node) => ['math', 'inlineMath'].includes(node.type) || (node.type === 'code' && node.lang === 'math'),
  );
  return (
    formula && {
      rule: 'maths-becomes-source',
      line: lineOf(formula),
      message: `Other servers draw no formulas: this one arrives as its TeX, "${shown(plainText(formula))}".`,
      remedy: 'Say it in words too, if it must be understood there.',
    }
  );
}

function remarkOnAdmonitions(tree: Root, words: BodyWords): Remark | undefined {
  const [box] = nodesOf(tree, 'containerDirective');
  return (
    box && {
      rule: 'admonition-becomes-quote',
      line: lineOf(box),
      message: `Other servers know no boxes: this one arrives as a quote that begins with "${shown(plainText(admonitionOf(box, words).title))}".`,
      remedy: 'Write it as a paragraph, if it must not be taken for a quote.',
    }
  );
}

function remarkOnFootnotes(tree: Root): Remark | undefined {
  const [note] = nodesOf(tree, 'footnoteReference');
  return (
    note && {
      rule: 'footnotes-lose-links',
      line: lineOf(note),
      message:
        'Footnotes arrive as numbers in brackets and a list below the text, without links between them.',
      remedy: 'Write into the text what must be read with it.',
    }
  );
}

function remarkOnNesting(tree: Root): Remark | undefined {
  const deep = firstBelow(tree, 'list', 0) ?? firstBelow(tree, 'blockquote', 0);
  const fate =
    deep?.type === 'list'
      ? 'This list is inside two others: many apps show no more levels, and Misskey shows all items alike.'
      : 'This quote is inside two others: many apps show no more levels.';
  return (
    deep && { rule: 'nested-too-deep', line: lineOf(deep), message: fate, remedy: 'Write it in two levels.' }
  );
}

/** The first node of a type that is inside `nestingMax` others, `depth` of which are around `parent` already. */
function firstBelow(parent: Parents, type: 'list' | 'blockquote', depth: number): Nodes | undefined {
  for (const child of parent.children as readonly Nodes[]) {
    const around = depth + (child.type === type ? 1 : 0);
    if (around > nestingMax) return child;
    const found = 'children' in child ? firstBelow(child, type, around) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function remarkOnCaptions(tree: Root): Remark | undefined {
  const image = nodesOf(tree, 'image').find(({ title }) => Boolean(title));
  return (
    image && {
      rule: 'caption-is-lost',
      line: lineOf(image),
      message: `Pictures are sent without captions: "${shown(image.title ?? '')}" does not arrive.`,
      remedy: 'Write it as a line of text below the picture, if it must be read there.',
    }
  );
}

/** `mailto:` and the like. Where the words of a link are its address, nothing is lost with the link. */
function remarkOnLinks(tree: Root): Remark | undefined {
  const link = nodesOf(tree, 'link').find((node) => {
    const address = /^(?!https?:)[a-z][a-z0-9+.-]*:([^?]+)/i.exec(node.url)?.[1];
    return address !== undefined && !plainText(node).replaceAll(' ', '').includes(address);
  });
  return (
    link && {
      rule: 'link-is-lost',
      line: lineOf(link),
      message: `Other servers keep links to web addresses only: of the link to "${shown(link.url)}" only the words arrive.`,
      remedy: 'Write the address into the text.',
    }
  );
}

function firstOf(tree: Root, matches: (node: Nodes) => boolean): Nodes | undefined {
  const search = (node: Nodes): Nodes | undefined => {
    if (matches(node)) return node;
    if (!('children' in node)) return undefined;
    for (const child of node.children) {
      const found = search(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(tree);
}

function shown(text: string): string {
  const characters = Array.from(text);
  return characters.length <= shownMax ? text : `${characters.slice(0, shownMax - 1).join('')}…`;
}
