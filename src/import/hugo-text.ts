import type { Mark } from './found.ts';
import { fenced, outsideCode } from './outside-code.ts';

export const hugoMarks: readonly Mark[] = [
  { shape: /\{\{\\?[<%][^]*?[%>]\}\}/g, name: 'a shortcode of Hugo' },
];

/** The text with the shortcodes that Hugo itself brings in Markdown's own words; `addressOf` knows where pages stand. */
export function markdownOfHugo(text: string, addressOf: (name: string) => string | undefined): string {
  const withCode = text.replace(
    /\{\{[<%]\s*highlight\s+"?([\w+-]+)"?[^>%]*[>%]\}\}([^]*?)\{\{[<%]\s*\/\s*highlight\s*[>%]\}\}/g,
    (_, lang: string, source: string) => fenced(source, lang),
  );
  return outsideCode(withCode, (prose) =>
    prose.replace(/\{\{[<%]\s*(\w+)\s*([^]*?)\/?\s*[>%]\}\}/g, (whole, name: string, written: string) => {
      const read = Object.hasOwn(shortcodes, name) ? shortcodes[name] : undefined;
      return read?.(argumentsOf(written), addressOf) ?? whole;
    }),
  );
}

type Arguments = ReadonlyMap<string, string>;

/** `src="kettle.png" alt="A kettle"`, or without names by number: `0`, `1`. */
function argumentsOf(written: string): Arguments {
  const parts = [...written.matchAll(/(?:([\w-]+)=)?(?:"((?:\\.|[^"\\])*)"|`([^`]*)`|([^\s"`]+))/g)];
  return new Map(
    parts.map(([, name, quoted, raw, bare], index) => [
      name ?? String(index),
      (quoted?.replace(/\\(.)/g, '$1') ?? raw ?? bare ?? '').trim(),
    ]),
  );
}

type Shortcode = (given: Arguments, addressOf: (name: string) => string | undefined) => string | undefined;

const shortcodes: Readonly<Record<string, Shortcode>> = {
  figure: (given) => {
    const src = given.get('src');
    if (src === undefined) return undefined;
    const caption = given.get('caption') ?? given.get('title');
    const title = caption === undefined ? '' : ` ${JSON.stringify(plain(caption))}`;
    return `![${plain(given.get('alt') ?? '').replace(/[[\]]/g, '\\$&')}](<${src}>${title})`;
  },
  ref: (given, addressOf) => pageOf(given, addressOf),
  relref: (given, addressOf) => pageOf(given, addressOf),
  youtube: (given) => linkTo('https://www.youtube.com/watch?v=', given.get('id') ?? given.get('0')),
  vimeo: (given) => linkTo('https://vimeo.com/', given.get('id') ?? given.get('0')),
  gist: (given) => linkTo('https://gist.github.com/', [given.get('0'), given.get('1')].join('/')),
};

function pageOf(given: Arguments, addressOf: (name: string) => string | undefined): string | undefined {
  const [name = '', fragment] = (given.get('path') ?? given.get('0') ?? '').split('#');
  const address = addressOf(name);
  return address === undefined || fragment === undefined ? address : `${address}#${fragment}`;
}

function linkTo(site: string, name: string | undefined): string | undefined {
  return name === undefined || !/^[\w/-]+$/.test(name) ? undefined : `<${site}${name}>`;
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ');
}
