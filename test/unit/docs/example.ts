import type { JsonObject } from '../../../src/protocol/vocabulary.ts';

/** What a fenced block of FEDERATION.md shows: a document, or text as it goes over the wire. */
export type Example =
  | { readonly language: 'json'; readonly value: JsonObject }
  | { readonly language: 'http' | 'xml'; readonly text: string };

/** By name. */
export type Examples = Readonly<Record<string, Example>>;

/** A document, to the last member. */
export function jsonExample(document: JsonObject): Example {
  return { language: 'json', value: JSON.parse(JSON.stringify(document)) as JsonObject };
}

/** A document without what it says of its terms. */
export function bodyExample({ '@context': _, ...document }: JsonObject): Example {
  return jsonExample(document);
}

/** The members in `names`. */
export function pick(document: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, document[name]]));
}

/** A start line, headers by names in lower case, and a body. */
export function httpExample(start: string, headers: Iterable<readonly [string, string]>, body = ''): Example {
  const lines = Array.from(headers, ([name, value]) => `${capitalised(name)}: ${value}`);
  return { language: 'http', text: [start, ...lines, ...(body === '' ? [] : ['', body])].join('\n') };
}

function capitalised(name: string): string {
  return name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
