/** How wide a text is, in the size that it is set in. */
export type Measure = (text: string) => number;

/** Pixels. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

export interface FittedText {
  /** Pixels. */
  readonly size: number;
  readonly lines: readonly string[];
}

/** From one line to the next, in the size of the letters. */
export const leading = 1.14;

/**
 * `text` (spaces folded) in the largest of `sizes` (pixels, descending) in which all of it has room, in lines of much the same
 * width. What has no room in the smallest is cut, with an ellipsis; only there are words broken that are wider than a line.
 */
export function fitText(text: string, room: Room, sizes: readonly number[], measure: Measure): FittedText {
  const pieces = piecesOf(text, measure);
  for (const size of sizes) {
    const [width, linesMax] = [room.width / size, linesIn(room, size)];
    if (!isWithin(pieces, width) || linesWithin(pieces, width).length > linesMax) continue;
    return { size, lines: balanced(pieces, width).map(textOf) };
  }
  const size = sizes.at(-1) ?? 0;
  const width = room.width / size;
  const broken = pieces.flatMap((piece) =>
    isWithin([piece], width) ? piece : brokenWord(piece, width, measure),
  );
  return { size, lines: cut(linesWithin(broken, width), linesIn(room, size), width, measure) };
}

/** As much of `text` as has room in a line of `width` pixels, in letters of `size` pixels. */
export function fitLine(text: string, width: number, size: number, measure: Measure): string {
  return fitText(text, { width, height: size * leading }, [size], measure).lines[0] ?? '';
}

/** What is not parted: mostly a word. */
interface Piece {
  readonly text: string;
  /** Of the text alone. */
  readonly width: number;
  /** Before the next piece of the same line. */
  readonly gap: '' | ' ';
  readonly gapWidth: number;
  /** When the line ends with it. */
  readonly hyphen: '' | '-';
  readonly hyphenWidth: number;
}
type Joint = Pick<Piece, 'gap' | 'hyphen'>;

function linesIn({ height }: Room, size: number): number {
  return Math.max(1, Math.floor(height / (size * leading)));
}

/** A line may end at a space, and inside of a word after a hyphen, a dash, a slash or at a soft hyphen, but not near its ends. */
function piecesOf(text: string, measure: Measure): readonly Piece[] {
  return text.split(' ').flatMap((word) => {
    const parts = word.split(/(?<=\p{L}{3}[-–—/\u00ad])(?=\p{L}{3})/u);
    return parts.map((part, index) => {
      const soft = part.endsWith('\u00ad');
      const joint: Joint = { gap: index === parts.length - 1 ? ' ' : '', hyphen: soft ? '-' : '' };
      return pieceOf(part.replaceAll('\u00ad', ''), joint, measure);
    });
  });
}

function pieceOf(text: string, joint: Joint, measure: Measure): Piece {
  const { gap, hyphen } = joint;
  return {
    text,
    width: measure(text),
    gap,
    gapWidth: gap === '' ? 0 : measure(gap),
    hyphen,
    hyphenWidth: hyphen === '' ? 0 : measure(hyphen),
  };
}

type Line = readonly Piece[];

/** As many pieces on each line as have room. */
function linesWithin(pieces: Line, width: number): readonly Line[] {
  const lines: Piece[][] = [];
  let taken = Infinity;
  for (const piece of pieces) {
    if (taken + piece.width + piece.hyphenWidth > width) {
      lines.push([]);
      taken = 0;
    }
    lines.at(-1)?.push(piece);
    taken += piece.width + piece.gapWidth;
  }
  return lines;
}

/** The narrowest lines of which there are no more than `width` asks for. */
function balanced(pieces: Line, width: number): readonly Line[] {
  const { length } = linesWithin(pieces, width);
  let [tooNarrow, enough] = [0, width];
  while (enough - tooNarrow > precision) {
    const middle = (tooNarrow + enough) / 2;
    if (isWithin(pieces, middle) && linesWithin(pieces, middle).length === length) enough = middle;
    else tooNarrow = middle;
  }
  return linesWithin(pieces, enough);
}
const precision = 0.05;

function isWithin(pieces: Line, width: number): boolean {
  return pieces.every((piece) => piece.width + piece.hyphenWidth <= width);
}

function textOf(line: Line): string {
  return line.map(({ gap, hyphen, text }, index) => text + (index < line.length - 1 ? gap : hyphen)).join('');
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Parts of a word, each within `width`; hyphens only between letters, as an address would be another one with them. */
function brokenWord(word: Piece, width: number, measure: Measure): readonly Piece[] {
  const room = width - measure('-');
  const parts: string[] = [''];
  for (const { segment } of graphemes.segment(word.text)) {
    const longer = (parts.at(-1) ?? '') + segment;
    if (measure(longer) <= room) parts[parts.length - 1] = longer;
    else parts.push(segment);
  }
  return parts.map((part, index) => {
    const next = parts[index + 1];
    if (next === undefined) return pieceOf(part, word, measure);
    const hyphen = /\p{L}\p{M}*$/u.test(part) && /^\p{L}/u.test(next) ? '-' : '';
    return pieceOf(part, { gap: '', hyphen }, measure);
  });
}

/** The first `linesMax` lines; the last says with an ellipsis that there was more. */
function cut(lines: readonly Line[], linesMax: number, width: number, measure: Measure): readonly string[] {
  if (lines.length <= linesMax) return lines.map(textOf);
  const shown = lines.slice(0, linesMax - 1).map(textOf);
  return [...shown, shortened(lines[linesMax - 1] ?? [], width, measure)];
}

/** The line and an ellipsis, without its last words, or of a single word without its last letters, where it must be. */
function shortened(line: Line, width: number, measure: Measure): string {
  const words = line.map(({ gap, text }) => text + gap);
  while (words.length > 1 && measure(withEllipsis(words)) > width) words.pop();
  const signs = Array.from(graphemes.segment(words.join('')), ({ segment }) => segment);
  while (signs.length > 0 && measure(withEllipsis(signs)) > width) signs.pop();
  return withEllipsis(signs);
}

function withEllipsis(parts: readonly string[]): string {
  return `${parts.join('').replace(/[\p{P}\s]+$/u, '')}…`;
}
