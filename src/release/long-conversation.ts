import type { CommentsView, ThreadReply } from '../theme.ts';

/** Of the replies on one page, as they are drawn. */
const pageBytesMax = 2_000_000;

/** What the theme writes around the words of a stranger: as much as a reply with everything needs, and a little more. */
const frameBytes = 1_500;

/**
 * The replies in pieces that each fit on a page, in order. One piece at least, though it be empty; no reply is too long for
 * one, since all that strangers write has its limit.
 */
export function piecesOf(thread: readonly ThreadReply[]): readonly (readonly ThreadReply[])[] {
  const names = namesOf(thread);
  const pieces: ThreadReply[][] = [[]];
  let bytes = 0;
  for (const reply of thread) {
    const weight = bytesOnPage(reply, names.get(reply.inReplyTo));
    if (bytes + weight > pageBytesMax && bytes > 0) {
      pieces.push([]);
      bytes = 0;
    }
    bytes += weight;
    pieces.at(-1)?.push(reply);
  }
  return pieces;
}

/** Of what the replies of one piece answer, that which stands in another: who wrote it, and the path of its page. */
export function elsewhereOf(
  piece: readonly ThreadReply[],
  pieces: readonly (readonly ThreadReply[])[],
  pathOf: (page: number) => string,
): CommentsView['elsewhere'] {
  if (pieces.length === 1) return undefined;
  const answered = new Set<string>(piece.map(({ inReplyTo }) => inReplyTo));
  return new Map(
    pieces.flatMap((other, index) =>
      other === piece
        ? []
        : other
            .filter(({ id }) => answered.has(id))
            .map(({ author, id }) => [id, { name: author.name, path: pathOf(index + 1) }] as const),
    ),
  );
}

function namesOf(thread: readonly ThreadReply[]): ReadonlyMap<string, string> {
  return new Map(thread.map(({ author, id }) => [id, author.name]));
}

/** At the least what is drawn, with the name of whom it answers; the HTML goes as it is. */
function bytesOnPage(reply: ThreadReply, answered = ''): number {
  const { author, html, id, inReplyTo, language = '', own, summary = '', url } = reply;
  const ownTexts = own === undefined ? [] : [own.title, own.summary ?? ''];
  const names = [author.name, author.user, author.host, author.url, answered];
  return [...names, ...ownTexts, id, inReplyTo, url, language, summary].reduce(
    (bytes, text) => bytes + escapedBytesMax(text),
    frameBytes + Buffer.byteLength(html),
  );
}

/** In an address a letter beyond ASCII takes three bytes for each of its own; as HTML `&` takes five, a quote six. */
function escapedBytesMax(text: string): number {
  return encodeURIComponent(text.toWellFormed()).length + 5 * (text.match(/[&<>"']/g)?.length ?? 0);
}
