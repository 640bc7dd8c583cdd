import type { Literal, Node, Nodes, Parents } from 'mdast';
import type { MentionedHandle, PostImage } from './post.ts';

/** `@user@host`, found in a text. */
export interface Mention extends Node, MentionedHandle {
  type: 'mention';
}

/** `#tag`, found in a text; the value has no `#`. */
export interface Hashtag extends Literal {
  type: 'hashtag';
}

declare module 'mdast' {
  interface PhrasingContentMap {
    mention: Mention;
    hashtag: Hashtag;
  }
  interface RootContentMap {
    mention: Mention;
    hashtag: Hashtag;
  }
  interface ImageData {
    /** The file behind the image, measured. */
    picture?: PostImage;
  }
}

/** Nodes whose children follow each other without a break. */
const phrasing: readonly Nodes['type'][] = [
  'paragraph',
  'heading',
  'tableCell',
  'emphasis',
  'strong',
  'delete',
  'link',
];

/** The words of a tree without markup, white space folded; what images show is not among them. */
export function plainText(node: Nodes): string {
  return collectText(node).replace(/\s+/g, ' ').trim();
}

function collectText(node: Nodes): string {
  if ('children' in node) return node.children.map(collectText).join(phrasing.includes(node.type) ? '' : ' ');
  if (node.type === 'mention') return `@${node.user}@${node.host}`;
  if (node.type === 'hashtag') return `#${node.value}`;
  if (node.type === 'break') return ' ';
  return 'value' in node ? node.value : '';
}

/** The line of the text on which a node begins, 0 is the first. */
export function lineOf({ position }: Node): number {
  return (position?.start.line ?? 1) - 1;
}

/** The kind of node that has a type. */
export type NodeOf<Type extends Nodes['type']> = Extract<Nodes, { type: Type }>;

/** The nodes of one type below `parent`, in the order of the text. */
export function nodesOf<Type extends Nodes['type']>(parent: Parents, type: Type): readonly NodeOf<Type>[] {
  const found: NodeOf<Type>[] = [];
  const look = (node: Nodes): void => {
    if (node.type === type) found.push(node as NodeOf<Type>);
    if ('children' in node) node.children.forEach(look);
  };
  parent.children.forEach(look);
  return found;
}

/** Puts in the place of every node of one type what `replace` gives; that is not looked into again. */
export function replaceNodes<Type extends Nodes['type']>(
  parent: Parents,
  type: Type,
  replace: (node: NodeOf<Type>) => readonly Nodes[],
): void {
  const children = parent.children.flatMap((child: Nodes): readonly Nodes[] => {
    if (child.type === type) return replace(child as NodeOf<Type>);
    if ('children' in child) replaceNodes(child, type, replace);
    return [child];
  });
  parent.children = children as typeof parent.children; // The caller puts phrasing in the place of phrasing.
}
