/** Properties of Activity Streams objects come as one or many, as an id, a Link or a whole object. Here they become values. */
import { parseUri, sameOrigin } from './uri.ts';
import type { JsonObject, Uri } from './vocabulary.ts';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values of a property: none when it is absent or null. */
export function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** The first value that `read` can make something of. */
export function firstOf<T>(value: unknown, read: (item: unknown) => T | undefined): T | undefined {
  for (const item of valuesOf(value)) {
    const result = read(item);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** The id in a bare id, an embedded object or a Link, or the first readable one of several. */
export function idOf(value: unknown): Uri | undefined {
  return firstOf(value, (item) => parseUri(isObject(item) ? (item.id ?? item.href) : item));
}

/** Whether `idOf(value)` is `id`. A string is that or is not, and need not be parsed. */
export function hasId(value: unknown, id: Uri): boolean {
  return typeof value === 'string' ? value === id : idOf(value) === id;
}

/** The one object that a property holds: undefined when it holds several things, or one by id. */
export function objectOf(value: unknown): JsonObject | undefined {
  const [only, ...others] = valuesOf(value);
  return others.length === 0 && isObject(only) ? only : undefined;
}

/** A string with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const typeCharactersMax = 200;

/** The object's type, of at most 200 characters; of several, the first in `known`, else the first of all. */
export function typeOf(json: JsonObject, known: { has(type: string): boolean }): string | undefined {
  const types = valuesOf(json.type).filter(isTypeName);
  return types.find((type) => known.has(type)) ?? types[0];
}

function isTypeName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= typeCharactersMax;
}

/**
 * The page that a `url` property points to: a string or an HTML Link before any other Link; http and https only. With `id` it
 * is one on the origin of that.
 */
export function pageOf(value: unknown, id?: Uri): Uri | undefined {
  let other: Uri | undefined;
  for (const item of valuesOf(value)) {
    const uri = parseUri(isObject(item) ? item.href : item);
    if (uri === undefined || (id !== undefined && !sameOrigin(uri, id))) continue;
    if (!isObject(item) || item.mediaType === 'text/html') return uri;
    other ??= uri;
  }
  return other;
}

/**
 * An xsd:dateTime, with the offset written `+0000` too (Threads), as a moment. Undefined when it is none, so that no server's
 * time zone is ever guessed.
 */
export function dateOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|([+-]\d\d):?(\d\d))$/i.exec(value);
  if (parts === null) return undefined;
  const [, local, hours, minutes] = parts;
  const date = new Date(hours === undefined ? `${local}Z` : `${local}${hours}:${minutes}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
