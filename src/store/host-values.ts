/** What the store is told of hosts that fail, and gives of those who are reached there. */
import type { StoredFollower } from './values.ts';

/**
 * What an attempt says of its host: that it works, which ends all that is known of its failures and sends what waited; or that
 * it failed once more. Of a host that works, as it always did, there is nothing to say.
 */
export type HostNews = HostWorks | HostFailure;

export interface HostWorks {
  readonly kind: 'works';
  /** As in the inbox, with its port. */
  readonly host: string;
  readonly at: number;
}

export interface HostFailure {
  readonly kind: 'fails';
  readonly host: string;
  readonly at: number;
  /** Whether it is one that speaks against the host itself; else it answered that it takes nothing for the moment. */
  readonly isOutage: boolean;
  /** Whether others answered meanwhile: else it may be our own network that fails, and proves nothing. */
  readonly isWitnessed: boolean;
  /** How long the host is left alone after the first failure in a row, the second and so on; the last is for all further ones. */
  readonly pausesMs: readonly number[];
  /** After so long without a success each pause is the last one. */
  readonly longAfterMs: number;
  /** At least so long: what it asked for. */
  readonly pauseMinMs: number;
}

/** Since when, and on how many days, a host must have failed to be dead. */
export interface Death {
  readonly failingSince: number;
  readonly failingDays: number;
}

/** A follower whose inbox seems to be wrong. */
export type DoubtedFollower = StoredFollower & {
  /** On which its actor was not found. */
  readonly missingDays: number;
};
