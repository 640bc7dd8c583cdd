import type { KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { signBase } from '../protocol/signature/keys.ts';

/** Makes signatures beside the event loop. A few go through Node's thread pool, many to threads of their own. */
export interface Signers {
  /** The signature of `base`, as `signBase` makes it. */
  sign(base: string, key: KeyObject): Promise<Uint8Array>;
  close(): void;
}

/** What is told to a thread, and what it tells: signatures in the order of the bases. */
export interface SigningTask {
  readonly key: KeyObject;
  readonly bases: readonly string[];
}
export type SigningResult = readonly Uint8Array[];

/** As many at once are no fan-out: the pool has them sooner than a thread would start. */
const poolMax = 8;
/** In one message: the way to a thread costs as much as a fifth of a signature, and the first should not wait for the last. */
const batchMax = 8;
/** A thread has the next batch before it has done the last. */
const batchesMax = 2;

interface Waiting extends PromiseWithResolvers<Uint8Array> {
  readonly base: string;
  readonly key: KeyObject;
}

interface Thread {
  readonly worker: Worker;
  readonly batches: (readonly Waiting[])[];
}

/**
 * Every job of the pool costs the event loop a system call, a sixth of a signature, and what the store asks for waits behind
 * them all. So when many are asked for at once, threads of our own take them by the batch.
 */
export function openSigners(): Signers {
  const waiting: Waiting[] = [];
  let threads: readonly Thread[] = [];
  let inPool = 0;

  async function signInPool(base: string, key: KeyObject): Promise<Uint8Array> {
    inPool += 1;
    try {
      return await signBase(base, key);
    } finally {
      inPool -= 1;
    }
  }

  function startThread(): Thread {
    const worker = new Worker(new URL('signing-thread.ts', import.meta.url));
    const thread: Thread = { worker, batches: [] };
    worker.unref();
    worker.on('message', (signatures: SigningResult) => {
      const batch = thread.batches.shift() ?? [];
      for (const [index, signature] of signatures.entries()) batch[index]?.resolve(signature);
      feed();
    });
    worker.on('error', (error) => giveUp(thread, error));
    worker.on('exit', () => giveUp(thread, new Error('the signing threads have ended')));
    return thread;
  }

  /** Whoever waited hears of it and tries again later; the next fan-out starts new threads. */
  function giveUp(thread: Thread, error: unknown): void {
    threads = threads.filter((other) => other !== thread);
    for (const one of thread.batches.splice(0).flat()) one.reject(error);
    if (threads.length === 0) for (const one of waiting.splice(0)) one.reject(error);
  }

  function feed(): void {
    for (const thread of threads) {
      while (waiting.length > 0 && thread.batches.length < batchesMax) send(thread);
    }
  }

  function send({ worker, batches }: Thread): void {
    const key = waiting[0]?.key;
    const other = waiting.findIndex((one) => one.key !== key);
    const batch = waiting.splice(0, Math.min(batchMax, other === -1 ? batchMax : other));
    if (key === undefined) return;
    batches.push(batch);
    worker.postMessage({ key, bases: batch.map(({ base }) => base) } satisfies SigningTask);
  }

  return {
    sign: (base, key) => {
      if (threads.length === 0 && inPool < poolMax) return signInPool(base, key);
      if (threads.length === 0) threads = Array.from({ length: availableParallelism() }, startThread);
      const asked = Promise.withResolvers<Uint8Array>();
      waiting.push({ base, key, ...asked });
      if (waiting.length === 1) setImmediate(feed); // With whatever else this turn of the event loop asks for.
      return asked.promise;
    },
    close: () => {
      for (const { worker } of threads) void worker.terminate();
    },
  };
}
