/** All that a stranger's text may bring into a page; as the documents promise it, and not as the sanitiser is told. */
const elements: ReadonlySet<string> = new Set([
  ...[
    'p',
    'br',
    'a',
    'strong',
    'b',
    'em',
    'i',
    'u',
    'del',
    's',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
  ],
  ...['sub', 'sup', 'ruby', 'rt', 'rp', 'h3', 'h4', 'h5', 'h6'],
]);
const attributes: Readonly<Record<string, RegExp>> = {
  href: /^https?:\/\/[^/]/i,
  rel: /^nofollow ugc noopener$/,
  class: /^(?:mention|hashtag)(?: (?:mention|hashtag))*$/,
  start: /^/,
  value: /^/,
  lang: /^/,
  dir: /^/,
};

const tag = /^<\/?([a-z\d]+)((?: [a-z]+(?:="[^"<>]*")?)*) ?\/?>/;

/** The first thing in `clean` that must not be in a comment; undefined when there is none. */
export function faultIn(clean: string): string | undefined {
  for (let at = clean.indexOf('<'); at !== -1; at = clean.indexOf('<', at + 1)) {
    const [whole, element = '', written = ''] = tag.exec(clean.slice(at)) ?? [];
    if (whole === undefined || !elements.has(element)) return clean.slice(at, at + 50);
    for (const [, name = '', value = ''] of written.matchAll(/ ([a-z]+)(?:="([^"]*)")?/g))
      if (attributes[name]?.test(value) !== true) return whole;
  }
  return /[\u202a-\u202e\u2066-\u2069\0]/.exec(clean)?.[0];
}
