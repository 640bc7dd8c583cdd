import { startWorker, type Worker } from './worker.ts';

export interface ReceiverReady {
  readonly port: number;
}

/** What reached the receiver. */
export interface Arrivals {
  /** Distinct ones. */
  readonly inboxes: number;
  readonly requests: number;
  /** Of the first request: its body, and the headers that are the same in all of them. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From the first arrival to that of the last inbox. */
  readonly ms: number;
}

/** Answers 202 to everything, and counts. Asked for a number, it begins anew, and answers when so many inboxes were reached. */
export type Receiver = Worker<ReceiverReady, number, Arrivals>;

export function startReceiver(): Promise<Receiver> {
  return startWorker('receiver');
}

/** `count` inboxes, each on a host of its own, all of them the receiver's. */
export function inboxesAt({ ready: { port } }: Receiver, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `http://h${index}.bench.test:${port}/inbox`);
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
