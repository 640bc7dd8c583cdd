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
type PlainHeaders = Readonly<Partial<Record<CountingName, string>>>;

type CountingName = 'host' | 'accept' | 'accept-encoding' | 'if-none-match';

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
  const [line, method, url] = matchAt(requestLine, text, from) ?? [];
  if (line === undefined || url === undefined) return undefined;
  const headers = readHeaders(text, from + line.length, end - 2);
  return headers && { method: method === 'HEAD' ? 'HEAD' : 'GET', url, headers, end };
}

const requestLine = /(GET|HEAD) (\/[\w\-./%]*) HTTP\/1\.1\r\n/y;

/** Undefined where a field is not known, is not written as usual, or counts and comes twice; and where there is no Host. */
function readHeaders(text: string, from: number, end: number): PlainHeaders | undefined {
  const headers: Partial<Record<CountingName, string>> = {};
  for (let at = skipIgnored(text, from); at < end; at = skipIgnored(text, at)) {
    const [line, writtenName, value] = matchAt(countingLine, text, at) ?? [];
    const name = writtenName?.toLowerCase() as CountingName | undefined;
    if (line === undefined || name === undefined || headers[name] !== undefined) return undefined;
    headers[name] = value ?? '';
    at += line.length;
  }
  return headers.host === undefined ? undefined : headers;
}

/** A Host that could be one, as the front door has it; others are told that they are not. */
const countingLine = /(host(?=: [\w.:[\]-]+\r)|accept|accept-encoding|if-none-match): ([!-~][ -~]*)\r\n/iy;

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
  ignoredLines.lastIndex = from;
  return ignoredLines.test(text) ? ignoredLines.lastIndex : from;
}

function matchAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
