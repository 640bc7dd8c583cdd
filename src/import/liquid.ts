import type { Mark } from './found.ts';
import { fenced, outsideCode } from './outside-code.ts';

export const liquidMarks: readonly Mark[] = [
  { shape: /\{%[^]*?%\}/g, name: 'a tag of Liquid or Nunjucks' },
  { shape: /\{\{[^]*?\}\}/g, name: 'a value of Liquid or Nunjucks' },
];

export interface LiquidSite {
  /** Path below which the blog stood: `/blog`, or nothing. */
  readonly base: string;
  /** Where the post of this name stood: `2019-03-01-kettle`. */
  readonly addressOf: (name: string) => string | undefined;
}

/** The text without the tags that can be said in Markdown; whatever else is between braces stays where it is. */
export function withoutLiquid(text: string, { addressOf, base }: LiquidSite): string {
  const withCode = text.replace(
    /\{%-?\s*highlight\s+([\w+-]+)[^%]*%\}([^]*?)\{%-?\s*endhighlight\s*-?%\}/g,
    (_, lang: string, source: string) => fenced(source, lang),
  );
  return outsideCode(withCode, (prose) =>
    prose
      .replace(/\{%-?\s*raw\s*-?%\}([^]*?)\{%-?\s*endraw\s*-?%\}/g, '$1')
      .replace(/\{%-?\s*comment\s*-?%\}[^]*?\{%-?\s*endcomment\s*-?%\}/g, '')
      .replace(
        /\{%-?\s*post_url\s+(\S+?)\s*-?%\}/g,
        (whole, name: string) => addressOf(name.replace(/^.*\//, '')) ?? whole,
      )
      .replace(/(?:\{\{\s*site\.url\s*\}\})?\{\{\s*site\.baseurl\s*\}\}|\{\{\s*site\.url\s*\}\}/g, base)
      .replace(
        /\{\{-?\s*["']([^"']*)["']\s*\|\s*(?:relative_url|absolute_url|url)\s*-?\}\}/g,
        (_, path: string) => `${base}/${path.replace(/^\/+/, '')}`,
      ),
  );
}
