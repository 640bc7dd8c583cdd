import { openRateLimit, type Rate, type RateLimit } from '../limits.ts';

/** How much of what is proved to be theirs we do for others. */
export interface InboxLimits {
  /** Requests, by the domain of the actor who signed them. */
  readonly requests: RateLimit;
  /** Activities that are forwarded to all followers, by their author. */
  readonly forwards: RateLimit;
}

/** A conversation's worth: each of them is a request to every server that follows. */
const forwardRate: Rate = { perMinute: 1, burst: 30 };

export function openInboxLimits(requests: Rate, elapsed: () => number): InboxLimits {
  return {
    requests: openRateLimit('requests', requests, elapsed),
    forwards: openRateLimit('forwarded replies', forwardRate, elapsed),
  };
}
