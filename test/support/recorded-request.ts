import type { Claimed } from './cavage.ts';

/** A request as a server of the cast received it. */
export interface RecordedRequest extends Claimed {
  /** Absolute, as the sender meant it. */
  readonly url: string;
  /** Set when the server looked for a signature (at its inboxes): whether it was there and right. */
  readonly verified: boolean | undefined;
  /** What was wrong with it. */
  readonly fault: string | undefined;
}

/** An activity that was accepted. Only `type` and `actor` were looked at. */
export interface ReceivedActivity {
  readonly id?: string;
  readonly type: string;
  readonly actor: string;
  readonly object?: unknown;
  readonly [property: string]: unknown;
}

/** Reads the body of a delivery. Throws when it holds no activity. */
export function parseReceived(body: Buffer): ReceivedActivity {
  const activity: unknown = JSON.parse(body.toString());
  if (typeof activity !== 'object' || activity === null) throw new Error('the body is no object');
  if (!('type' in activity) || typeof activity.type !== 'string') throw new Error('the activity has no type');
  if (!('actor' in activity) || typeof activity.actor !== 'string')
    throw new Error('the activity has no actor');
  return activity as ReceivedActivity;
}

/** The id of something that may be written as an id or embedded. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  return typeof value.id === 'string' ? value.id : undefined;
}
