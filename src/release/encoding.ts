import { brotliCompress, constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { whenThere, type Soon } from './soon.ts';

/** In what form content is sent (RFC 9110 §8.4.1): those that are made here. */
export type Encoding = 'br' | 'gzip';

/** Whether content of this media type becomes smaller. */
export function isText(type: string): boolean {
  return /^text\/|json|xml|svg/.test(type);
}

/** The better one of those that an Accept-Encoding field names; undefined for the content as it is. */
export function encodingFor(accepted: string): Encoding | undefined {
  return brotliWanted.test(accepted) ? 'br' : gzipWanted.test(accepted) ? 'gzip' : undefined;
}

/** Named, and not with a weight of nothing (RFC 9110 §12.4.2). */
const brotliWanted = /\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/;
const gzipWanted = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/;

/** By content, so that a page and a release share what is the same; forgotten with the content itself. */
const held = new WeakMap<Buffer, Map<Encoding, Soon<Buffer<ArrayBuffer>>>>();

/** `body` in this encoding: made once for each Buffer. */
export function encoded(body: Buffer, encoding: Encoding): Soon<Buffer<ArrayBuffer>> {
  const known = held.get(body) ?? new Map<Encoding, Soon<Buffer<ArrayBuffer>>>();
  held.set(body, known);
  const made = known.get(encoding);
  if (made !== undefined) return made;
  const making = compress(body, encoding);
  known.set(encoding, making);
  void whenThere(making, (bytes) => known.set(encoding, bytes));
  return making;
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

function compress(body: Buffer, encoding: Encoding): Promise<Buffer<ArrayBuffer>> {
  if (encoding === 'gzip') return zip(body);
  return brotli(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}
