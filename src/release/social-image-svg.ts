import { fitLine, fitText, leading, type FittedText } from './social-image-lines.ts';
import { openLetters, type Letters } from './social-image-letters.ts';
import { rosette } from './social-image-ornament.ts';
import { pictureSizes, socialImageSize, type SocialCard } from './social-images.ts';

/** The theme's colours by day, by their names in `src/styles/tokens.css`. */
export const cardColours = {
  paper: '#fcf8f1',
  'paper-raised': '#f4ecdf',
  ink: '#2a2521',
  'ink-soft': '#655b50',
  rule: '#e0d4c1',
  accent: '#97381a',
} as const;

/** Data URIs. */
export interface CardPictures {
  readonly icon?: string | undefined;
  readonly portrait?: string | undefined;
}

/** Pixels, as are all numbers below. */
const { width, height } = socialImageSize;
const margin = 80;
const measure = width - 2 * margin;
const headBaseline = 112;
const middle = { top: 188, bottom: 494 } as const;
const ruleTop = 514;
const footBaseline = 566;
const icon = { x: margin, y: 62, size: pictureSizes.icon, corner: 14 } as const;
const portrait = {
  x: width - margin - pictureSizes.portrait,
  y: 232,
  size: pictureSizes.portrait,
  corner: pictureSizes.portrait / 2,
} as const;

const nameSize = 36;
const smallSize = 30;
const titleSizes: readonly number[] = [108, 96, 84, 74, 66, 58, 52];
const ledeSize = 36;
const ledeLinesMax = 2;
const ledeGap = 28;
/** Between texts that share a line. */
const apart = 40;

const bold = openLetters(600);
const plain = openLetters(400);

/**
 * The card as SVG, texts as outlines only. A title that the typeface cannot draw has an ornament in its place; other such
 * texts are left away. `seed`, a whole number, chooses the ornament.
 */
export function cardSvg(card: SocialCard, seed: number, pictures: CardPictures): string {
  const title = bold.drawable(card.title);
  const isBare = title !== undefined && pictures.portrait === undefined;
  const room = pictures.portrait === undefined ? measure : portrait.x - apart - margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="${cardColours.paper}"/>`,
    isBare ? ink('paper-raised', rosette(seed, 1040, 470, 330)) : '',
    `<rect width="${width}" height="12" fill="${cardColours.accent}"/>`,
    head(card, pictures.icon),
    pictures.portrait === undefined ? '' : pictureAt(pictures.portrait, portrait),
    title === undefined ? ink('accent', ornaments(seed, room)) : titled(title, card.lede, room),
    `<rect x="${margin}" y="${ruleTop}" width="${measure}" height="2" fill="${cardColours.rule}"/>`,
    foot(card),
    '</svg>',
  ].join('');
}

/** Icon and name of the blog, and at the other end what the page belongs to. */
function head({ blog, label, title }: SocialCard, iconUri: string | undefined): string {
  const x = iconUri === undefined ? margin : icon.x + icon.size + 24;
  const mark = lineOf(plain, label, 360, smallSize);
  // On the front page it is the title.
  const name = title === blog ? undefined : blog;
  const room = width - margin - mark.width - apart - x;
  return [
    iconUri === undefined ? '' : pictureAt(iconUri, icon),
    ink('ink', lineOf(bold, name, room, nameSize).at(x, headBaseline)),
    ink('accent', mark.at(width - margin - mark.width, headBaseline)),
  ].join('');
}

/** The title, and below it a few words, in the middle of the height that there is. */
function titled(title: string, lede: string | undefined, room: number): string {
  const { bottom, top } = middle;
  const words = plain.drawable(lede ?? '');
  const below = words === undefined ? undefined : fitText(words, ledeRoom(room), [ledeSize], plain.width);
  const belowHeight = below === undefined ? 0 : ledeGap + heightOf(below);
  const fitted = fitText(title, { width: room, height: bottom - top - belowHeight }, titleSizes, bold.width);
  const start = (top + bottom - belowHeight - heightOf(fitted)) / 2;
  return [
    ink('ink', block(bold, fitted, start)),
    below === undefined ? '' : ink('ink-soft', block(plain, below, start + heightOf(fitted) + ledeGap)),
  ].join('');
}

function ledeRoom(room: number): { readonly width: number; readonly height: number } {
  return { width: room, height: ledeLinesMax * ledeSize * leading };
}

function heightOf({ lines, size }: FittedText): number {
  return lines.length * size * leading;
}

function block(letters: Letters, { lines, size }: FittedText, top: number): string {
  const outlines = lines.map((text, index) => {
    return letters.outlines(text, { x: margin, y: top + (index * leading + 0.88) * size, size });
  });
  return outlines.join('');
}

/** A row of rosettes, the largest in the middle. */
function ornaments(seed: number, room: number): string {
  const scale = room / measure;
  const drawn = radii.map((radius, index) => {
    const fromMiddle = index - 2;
    const x = margin + room / 2 + fromMiddle * 205 * scale;
    return rosette(seed + Math.abs(fromMiddle) * 3, x, (middle.top + middle.bottom) / 2, radius * scale);
  });
  return drawn.join('');
}
const radii: readonly number[] = [48, 78, 126, 78, 48];

/** Who wrote it and when, and the address of the blog. */
function foot({ address, authors, date }: SocialCard): string {
  const place = lineOf(plain, address, measure * 0.6, smallSize);
  const day = date?.find((form) => plain.drawable(form) !== undefined);
  const parts = [authors, day].filter((part) => part !== undefined && plain.drawable(part) !== undefined);
  const by = lineOf(plain, parts.join(' · '), measure - place.width - apart, smallSize);
  return ink('ink-soft', by.at(margin, footBaseline) + place.at(width - margin - place.width, footBaseline));
}

interface Line {
  readonly width: number;
  /** Its outlines, with the baseline beginning there. */
  readonly at: (x: number, y: number) => string;
}

/** As much of `text` as has room in one line; nothing of what cannot be drawn. */
function lineOf(letters: Letters, text: string | undefined, room: number, size: number): Line {
  const drawable = letters.drawable(text ?? '');
  if (drawable === undefined) return { width: 0, at: () => '' };
  const shown = fitLine(drawable, room, size, letters.width);
  return { width: letters.width(shown) * size, at: (x, y) => letters.outlines(shown, { x, y, size }) };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Radius of its corners. */
  readonly corner: number;
}

function pictureAt(uri: string, { corner, size, x, y }: Place): string {
  const box = `x="${x}" y="${y}" width="${size}" height="${size}"`;
  const id = `clip-${x}`;
  return [
    `<clipPath id="${id}"><rect ${box} rx="${corner}"/></clipPath>`,
    `<image ${box} clip-path="url(#${id})" href="${uri}"/>`,
  ].join('');
}

function ink(colour: keyof typeof cardColours, drawn: string): string {
  return drawn === '' ? '' : `<g fill="${cardColours[colour]}">${drawn}</g>`;
}
