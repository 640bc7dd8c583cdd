import { hash } from 'node:crypto';
import { Refusal } from '../refusal.ts';

/** The value of a Digest header (RFC 3230, RFC 5843): `SHA-256=` and base64. */
export function digestOf(body: string | Uint8Array): string {
  return `SHA-256=${hash('sha256', body, 'base64')}`;
}

/**
 * Throws Refusal('bad-digest') unless `header` has a SHA-256 digest and every one it has is that of `body`. Digests of other
 * algorithms may stand beside it; names of algorithms are read in any case.
 */
export function checkDigest(header: string | null, body: Uint8Array): void {
  const expected = hash('sha256', body, 'base64');
  if (header === `SHA-256=${expected}`) return; // As nearly all write it.
  const digests = (header ?? '').split(',').filter((entry) => /^\s*sha-256=/i.test(entry));
  if (digests.length === 0) throw new Refusal('bad-digest', 'Digest has no SHA-256');
  if (!digests.every((entry) => entry.slice(entry.indexOf('=') + 1).trim() === expected)) {
    throw new Refusal('bad-digest', 'the body does not have the SHA-256 that Digest says');
  }
}
