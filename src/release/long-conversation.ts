import type { Reply } from '../store/store.ts';

/** Of the replies on one page, as they are drawn. */
const pageBytesMax = 2_000_000;

/** What the theme writes around the words of a stranger: as much as a reply with everything needs, and a little more. */
const frameBytes = 1_200;

/**
 * The replies in pieces that each fit on a page, in order. One piece at least, though it be empty; no reply is too long for
 * one, since all that strangers write has its limit.
 */
export function piecesOf(thread: readonly Reply[]): readonly (readonly Reply[])[] {
  const pieces: Reply[][] = [[]];
  let bytes = 0;
  for (const reply of thread) {
    const weight = bytesOnPage(reply);
    if (bytes + weight > pageBytesMax && bytes > 0) {
      pieces.push([]);
      bytes = 0;
    }
    bytes += weight;
    pieces.at(-1)?.push(reply);
  }
  return pieces;
}

/** At the least what is drawn. The name stands there twice, once above an answer to it; the HTML goes as it is. */
function bytesOnPage({ author, html, language = '', summary = '', url }: Reply): number {
  const texts = [author.name, author.name, author.user, author.host, author.url, url, language, summary];
  return texts.reduce((bytes, text) => bytes + escapedBytesMax(text), frameBytes + Buffer.byteLength(html));
}

/** As HTML or in an address `&` takes five bytes, and a letter beyond ASCII three for each of its own. */
function escapedBytesMax(text: string): number {
  return 2 * encodeURIComponent(text.toWellFormed()).length;
}
