import type { Paragraph } from 'mdast';
import type { BodyWords } from './body-words.ts';
import type { NodeOf } from './mdast.ts';

type ContainerDirective = NodeOf<'containerDirective'>;

const kinds = ['note', 'tip', 'warning'] as const;

/** `:::name` containers that we know. */
export const admonitionNames: readonly string[] = kinds;

/** A container taken apart: `:::note[Title]` has a title line, then its text. */
export interface Admonition {
  readonly title: Paragraph;
  readonly text: ContainerDirective['children'];
}

/** One to which the writer gives no title has that of its kind, in `words`. */
export function admonitionOf({ name, children }: ContainerDirective, words: BodyWords): Admonition {
  const [first, ...rest] = children;
  if (first?.type === 'paragraph' && first.data?.directiveLabel === true) return { title: first, text: rest };
  const kind = kinds.find((known) => known === name);
  const value = kind === undefined ? name : words[kind];
  return { title: { type: 'paragraph', children: [{ type: 'text', value }] }, text: children };
}
