import { hash } from 'node:crypto';
import type { Uri } from './vocabulary.ts';

/** What a server is told of the followers whom it has of us (FEP-8fcf), so that it can tell whether it knows the same. */
export interface FollowerSynchronization {
  /** The sender's followers collection. */
  readonly collectionId: Uri;
  /** Where the receiving server finds its own part of it. */
  readonly url: Uri;
  /** `followersDigest` of that part. */
  readonly digest: string;
}

const digestBytes = 32;

/** XOR of the SHA-256 of each id, in lower-case hex; of none, 64 zeros. The order of the ids, each given once, is no matter. */
export function followersDigest(ids: Iterable<Uri>): string {
  const digest = Buffer.alloc(digestBytes);
  for (const id of ids) {
    const one = hash('sha256', id, 'buffer');
    for (let at = 0; at < digestBytes; at += 1) digest[at] = (digest[at] ?? 0) ^ (one[at] ?? 0);
  }
  return digest.toString('hex');
}

/** The value of a Collection-Synchronization header. */
export function formatSynchronization({ collectionId, url, digest }: FollowerSynchronization): string {
  return `collectionId="${collectionId}", url="${url}", digest="${digest}"`;
}
