import { startWorker, type Worker } from './worker.ts';

export interface ReceiverReady {
  readonly port: number;
  /** Over TLS, where every connection is a new one, with a whole handshake. */
  readonly tlsPort: number;
  /** Who vouches for it: a file for `NODE_EXTRA_CA_CERTS`. */
  readonly authorityFile: string;
}

/** What reached the receiver. */
export interface Arrivals {
  /** Distinct ones. */
  readonly inboxes: number;
  readonly requests: number;
  /** Of the first request: its body, and the headers that are the same in all of them. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** When the first arrived, and when the last inbox was reached; milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Between these. */
  readonly ms: number;
}

/** Answers 202 to everything, and counts. Asked for a number, it begins anew, and answers when so many inboxes were reached. */
export type Receiver = Worker<ReceiverReady, number, Arrivals>;

export function startReceiver(): Promise<Receiver> {
  return startWorker('receiver');
}

export type Scheme = 'http' | 'https';

/** `count` inboxes, each on a host of its own, all of them the receiver's. */
export function inboxesAt(
  { ready: { port, tlsPort } }: Receiver,
  count: number,
  scheme: Scheme = 'http',
): readonly string[] {
  const ownPort = scheme === 'http' ? port : tlsPort;
  return Array.from({ length: count }, (_, index) => `${scheme}://h${index}.bench.test:${ownPort}/inbox`);
}

/** Counts what `send` sets going. Throws unless each of so many inboxes received exactly one request. */
export async function countDeliveries(
  receiver: Receiver,
  inboxes: number,
  send: () => Promise<unknown>,
): Promise<Arrivals> {
  const [arrivals] = await Promise.all([receiver.ask(inboxes), send()]);
  if (arrivals.inboxes !== inboxes || arrivals.requests !== inboxes) {
    throw new Error(`${arrivals.requests} requests reached ${arrivals.inboxes} of ${inboxes} inboxes`);
  }
  return arrivals;
}
