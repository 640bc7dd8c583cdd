/** Whom or what a rule of moderation is about. `text` spells it in the one way that rules are kept by. */
export type Pattern =
  | { readonly kind: 'account'; readonly text: string; readonly id: string }
  | { readonly kind: 'handle'; readonly text: string; readonly user: string; readonly host: string }
  | { readonly kind: 'domain'; readonly text: string; readonly host: string }
  /** A domain and all below it; of the empty one, everybody. */
  | { readonly kind: 'domains'; readonly text: string; readonly host: string }
  | { readonly kind: 'words'; readonly text: string };

/** Rules that a writer may write, as he is told them. */
export const patternRemedy =
  'Write a domain (social.example), all of one (*.social.example), an account (@ann@social.example or its https address), ' +
  'or a word or phrase.';

/**
 * Reads a pattern as it is written, or as `text` spells it, which gives the same. What has a dot and no space is a domain, unless
 * `word:` stands before it. Undefined for what means nothing.
 */
export function readPattern(written: string): Pattern | undefined {
  const text = written.trim();
  const word = /^word:(.*)$/su.exec(text)?.[1];
  if (word !== undefined) return wordsOf(word);
  if (text.includes('://')) return accountOf(text);
  if (/^@[^@\s]+@[^@\s]+$/.test(text)) return handleOf(text);
  if (text.startsWith('@')) return undefined; // An account without its server, which is no word.
  if (text === '*') return { kind: 'domains', text, host: '' };
  if (/^[^\s@/]+\.[^\s@/]+$/.test(text)) return domainOf(text);
  return wordsOf(text);
}

function accountOf(text: string): Pattern | undefined {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.pathname + url.search === '/') return undefined;
  return { kind: 'account', text: url.href, id: url.href };
}

function handleOf(text: string): Pattern | undefined {
  const [, user = '', domain = ''] = text.toLowerCase().split('@');
  const host = hostOf(domain);
  return host === undefined ? undefined : { kind: 'handle', text: `@${user}@${host}`, user, host };
}

function domainOf(text: string): Pattern | undefined {
  const below = text.startsWith('*.');
  const host = hostOf(below ? text.slice('*.'.length) : text);
  if (host === undefined) return undefined;
  return below ? { kind: 'domains', text: `*.${host}`, host } : { kind: 'domain', text: host, host };
}

/** As addresses have it: lower case, other scripts in ASCII. */
function hostOf(domain: string): string | undefined {
  const url = /^[^\s/:?#@*]+$/.test(domain) ? URL.parse(`https://${domain}`) : null;
  return url === null ? undefined : url.hostname;
}

function wordsOf(text: string): Pattern | undefined {
  const words = foldedWords(text);
  return words === '' ? undefined : { kind: 'words', text: words };
}

/**
 * The words of a plain text, each parted from the next by one space, in which different spellings of the same are alike: case,
 * width, signs between them, and characters that nobody sees.
 */
export function foldedWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}
