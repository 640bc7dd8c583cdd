import type { Dictionary, InnerList, Item, Parameters } from 'structured-headers';
import {
  isInnerList,
  parseDictionary,
  serializeDictionary,
  serializeInnerList,
  serializeItem,
} from 'structured-headers';

export type { Parameters } from 'structured-headers';

/** A member of a dictionary of structured fields (RFC 9651 §3.2). */
export interface Member {
  readonly name: string;
  /** The value as it was written: what stands behind `name=`; parameters alone where there is but a name. */
  readonly text: string;
  readonly value: Item | InnerList;
}

/** A member's value where it is a list of strings, each with its parameters, and those of the whole. */
export interface StringList {
  readonly strings: readonly (readonly [text: string, parameters: Parameters])[];
  readonly parameters: Parameters;
}

const lengthMax = 8192;
const none: Parameters = new Map();

/**
 * The members of a dictionary, in order; undefined when it is malformed or longer than 8,192 characters. Stricter than
 * RFC 9651 where two readers could differ: a name or a parameter given twice, and a value that is not written as a serialiser
 * writes it (§4.1), are malformed too. So `text` is at once what was received and what it means.
 */
export function parseMembers(header: string): readonly Member[] | undefined {
  const written = header.trim();
  if (written.length > lengthMax) return undefined;
  try {
    return membersOf(parseDictionary(written), written);
  } catch {
    return undefined; // Whatever the parser stumbles over, the header is malformed.
  }
}

/** The bytes of a byte sequence without parameters, else undefined. */
export function bytesOf({ value }: Member): Uint8Array | undefined {
  if (isInnerList(value)) return undefined;
  const [item, parameters] = value;
  return item instanceof ArrayBuffer && parameters.size === 0 ? new Uint8Array(item) : undefined;
}

/** The list of strings that a member is, else undefined. */
export function stringListOf({ value }: Member): StringList | undefined {
  if (!isInnerList(value)) return undefined;
  const [items, parameters] = value;
  const strings = items.filter(isString);
  return strings.length === items.length ? { strings, parameters } : undefined;
}

/** `("@method" "date");created=1`. Throws when a text is not ASCII. */
export function formatStringList(strings: readonly string[], parameters: Parameters): string {
  return serializeInnerList([strings.map((text): Item => [text, none]), parameters]);
}

/** `"@query-param";name="page"`. Throws when a text is not ASCII. */
export function formatString(text: string, parameters: Parameters): string {
  return serializeItem([text, parameters]);
}

/** Undefined unless the members, serialised one after the other, are `written`, save the space around commas. */
function membersOf(dictionary: Dictionary, written: string): readonly Member[] | undefined {
  const members: Member[] = [];
  let at = 0;
  for (const [name, value] of dictionary) {
    const serialised = serializeDictionary(new Map([[name, value]]));
    if (!written.startsWith(serialised, at)) return undefined;
    members.push({ name, value, text: serialised.slice(name.length).replace(/^=/, '') });
    at = afterComma(written, at + serialised.length);
  }
  return at === written.length ? members : undefined;
}

function afterComma(written: string, at: number): number {
  const comma = /[ \t]*,[ \t]*/y;
  comma.lastIndex = at;
  return at + (comma.exec(written)?.[0].length ?? 0);
}

function isString(item: Item): item is [string, Parameters] {
  return typeof item[0] === 'string';
}
