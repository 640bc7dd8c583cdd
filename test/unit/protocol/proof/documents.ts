import fc from 'fast-check';
import type { JsonObject } from '../../../../src/protocol/vocabulary.ts';

export const seed = 20_261_123;

/** Any JSON object that a body can hold. */
export const strangersJson: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

/** The same value with the keys of every object in another order, which `salt` decides. */
export function shuffled<T>(value: T, salt: number): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => shuffled(item, salt)) as T;
  const rank = (key: string): number => Math.imul(salt | 1, key.length * 31 + (key.codePointAt(0) ?? 0)) % 97;
  const entries = Object.entries(value).map(
    ([key, member]) => [key, shuffled(member as unknown, salt)] as const,
  );
  return Object.fromEntries(entries.reverse().sort(([a], [b]) => rank(a) - rank(b))) as T;
}

/** Every place in the value, as the keys that lead there. */
export function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]));
  return [...(path.length === 0 ? [] : [path]), ...below];
}

/** The value with something else at `path`; `undefined` takes out what was there. */
export function replacedAt<T>(value: T, [key, ...rest]: readonly string[], put: unknown): T {
  if (key === undefined) return put as T;
  const copy = structuredClone(value) as Record<string, unknown>;
  const member = rest.length === 0 ? put : replacedAt(copy[key], rest, put);
  if (member === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = member;
  return copy as T;
}
