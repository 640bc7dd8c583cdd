/** Strangers' text, made safe to put in a line of ours. Escaping it for HTML remains the task of whoever draws it. */

/** Control characters, and those that show nothing or turn the direction of what follows; emoji keep their selectors. */
const invisible = /[[\p{Cc}\p{Default_Ignorable_Code_Point}]--[\p{White_Space}\u200c\u200d\ufe0e\ufe0f]]/gv;

/**
 * Joiners shape emoji and several scripts; after these characters, and at the end, they can only deceive. A run is looked at
 * from its first character only, so that a long one costs what it is long.
 */
const idleJoiners =
  /(?<=^|[\s\p{ASCII}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u200c\u200d]+|(?<![\u200c\u200d])[\u200c\u200d]+$/gv;

/** Blank to the eye: white space, and a braille cell without dots. */
const blanks = /[\s\u2800]+/g;

/** One line of at most `charactersMax` UTF-16 units, without anything that hides, reorders or breaks. May be empty. */
export function cleanLine(text: string, charactersMax: number): string {
  const line = cut(text, charactersMax * 4)
    .toWellFormed()
    .replace(invisible, '')
    .replace(blanks, ' ')
    .replace(idleJoiners, '');
  return cut(line.trim(), charactersMax).trim();
}

/** HTML as one line of plain text: tags gone, entities read, cut as `cleanLine` cuts. */
export function plainTextOf(html: string, charactersMax: number): string {
  const text = cut(html, charactersMax * 8)
    .replace(/<(?:br|\/p|\/li|\/div)\b[^<>]*>/gi, ' ')
    .replace(/<[a-z/!][^<>]*>/gi, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, readEntity);
  return cleanLine(text, charactersMax);
}

/** Plain text as HTML, for objects whose `mediaType` is not HTML. */
export function htmlOf(text: string): string {
  return text.replace(/[&<>]|\r?\n/g, (character) => escapes[character] ?? '<br>');
}

/** The first `charactersMax` UTF-16 units, never half of a surrogate pair. */
export function cut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const last = text.charCodeAt(charactersMax - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? charactersMax - 1 : charactersMax);
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['hellip', '…'],
]);

function readEntity(written: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return entities.get(name.toLowerCase()) ?? written;
  const codePoint = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : written;
}
