import { createHmac } from 'node:crypto';
import type { Uri } from '../protocol/vocabulary.ts';
import type { NoticeKind } from '../store/store.ts';
import type { DecisionVerb } from '../theme.ts';
import { isSame } from './secrets.ts';

/** What a link is for: to decide about what one notice told of. */
export interface Claim {
  /** The button that stands first; the others are there too. */
  readonly verb: DecisionVerb;
  readonly kind: NoticeKind;
  /** Of the notice: who decided about that, has decided. */
  readonly row: number;
  /** Id of the reply or account. */
  readonly subject: Uri;
  /** Milliseconds. */
  readonly expiresAt: number;
}

const dayMs = 24 * 3_600_000;
const goodForDays = 14;

/** A fortnight from the end of this day, so that links made on one day are the same. */
export function expiryOf(now: number): number {
  return (Math.floor(now / dayMs) + 1 + goodForDays) * dayMs;
}

/** `claim` and an HMAC-SHA-256 over it, as a segment of a path. */
export function signClaim({ expiresAt, kind, row, subject, verb }: Claim, key: string): string {
  const payload = Buffer.from(JSON.stringify([verb, kind, row, subject, expiresAt])).toString('base64url');
  return `${payload}.${macOf(payload, key)}`;
}

/** The claim that we signed with `key`, though its time be over; undefined for anything else. */
export function readClaim(token: string, key: string): Claim | undefined {
  const [payload = '', mac = '', ...more] = token.split('.');
  if (more.length > 0 || !isSame(mac, macOf(payload, key))) return undefined;
  const parts = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
    DecisionVerb,
    NoticeKind,
    number,
    Uri,
    number,
  ];
  const [verb, kind, row, subject, expiresAt] = parts;
  return { verb, kind, row, subject, expiresAt };
}

/** Names what is decided about, for the store. */
export function aboutOf({ kind, row, subject }: Pick<Claim, 'kind' | 'row' | 'subject'>): string {
  return `${kind} ${row} ${subject}`;
}

function macOf(payload: string, key: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url');
}
