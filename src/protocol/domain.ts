import type { Uri } from './vocabulary.ts';

/** Under a country's letters, words that stand where elsewhere there is nothing: `co.uk`, `com.br`. */
const categories: ReadonlySet<string> = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'go',
  'gob',
  'gov',
  'ltd',
  'me',
  'mil',
  'ne',
  'net',
  'nom',
  'or',
  'org',
  'plc',
  'sch',
]);

/** Where each name below is the server of other people. Names that anybody gets for nothing are not among them. */
const hosters: ReadonlySet<string> = new Set(['masto.host']);

/** Those asked for lately, by scheme and authority: the same few come again and again. */
const known = new Map<string, string>();
const knownMax = 10_000;

/**
 * The part of a host that costs money: subdomains are free, so what is to be limited is limited by this. Without a list of all
 * suffixes it is an estimate, by which now and then neighbours share a limit: the last two labels, or three where two are
 * but a category. An address is itself. Ports do not count.
 */
export function domainOf(uri: Uri): string {
  const end = uri.indexOf('/', 'https://'.length);
  const server = end === -1 ? uri : uri.slice(0, end);
  const remembered = known.get(server);
  if (remembered !== undefined) return remembered;
  const domain = domainOfHost(new URL(uri).hostname);
  if (known.size >= knownMax) known.clear();
  known.set(server, domain);
  return domain;
}

function domainOfHost(hostname: string): string {
  if (isAddress(hostname)) return hostname;
  const labels = hostname.replace(/\.$/, '').split('.');
  const [category = '', country = ''] = labels.slice(-2);
  const isSuffix =
    hosters.has(`${category}.${country}`) || (country.length === 2 && categories.has(category));
  return labels.slice(isSuffix ? -3 : -2).join('.');
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}
