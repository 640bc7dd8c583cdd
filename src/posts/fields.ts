import type { Scalar, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import { parseDate } from './date.ts';
import { nearest } from './nearest.ts';
import type { ContentProblem } from './post.ts';

/** Which file is being read, and where its problems are gathered. */
export interface Reading {
  readonly file: string;
  readonly problems: ContentProblem[];
}

export interface ListItem {
  readonly text: string;
  readonly line: number;
}

/** A YAML text being read. */
export interface Sheet extends Reading {
  /** Line in the file of a node of the YAML tree. */
  lineOf(node: unknown): number;
}

interface Entry {
  readonly line: number;
  /** A node of the YAML tree, or null. */
  readonly value: unknown;
}

/** `known` words may stand in a mapping; `later` are promised, yet not understood by this version. */
export interface Vocabulary {
  /** As in "is not a front matter key". */
  readonly noun: string;
  readonly known: readonly string[];
  readonly later?: readonly string[];
}

const notYet = 'is not supported by this version of Outward yet.';

/**
 * One YAML mapping, read key by key. What is wrong is added to the problems of the reading, and the caller goes on with a
 * fallback: the other problems are worth knowing too, and a library with problems is never used.
 */
export class Fields {
  readonly #sheet: Sheet;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #prefix: string;
  readonly #line: number;
  /** Keys that others were probably meant to be. */
  readonly #meant = new Set<string>();

  constructor(sheet: Sheet, map: YAMLMap | undefined, prefix = '', line = 1) {
    const pairs = map?.items ?? [];
    this.#sheet = sheet;
    this.#entries = new Map(
      pairs.map(({ key, value }) => [
        isScalar(key) ? String(key.value) : '?',
        { line: sheet.lineOf(key), value },
      ]),
    );
    this.#prefix = prefix;
    this.#line = line;
  }

  /** Whether the key is there and not blank. */
  has(name: string): boolean {
    const entry = this.#entries.get(name);
    return entry !== undefined && !isBlank(entry.value);
  }

  /** The line of key `name`, or where the mapping begins when it is absent. */
  lineOf(name: string): number {
    return this.#entries.get(name)?.line ?? this.#line;
  }

  /** Adds a problem with key `name`, at `line`, by default its own. */
  refuse(name: string, message: string, remedy: string, line = this.lineOf(name)): void {
    const { file, problems } = this.#sheet;
    problems.push({ file, line, field: this.#prefix + name, message, remedy });
  }

  /** Refuses that key `name` is not there, unless `checkKeys` found it misspelt: that is one mistake, told once. */
  refuseAbsent(name: string, remedy: string): void {
    if (!this.#meant.has(name)) this.refuse(name, 'is missing.', remedy);
  }

  /** Refuses every key that is not in the vocabulary, and proposes the one that was probably meant. */
  checkKeys({ noun, known, later = [] }: Vocabulary): void {
    for (const name of this.#entries.keys()) {
      if (known.includes(name)) continue;
      if (later.includes(name)) {
        this.refuse(name, notYet, 'Remove the line.');
        continue;
      }
      const meant = nearest(name, known);
      if (meant !== undefined) this.#meant.add(meant);
      const remedy =
        meant === undefined
          ? `Remove the line, or use one of: ${known.join(', ')}.`
          : `Did you mean "${meant}"?`;
      this.refuse(name, `is not a ${noun}.`, remedy);
    }
  }

  /** The text of a key; `undefined` when it is absent or blank. */
  text(name: string): string | undefined {
    return this.textOrEmpty(name) || undefined;
  }

  /** Like `text`, but an empty text written on purpose, `""`, counts. */
  textOrEmpty(name: string): string | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (isScalar(entry.value)) return scalarText(entry.value);
    if (entry.value !== null) this.refuse(name, 'must be a text.', `Write ${name}: and one text after it.`);
    return undefined;
  }

  /** The text of a key that must be there; the empty string, with a problem, when it is not. */
  requiredText(name: string, remedy: string): string {
    if (!this.has(name)) this.refuseAbsent(name, remedy);
    return this.text(name) ?? '';
  }

  flag(name: string, fallback: boolean): boolean {
    return this.choice(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  /** One of `choices`; words of `later` are refused as not supported yet. */
  choice<Choice extends string>(
    name: string,
    choices: readonly Choice[],
    fallback: Choice,
    later: readonly string[] = [],
  ): Choice {
    const text = this.text(name) ?? fallback;
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    if (later.includes(text)) this.refuse(name, `"${text}" ${notYet}`, 'Remove the line.');
    else this.refuse(name, `"${text}" is not a value it can have.`, remedyFor(text, choices));
    return fallback;
  }

  date(name: string): Date | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const date = parseDate(text);
    if (date === undefined) {
      this.refuse(name, `"${text}" is not a date.`, 'Write it as 2026-03-01 or 2026-03-01T09:30:00Z.');
    }
    return date;
  }

  /** BCP 47, in its canonical spelling. */
  language(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      return Intl.getCanonicalLocales(text)[0];
    } catch {
      this.refuse(name, `"${text}" is not a language.`, 'Write it as in BCP 47: en, de or pt-BR.');
      return undefined;
    }
  }

  /** A list of texts; a single text is a list of one. */
  list(name: string): readonly ListItem[] {
    const entry = this.#entries.get(name);
    if (entry === undefined || isBlank(entry.value)) return [];
    const nodes = isSeq(entry.value) ? entry.value.items : [entry.value];
    if (!nodes.every((node) => isScalar(node))) {
      this.refuse(name, 'must be a list of texts.', `Write ${name}: [first, second].`);
      return [];
    }
    const items = nodes.map((node) => ({ text: scalarText(node) ?? '', line: this.#sheet.lineOf(node) }));
    return items.filter(({ text }) => text !== '');
  }

  /** The mapping under a key; `undefined` when there is none, or when the key holds a text. */
  map(name: string): Fields | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined || !isMap(entry.value)) return undefined;
    return new Fields(this.#sheet, entry.value, `${this.#prefix}${name}.`, entry.line);
  }

  /** The mappings listed under a key; `remedy` shows how to write them. */
  maps(name: string, remedy: string): readonly Fields[] {
    const entry = this.#entries.get(name);
    if (entry === undefined || isBlank(entry.value)) return [];
    const nodes = isSeq(entry.value) ? entry.value.items : [entry.value];
    const maps = nodes.filter((node) => isMap(node));
    if (maps.length !== nodes.length) this.refuse(name, 'must be a list of entries.', remedy);
    return maps.map(
      (map) => new Fields(this.#sheet, map, `${this.#prefix}${name}.`, this.#sheet.lineOf(map)),
    );
  }
}

/** All the choices that there are, and the one that was probably meant. */
function remedyFor(text: string, choices: readonly string[]): string {
  const meant = nearest(text, choices);
  const all = `Write ${choices.join(' or ')}.`;
  return meant === undefined ? all : `${all} Did you mean "${meant}"?`;
}

/** Whether nothing is written there. */
export function isBlank(node: unknown): boolean {
  return node === null || (isScalar(node) && !scalarText(node));
}

/** `undefined` for nothing, `~` and `null`; the empty text only when it stands there in quotes. */
function scalarText(node: Scalar): string | undefined {
  const text = typeof node.value === 'string' ? node.value.trim() : '';
  return node.type === 'PLAIN' && ['', '~', 'null'].includes(text) ? undefined : text;
}
