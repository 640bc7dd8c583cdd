import { Refusal } from '../refusal.ts';

/** What a signature may cover. */
export interface SignedParts {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** Seconds since the epoch, from the Signature header. */
  readonly created?: number | undefined;
  readonly expires?: number | undefined;
  /** The values of a field, joined by ', ' when it came more than once; null when it did not come. */
  header(name: string): string | null;
}

/**
 * The text that is signed (draft-cavage-http-signatures-12 §2.3): one `name: value` a line for each of `names`. Throws
 * Refusal('bad-signature') when a named part is not there, or would add a line of its own.
 */
export function signingString(names: readonly string[], parts: SignedParts): string {
  return names.map((name) => `${name}: ${valueOf(name, parts)}`).join('\n');
}

function valueOf(name: string, parts: SignedParts): string {
  switch (name) {
    case '(request-target)':
      return `${parts.method.toLowerCase()} ${parts.target}`;
    case '(created)':
      return String(parts.created ?? missing(name));
    case '(expires)':
      return String(parts.expires ?? missing(name));
    default:
      return fieldValue(name, parts);
  }
}

function fieldValue(name: string, parts: SignedParts): string {
  const value = (parts.header(name) ?? missing(name)).trim();
  if (notOnALine.test(value))
    throw new Refusal('bad-signature', `the value of ${name} is not one line of bytes`);
  return value;
}

/** A field's value arrives with one character for each byte. */
const notOnALine = /[\n\u0100-\uffff]/;

function missing(name: string): never {
  throw new Refusal('bad-signature', `${name} is signed, but not there`);
}
