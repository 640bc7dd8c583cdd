import { format } from 'prettier';
import type { Example, Examples } from './example.ts';

/** A fenced block of a Markdown file; `name` is that of the marker before it. */
export interface Block {
  readonly name: string | undefined;
  readonly language: string;
  readonly text: string;
}

/** `<!-- example: NAME -->`, if there is one, then the fence. */
const block = /(?:^<!-- example: ([\w-]+) -->\n\n)?^```(\w*)\n([\s\S]*?)\n?^```$/gm;

/** Every fenced block of `markdown`, in order. */
export function blocksIn(markdown: string): readonly Block[] {
  return Array.from(markdown.matchAll(block), ([, name, language = '', text = '']) => ({
    name,
    language,
    text,
  }));
}

/** `markdown` with what `examples` says in the blocks of their names; other blocks are left. */
export async function withExamples(markdown: string, examples: Examples): Promise<string> {
  const texts = new Map<string, string>();
  for (const [name, example] of Object.entries(examples)) texts.set(name, await fencedOf(example));
  return markdown.replace(block, (whole, name?: string) => {
    const text = name === undefined ? undefined : texts.get(name);
    return text === undefined ? whole : `<!-- example: ${name} -->\n\n${text}`;
  });
}

/** What a block must say to be the example: a value for JSON, else the text; long keys and signatures are cut in both. */
export function meaningOf({ language, text }: Pick<Block, 'language' | 'text'>): unknown {
  if (language !== 'json') return elided(text);
  return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? elided(value) : value));
}

export function textOf(example: Example): string {
  return example.language === 'json' ? JSON.stringify(example.value) : example.text;
}

/** Of more than a hundred characters of base64, whatever its lines, the first 24 and an ellipsis. */
function elided(text: string): string {
  return text.replace(/([A-Za-z0-9+/]{24})[A-Za-z0-9+/=\n]{77,}/g, '$1…');
}

async function fencedOf(example: Example): Promise<string> {
  const { language } = example;
  const text =
    language === 'json'
      ? await format(JSON.stringify(meaningOf({ language, text: textOf(example) })), jsonFormat)
      : elided(example.text);
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** As a person would write it: what fits a line stands in one. */
const jsonFormat = { parser: 'json', printWidth: 110 } as const;
