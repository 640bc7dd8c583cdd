import type { KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { signBase } from '../protocol/signature/keys.ts';

/** Makes signatures beside the event loop. A few go through Node's thread pool, many to threads of their own. */
export interface Signers {
  /** The signature of `base`, as `signBase` makes it. Settles within seconds, whatever becomes of the threads. */
  sign(base: string, key: KeyObject): Promise<Uint8Array>;
  /** Ends the threads. Whoever waits for one hears of it. */
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
/** A batch takes hundredths of a second: who has had the same one for so long will never answer. */
const silenceMs = 5_000;
const ownProgram = new URL('signing-thread.ts', import.meta.url);

interface Waiting extends PromiseWithResolvers<Uint8Array> {
  readonly base: string;
  readonly key: KeyObject;
}

interface Thread {
  readonly worker: Worker;
  readonly batches: (readonly Waiting[])[];
  /** Ends the watch over it. */
  readonly unwatch: () => void;
}

export interface SignersOptions {
  /** What the threads run. */
  readonly program?: URL;
  /** Milliseconds after which a thread that has work and says nothing is given up; at most twice as many pass. */
  readonly silenceMs?: number;
}

/**
 * Every job of the pool costs the event loop a system call, a sixth of a signature, and what the store asks for waits behind
 * them all. So when many are asked for at once, threads of our own take them by the batch. Whatever becomes of a thread, what
 * it was given is signed all the same, by the pool: no server is to blame for it, and no delivery waits for it.
 */
export function openSigners(options: SignersOptions = {}): Signers {
  const { program = ownProgram, silenceMs: patienceMs = silenceMs } = options;
  const threadsMax = availableParallelism();
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

  /** Where the system gives no more threads, those that there are have to do, or the pool. */
  function startMissing(): void {
    try {
      while (threads.length < threadsMax) threads = [...threads, startThread()];
    } catch {
      return;
    }
  }

  function startThread(): Thread {
    const worker = new Worker(program);
    const batches: (readonly Waiting[])[] = [];
    const thread: Thread = { worker, batches, unwatch: watch(batches, () => giveUp(thread)) };
    worker.unref();
    worker.on('message', (signatures: SigningResult) => {
      const batch = batches.shift() ?? [];
      for (const [index, signature] of signatures.entries()) batch[index]?.resolve(signature);
      feed();
    });
    for (const event of ['error', 'messageerror', 'exit']) worker.on(event, () => giveUp(thread));
    return thread;
  }

  /** Calls `onSilence` when the same batch is first in line for the second time: an answer would have taken it away. */
  function watch(batches: Thread['batches'], onSilence: () => void): () => void {
    let seen: readonly Waiting[] | undefined;
    const look = (): void => {
      const [oldest] = batches;
      if (oldest !== undefined && oldest === seen) onSilence();
      seen = oldest;
    };
    // Where it is us who were slow, the answer may be here already: it is read before the next turn.
    const timer = setInterval(() => setImmediate(look), patienceMs).unref();
    return () => clearInterval(timer);
  }

  /** The pool signs what it was given; of the others only the last leaves anything behind. The next fan-out starts another. */
  function giveUp(thread: Thread): void {
    if (!threads.includes(thread)) return;
    for (const { base, key, reject, resolve } of dismiss(thread)) signInPool(base, key).then(resolve, reject);
  }

  /** Ends a thread, and gives those who have nobody left to wait for. */
  function dismiss(thread: Thread): readonly Waiting[] {
    threads = threads.filter((other) => other !== thread);
    thread.unwatch();
    void thread.worker.terminate();
    return [...thread.batches.splice(0).flat(), ...(threads.length === 0 ? waiting.splice(0) : [])];
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
      startMissing();
      if (threads.length === 0) return signInPool(base, key);
      const asked = Promise.withResolvers<Uint8Array>();
      waiting.push({ base, key, ...asked });
      if (waiting.length === 1) setImmediate(feed); // With whatever else this turn of the event loop asks for.
      return asked.promise;
    },
    close: () => {
      const ended = new Error('the signing threads have ended');
      for (const { reject } of threads.flatMap(dismiss)) reject(ended);
    },
  };
}
