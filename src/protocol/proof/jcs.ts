import canonicalize from 'canonicalize';
import { Refusal } from '../refusal.ts';

/**
 * `value` in the JSON Canonicalization Scheme (RFC 8785): one text, whatever the order of its keys and the spelling of its
 * numbers. Throws Refusal('bad-json') for what has no such text: lone surrogates and numbers that are not finite.
 */
export function canonicalJson(value: object): string {
  try {
    return canonicalize(value) ?? refuse('nothing of it is JSON');
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(reason: string): never {
  throw new Refusal('bad-json', `JSON without a canonical form: ${reason}`);
}
