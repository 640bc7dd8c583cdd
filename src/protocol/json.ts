import { Refusal } from './refusal.ts';
import type { JsonObject } from './vocabulary.ts';

/** Real activities stay below ten; deeper ones cost whoever walks them. */
const depthMax = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON object in `bytes`, in time linear in their number. Throws Refusal('bad-json') when they are not UTF-8, not JSON,
 * no object, nested deeper than 32, or have a key `__proto__`, which a careless copy would turn into a prototype.
 */
export function parseJson(bytes: Uint8Array): JsonObject {
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('bad-json', 'the body is JSON, but not an object');
  }
  checkNested(value, 1);
  return value as JsonObject;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new Refusal('bad-json', 'the body is not JSON in UTF-8');
  }
}

function checkNested(value: object, depth: number): void {
  if (depth > depthMax) throw new Refusal('bad-json', `the body is nested deeper than ${depthMax}`);
  if (Object.hasOwn(value, '__proto__')) throw new Refusal('bad-json', 'the body has a key __proto__');
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) checkNested(member, depth + 1);
  }
}
