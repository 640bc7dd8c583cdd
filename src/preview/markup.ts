import sanitizeHtml from 'sanitize-html';

/** What a server keeps of HTML. Elements that it does not know leave their text. */
export interface KeptMarkup {
  readonly elements: readonly string[];
  /** By element; `*` for all. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** By element; on others no class is left. */
  readonly classes: Readonly<Record<string, readonly (string | RegExp)[]>>;
  /** Of addresses that may be linked; of others the words stay. */
  readonly schemes: readonly string[];
  /** Element → what stands in its place, before anything is taken away. */
  readonly replaced: Readonly<Record<string, string>>;
  /** Words that every link gets as its `rel`, beside its own where `keepsRel`. */
  readonly rel: string;
  readonly keepsRel: boolean;
}

/** `html` as a server that keeps `kept` would show it. */
export function reduceMarkup(html: string, kept: KeptMarkup): string {
  return sanitizeHtml(html, {
    allowedTags: [...kept.elements],
    allowedAttributes: copyOf(kept.attributes),
    allowedClasses: copyOf(kept.classes),
    allowedSchemes: [...kept.schemes],
    allowProtocolRelative: false,
    transformTags: { ...kept.replaced, a: (_, attributes) => linkOf(attributes, kept) },
  });
}

function copyOf<T>(lists: Readonly<Record<string, readonly T[]>>): Record<string, T[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, [...values]]));
}

/** No element at all, which leaves its text, where the address may not be linked. */
function linkOf(
  attributes: sanitizeHtml.Attributes,
  { keepsRel, rel, schemes }: KeptMarkup,
): sanitizeHtml.Tag {
  const href = attributes.href ?? '';
  const scheme = URL.canParse(href) ? new URL(href).protocol.slice(0, -1) : '';
  if (!schemes.includes(scheme)) return { tagName: 'unlinked', attribs: {} };
  const rels = keepsRel && attributes.rel !== undefined ? `${attributes.rel} ${rel}` : rel;
  return { tagName: 'a', attribs: { ...attributes, rel: rels, target: '_blank' } };
}

/** Whether `html` has one of the elements. */
export function hasElement(html: string, ...names: readonly string[]): boolean {
  return new RegExp(String.raw`<(?:${names.join('|')})[\s>]`, 'i').test(html);
}

/** HTML of ours, or that a sanitiser wrote, as plain text: a line for each line, a blank one between paragraphs. */
export function textOfMarkup(html: string): string {
  return html
    .replace(/<br[^>]*>/gi, '\n')
    .replace(/<li[^>]*>/gi, '\n• ')
    .replace(/<div[^>]*>/gi, '\n')
    .replace(/<\/(?:p|h[1-6]|pre|blockquote|ul|ol)>|<hr[^>]*>/gi, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (written, name: string) => characters.get(name) ?? written)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const characters: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['#39', "'"],
]);

/** The beginning of `html` with at most `charactersMax` characters of text; what is open there is closed. */
export function cutMarkup(html: string, charactersMax: number): string {
  const open: string[] = [];
  let left = charactersMax;
  let beginning = '';
  for (const [token, slash, name] of html.matchAll(/<(\/?)([a-z\d]+)[^>]*>|&[^;]*;|[^<&]/gi)) {
    if (left === 0) break;
    beginning += token;
    if (name === undefined) left -= 1;
    else if (slash === '/') open.pop();
    else if (name !== 'br' && name !== 'hr') open.push(name);
  }
  return (
    beginning +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  );
}
