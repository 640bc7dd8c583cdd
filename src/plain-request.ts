/** A GET or HEAD of HTTP/1.1 on a connection that is to be kept, of which nothing counts but this. */
export interface PlainRequest {
  readonly method: 'GET' | 'HEAD';
  /** A path as it was sent, without a query. */
  readonly url: string;
  readonly headers: PlainHeaders;
  /** Where in the text it ends, and the next may begin. */
  readonly end: number;
}

/** What an answer may depend on. Names in small letters. */
type PlainHeaders = Readonly<Record<'accept' | 'accept-encoding' | 'if-none-match', string | undefined>> & {
  readonly host: string;
};

/** Of longer ones node:http says whether they are too long. */
const headCharactersMax = 8_192;

/**
 * The request that begins at `from` in what a connection said, a character for each byte. Undefined where it is not there
 * whole, or where anything in it is unusual in the least: whatever two servers could understand differently (RFC 9112 §11.2)
 * is for node:http to judge, as are bodies, upgrades, and connections that are to end.
 */
export function readPlainRequest(text: string, from: number): PlainRequest | undefined {
  const end = text.indexOf('\r\n\r\n', from) + 4;
  if (end < 4 || end - from > headCharactersMax) return undefined;
  const lineEnd = endOf(requestLine, text, from);
  if (lineEnd === undefined) return undefined;
  const method = text.startsWith('GET', from) ? 'GET' : 'HEAD';
  const url = text.slice(from + method.length + 1, lineEnd - lineRest.length);
  const headers = readHeaders(text, lineEnd, end - 2);
  return headers && { method, url, headers, end };
}

const requestLine = /(?:GET|HEAD) \/[\w\-./%]* HTTP\/1\.1\r\n/y;
const lineRest = ' HTTP/1.1\r\n';

/**
 * Undefined where a field is not known, is not written as usual, or counts and comes twice; and where there is no Host. No two
 * names of those that count are of the same length, by which they are told apart.
 */
function readHeaders(text: string, from: number, end: number): PlainHeaders | undefined {
  let host, accept, acceptEncoding, ifNoneMatch: string | undefined;
  for (let at = skipIgnored(text, from); at < end; at = skipIgnored(text, at)) {
    const lineEnd = endOf(countingLine, text, at);
    if (lineEnd === undefined) return undefined;
    const colon = text.indexOf(':', at);
    const value = text.slice(colon + 2, lineEnd - 2);
    switch (colon - at) {
      case 'host'.length:
        if (host !== undefined) return undefined;
        host = value;
        break;
      case 'accept'.length:
        if (accept !== undefined) return undefined;
        accept = value;
        break;
      case 'accept-encoding'.length:
        if (acceptEncoding !== undefined) return undefined;
        acceptEncoding = value;
        break;
      default:
        if (ifNoneMatch !== undefined) return undefined;
        ifNoneMatch = value;
    }
    at = lineEnd;
  }
  if (host === undefined) return undefined;
  return { host, accept, 'accept-encoding': acceptEncoding, 'if-none-match': ifNoneMatch };
}

/** A Host that could be one, as the front door has it; others are told that they are not. */
const countingLine = /(?:host(?=: [\w.:[\]-]+\r)|accept|accept-encoding|if-none-match): [!-~][ -~]*\r\n/iy;

/** What browsers, caches and proxies send with a GET, and neither node:http nor a page heeds. */
const ignoredNames = [
  'accept-language',
  'cache-control',
  'cookie',
  'dnt',
  'origin',
  'pragma',
  'priority',
  'referer',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'sec-gpc',
  'upgrade-insecure-requests',
  'user-agent',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

const ignoredLines = new RegExp(
  `(?:(?:(?:${ignoredNames.join('|')}): [!-~][ -~]*|connection: keep-alive)\\r\\n)+`,
  'iy',
);

function skipIgnored(text: string, from: number): number {
  return endOf(ignoredLines, text, from) ?? from;
}

/** Where what `pattern` finds at `from` ends. Without the array of a match, which costs more than the search. */
function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
