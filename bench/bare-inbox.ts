import { startWorker, type Worker } from './worker.ts';

export interface BareInboxReady {
  /** Takes signed activities. */
  readonly inboxPort: number;
  /** The same, and writes as our store does. */
  readonly batchingPort: number;
  /** As the first, and fetches keys that it was not given. */
  readonly fetchingPort: number;
  /** Answers 202 and does nothing. */
  readonly nullPort: number;
}

/** Public keys (SPKI PEM) by their ids. */
export type KeyRing = readonly (readonly [keyId: string, pem: string])[];

/** Verifies with the keys that it was given, and stores a row a request. Asked with keys, it learns them, and says how many it knows. */
export type BareInbox = Worker<BareInboxReady, KeyRing, number>;

export function startBareInbox(): Promise<BareInbox> {
  return startWorker('bare-inbox');
}
