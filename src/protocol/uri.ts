import type { Uri } from './vocabulary.ts';

const lengthMax = 2048;

/** Characters that URL parsers drop, turn or read differently, so that two readers could see two hosts. */
const ambiguous = /[\p{Cc}\s"<>\\]/u;

/**
 * An absolute http or https URL without userinfo, of at most 2,048 characters, returned as the string it was, because ids
 * are compared as strings. Anything else is undefined.
 */
export function parseUri(value: unknown): Uri | undefined {
  if (typeof value !== 'string' || value.length > lengthMax) return undefined;
  const authorityStart = schemeLength(value);
  if (authorityStart === 0 || ambiguous.test(value) || !value.isWellFormed()) return undefined;
  const authority = authorityAt(value, authorityStart);
  if (authority === '' || authority.includes('@')) return undefined;
  return URL.canParse(value) ? (value as Uri) : undefined;
}

/** Whether two URLs have scheme, host and port in common. What is no URL has no origin. */
export function sameOrigin(a: string, b: string): boolean {
  if (beginsAlike(a, b)) return true;
  if (areOnOtherHosts(a, b)) return false;
  const origin = URL.parse(a)?.origin;
  return origin !== undefined && origin !== 'null' && origin === URL.parse(b)?.origin;
}

/** Whether two https URLs are the same to the letter up to the first slash of their paths, as most are that are compared. */
function beginsAlike(a: string, b: string): boolean {
  const end = a.startsWith('https://') ? a.indexOf('/', 8) + 1 : 0;
  return end > 9 && b.startsWith(a.slice(0, end)) && URL.canParse(a) && URL.canParse(b);
}

/** A host that every parser leaves as it is: no capitals, no escapes, no port, no number. */
const plainHost = /^https:\/\/((?:[a-z\d-]+\.)+[a-z]{2,63})\//;

/** Whether both are on plain hosts, and these are two: true of most that are not alike, and cheaper than parsing them. */
function areOnOtherHosts(a: string, b: string): boolean {
  const host = plainHost.exec(a)?.[1];
  const other = host && plainHost.exec(b)?.[1];
  return other !== undefined && host !== other;
}

/** Host in lower case and punycode, with the port unless it is the scheme's own. */
export function hostOf(uri: Uri): string {
  return new URL(uri).host;
}

/** Where the authority begins: after `http://` or `https://`, in any case; 0 when neither is there. */
function schemeLength(value: string): number {
  if (value.startsWith('https://')) return 8;
  return /^https?:\/\//i.exec(value)?.[0].length ?? 0;
}

function authorityAt(value: string, start: number): string {
  const rest = value.slice(start);
  const length = rest.search(/[/?#]/);
  return length === -1 ? rest : rest.slice(0, length);
}
