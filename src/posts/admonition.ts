import type { Paragraph } from 'mdast';
import type { NodeOf } from './mdast.ts';

type ContainerDirective = NodeOf<'containerDirective'>;

/** `:::name` containers that we know, and the titles of those to which the writer gives none. */
const titles: ReadonlyMap<string, string> = new Map([
  ['note', 'Note'],
  ['tip', 'Tip'],
  ['warning', 'Warning'],
]);

export const admonitionNames: readonly string[] = [...titles.keys()];

/** A container taken apart: `:::note[Title]` has a title line, then its text. */
export interface Admonition {
  readonly title: Paragraph;
  readonly text: ContainerDirective['children'];
}

export function admonitionOf({ name, children }: ContainerDirective): Admonition {
  const [first, ...rest] = children;
  if (first?.type === 'paragraph' && first.data?.directiveLabel === true) return { title: first, text: rest };
  const title: Paragraph = {
    type: 'paragraph',
    children: [{ type: 'text', value: titles.get(name) ?? name }],
  };
  return { title, text: children };
}
