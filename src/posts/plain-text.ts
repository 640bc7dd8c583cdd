import type { Paragraph, PhrasingContent } from 'mdast';
import { writeMarkdown } from './syntax.ts';

/** Whole addresses, without the sign that ends a sentence around them. */
const address = /(https?:\/\/[^\s<>"\\]*[^\s<>"\\.,:;!?'()[\]])/;

/**
 * Plain text as Markdown that is drawn as it reads: lines end where they end, web addresses are links, and nothing else in
 * it is markup, a mention or a tag.
 */
export function writePlainText(text: string): string {
  const paragraphs = text.trim().split(/\s*\n\s*\n\s*/);
  return writeMarkdown({ type: 'root', children: paragraphs.map(paragraphOf) });
}

function paragraphOf(text: string): Paragraph {
  const lines = text.split('\n').map(phrasesOf);
  const children = lines.flatMap((line, index) =>
    index === 0 ? line : [{ type: 'break' } as const, ...line],
  );
  return { type: 'paragraph', children };
}

function phrasesOf(line: string): readonly PhrasingContent[] {
  const parts = line.split(address).filter((part) => part !== '');
  return parts.map((value): PhrasingContent => {
    const text = { type: 'text', value } as const;
    return address.test(value) && URL.canParse(value) ? { type: 'link', url: value, children: [text] } : text;
  });
}
