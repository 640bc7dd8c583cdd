import { openRateLimit, type Rate } from '../limits.ts';

/** How often readers may have us ask their servers. Whom we ask, and how often, `fetch-gate.ts` limits besides. */
export interface HomeLimit {
  /** Takes one, and gives 0; or so many seconds until there will be one. `client` is the network that asks, if it is known. */
  take(client: string | undefined): number;
}

/** A person tries once or twice; less than a domain is forgiven in the same time, so that nobody alone can spend its allowance. */
const clientRate: Rate = { perMinute: 4, burst: 12 };
const commonRate: Rate = { perMinute: 120, burst: 240 };

/** `elapsed` gives milliseconds that never go back. */
export function openHomeLimit(elapsed: () => number): HomeLimit {
  const clients = openRateLimit('questions', clientRate, elapsed);
  const common = openRateLimit('questions', commonRate, elapsed);
  return {
    take: (client) => {
      const seconds = client === undefined ? 0 : clients.take(client);
      return seconds > 0 ? seconds : common.take('all');
    },
  };
}
