import type { KeyObject } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import type { Uri } from '../vocabulary.ts';

/** A request as it arrived, before anything changed it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  /** The values of a field, joined by ', ' when it came more than once; null when it did not come. */
  header(name: string): string | null;
  readonly body: Uint8Array;
}

export interface SignatureRules {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The Host that requests to us are signed for. */
  readonly host: string;
  /** `https://blog.example`: what a client put before the target, whatever a proxy in between made of it. */
  readonly origin: string;
}

/** Who says to have signed a request; true only once `verify` has said so with that key. */
export interface SignatureClaim {
  readonly keyId: Uri;
  /**
   * What may verify, byte for byte. Nobody but the owner of the key can make another signature of the same text, so a request
   * that is sent again has the same. Several where labels of RFC 9421 name one key.
   */
  readonly signatures: readonly Uint8Array[];
  /** Whether the signature is over the field of this name (in lower case) too. */
  covers(field: string): boolean;
  verify(key: KeyObject): boolean;
}

/** As Mastodon: deliveries are retried for hours with their old signature, and clocks go wrong by time zones. */
const ageMaxMs = 12 * 3_600_000;
const aheadMaxMs = 3_600_000;

/** Throws Refusal('stale') for a `moment` (milliseconds) more than 12 hours ago or more than one ahead. */
export function checkMoment(name: string, moment: number, now: number): void {
  if (moment < now - ageMaxMs) throw new Refusal('stale', `${name} is more than 12 hours ago`);
  if (moment > now + aheadMaxMs) throw new Refusal('stale', `${name} is more than an hour ahead`);
}

/** Throws Refusal('stale') when `expires` (seconds) has passed. */
export function checkExpiry(expires: number | undefined, now: number): void {
  if (expires !== undefined && expires * 1000 < now) throw new Refusal('stale', 'the signature has expired');
}

/** Whether a request of this method has no body to speak of, so that no digest of it must be signed. */
export function isWithoutBody(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
