import { hash } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { digestOf } from './digest.ts';
import type { Member } from './structured.ts';
import { bytesOf, parseMembers } from './structured.ts';

/** Names of RFC 9530 §5 and of node:crypto; other algorithms prove nothing. */
const algorithms: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/** What the value of a Digest header with one SHA-256 (`digestOf`) is in a Content-Digest header (RFC 9530). */
export function contentDigestFrom(digest: string): string {
  return `sha-256=:${digest.slice(digest.indexOf('=') + 1)}:`;
}

/**
 * Throws Refusal('bad-digest') unless `header` has a sha-256 or sha-512 and every one it has is that of `body`. Digests of
 * other algorithms may stand beside it. Names are lower case, or the header is no structured field.
 */
export function checkContentDigest(header: string | null, body: Uint8Array): void {
  if (header === contentDigestFrom(digestOf(body))) return; // As nearly all write it.
  const members = parseMembers(header ?? '') ?? refuse('Content-Digest is no dictionary');
  const digests = members.filter(({ name }) => algorithms.has(name));
  if (digests.length === 0) refuse('Content-Digest has neither sha-256 nor sha-512');
  if (!digests.every((digest) => isDigestOf(body, digest))) {
    refuse('the body does not have the digest that Content-Digest says');
  }
}

function isDigestOf(body: Uint8Array, digest: Member): boolean {
  const algorithm = algorithms.get(digest.name);
  const bytes = bytesOf(digest);
  return algorithm !== undefined && bytes !== undefined && hash(algorithm, body, 'buffer').equals(bytes);
}

function refuse(reason: string): never {
  throw new Refusal('bad-digest', reason);
}
