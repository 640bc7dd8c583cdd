import type { Reach } from './guard.ts';
import { outcomeOf } from './retry.ts';
import { openConnections, type Connections } from './request.ts';

/** Tells hubs which of our feeds have changed. Guarded like all that is sent; a hub that is dead is a value, no exception. */
export interface HubClient {
  /** Tells `hub` that there is something new at `topic`, the address of a feed. Redirects are not followed. */
  ping(hub: string, topic: string): Promise<PingOutcome>;
  close(): void;
}

/** 'refused': the hub will say the same to the same words another time. */
export type PingOutcome =
  { readonly kind: 'told' } | { readonly kind: 'refused' | 'failed'; readonly reason: string };

export interface HubClientOptions {
  readonly reach: Reach;
  readonly userAgent: string;
}

const limits = { answerBytesMax: 'status', deadlineMs: 15_000 } as const;

export function openHubClient({ reach, userAgent }: HubClientOptions): HubClient {
  const connections = openConnections(reach);
  return {
    ping: (hub, topic) => ping(connections, userAgent, new URL(hub), topic),
    close: () => connections.close(),
  };
}

/** WebSub leaves this to publisher and hub; all hubs take what PubSubHubbub 0.3 §7.1 says, one topic at a time. */
async function ping(
  connections: Connections,
  userAgent: string,
  url: URL,
  topic: string,
): Promise<PingOutcome> {
  const form = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic });
  const body = Buffer.from(form.toString());
  const headers = {
    'user-agent': userAgent,
    'accept-encoding': 'identity',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': `${body.length}`,
  };
  try {
    const { status } = await connections.send({ method: 'POST', url, headers, body, ...limits });
    const outcome = outcomeOf({ kind: 'answered', status, retryAfter: undefined }, 0);
    if (outcome.kind === 'delivered') return { kind: 'told' };
    return { kind: outcome.kind === 'refused' ? 'refused' : 'failed', reason: outcome.reason };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
