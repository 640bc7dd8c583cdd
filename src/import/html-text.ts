import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import { textOf as textOfElement } from './html.ts';

const parser = unified().use(rehypeParse, { fragment: true }).freeze();

/** The words of some HTML, entities read, white space folded. */
export function textOf(html: string): string {
  const { children } = parser.parse(html);
  const element = { type: 'element', tagName: 'div', properties: {}, children } as const;
  return textOfElement({ ...element, children: children.filter((child) => child.type !== 'doctype') });
}
