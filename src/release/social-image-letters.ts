import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';

/** Letters of one weight, drawn as outlines, so that a picture is the same whatever typefaces a machine has. */
export interface Letters {
  /**
   * What of `text` is to be drawn, spaces folded: without emoji that the typeface has not and signs that nobody sees, and not
   * more than any picture has room for.
   * Undefined when nothing is left, and when the typeface lacks one of its other signs.
   */
  drawable(text: string): string | undefined;
  /** Of a drawable text, in the size that it is set in. */
  width(text: string): number;
  /** SVG of a drawable text, whose baseline begins at `x`, `y`; all in pixels. Has none of the text's signs in it. */
  outlines(text: string, place: { readonly x: number; readonly y: number; readonly size: number }): string;
}

/** Source Serif 4, in files by script; the first that has a sign draws it. */
const subsets = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese', 'cyrillic-ext'] as const;
const require = createRequire(import.meta.url);
const folder = dirname(require.resolve('@fontsource/source-serif-4/package.json'));

/** The files of the typeface are read when a text first needs them. */
export function openLetters(weight: 400 | 600): Letters {
  const fonts = new Map<string, Font>();
  const fontOf = (subset: string): Font => {
    const font = fonts.get(subset) ?? loadFont(`source-serif-4-${subset}-${weight}-normal.woff`);
    fonts.set(subset, font);
    return font;
  };
  const fontFor = (grapheme: string, before?: Font): Font | undefined => {
    if (before !== undefined && hasAll(before, grapheme)) return before;
    const subset = subsets.find((one) => hasAll(fontOf(one), grapheme));
    return subset === undefined ? undefined : fontOf(subset);
  };
  return {
    drawable: (text) => drawableText(text, (grapheme) => fontFor(grapheme) !== undefined),
    width: (text) => sum(runsOf(text, fontFor).map(({ font, text: run }) => widthOf(font, run))),
    outlines: (text, { size, x, y }) => {
      const pen = { x, y };
      return runsOf(text, fontFor)
        .map(({ font, text: run }) => outlinesOf(font, run, size, pen))
        .join('');
    },
  };
}

function loadFont(file: string): Font {
  const font = create(readFileSync(join(folder, 'files', file)));
  if (!('layout' in font)) throw new Error(`${file} holds several typefaces`);
  return font;
}

function hasAll(font: Font, grapheme: string): boolean {
  return Array.from(grapheme).every((sign) => font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function drawableText(text: string, isCovered: (grapheme: string) => boolean): string | undefined {
  const plain = text
    .normalize('NFC')
    .replace(/[\u2007\u202f]/g, '\u00a0')
    .replace(/[\u2010\u2011]/g, '-')
    .replace(/(?!\u00a0)\s/g, ' ');
  const kept = Array.from(graphemes.segment(plain), ({ segment }) => segment)
    .slice(0, signsMax)
    .filter((grapheme) => isCovered(grapheme) || !isDispensable.test(grapheme));
  // A soft hyphen says where a word may be parted; other signs without a shape say nothing in a picture.
  const visible = kept.join('').replace(/(?!\u00ad)[\p{Cc}\p{Cf}]/gu, '');
  const folded = visible.replace(/ +/g, ' ').trim();
  const isWhole = Array.from(graphemes.segment(folded)).every(({ segment }) => isCovered(segment));
  return folded !== '' && isWhole ? glued(folded) : undefined;
}
/** More than any picture has room for. */
const signsMax = 600;
/** An emoji, whatever it is made of. */
const isDispensable = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** No line begins with a sign that ends something, or with a dash, as French and many others space them. */
function glued(text: string): string {
  return text.replace(/ (?=[?!:;»›–—](?: |$))/g, '\u00a0').replace(/(?<=[«‹]) /g, '\u00a0');
}

interface Run {
  readonly font: Font;
  readonly text: string;
}

function runsOf(
  text: string,
  fontFor: (grapheme: string, before?: Font) => Font | undefined,
): readonly Run[] {
  const runs: { font: Font; text: string }[] = [];
  for (const { segment } of graphemes.segment(text)) {
    const last = runs.at(-1);
    const font = fontFor(segment, last?.font);
    if (font === undefined) throw new Error(`no letters for ${JSON.stringify(segment)}`);
    if (last?.font === font) last.text += segment;
    else runs.push({ font, text: segment });
  }
  return runs;
}

function widthOf(font: Font, text: string): number {
  return font.layout(text).advanceWidth / font.unitsPerEm;
}

/** Moves the pen to the end of `text`. */
function outlinesOf(font: Font, text: string, size: number, pen: { x: number; readonly y: number }): string {
  const { glyphs, positions } = font.layout(text);
  const scale = size / font.unitsPerEm;
  const drawn = glyphs.map((glyph, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    const place = `${(pen.x + xOffset * scale).toFixed(2)} ${(pen.y - yOffset * scale).toFixed(2)}`;
    pen.x += xAdvance * scale;
    const path = glyph.path.toSVG();
    const transform = `translate(${place}) scale(${scale.toFixed(5)} ${(-scale).toFixed(5)})`;
    return path === '' ? '' : `<path transform="${transform}" d="${path}"/>`;
  });
  return drawn.join('');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
