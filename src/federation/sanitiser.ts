import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable, type Store } from '../store/store.ts';
import type { LogEvent } from './context.ts';
import { sanitiseReplies } from './sanitise.ts';

/** Makes stored replies fit to be shown, in the background. */
export interface Sanitiser {
  stop(): Promise<void>;
}

/** After a failure of the store, and for replies that another process stored. */
const pauseMs = 1_000;
/** How often it is asked whether requests leave time; replies that come meanwhile share a round and its commit. */
const lookMs = 50;
/** Of the event loop's time; above it, requests come first. */
const busyAbove = 0.5;
/** But not for longer than this: somebody waits to see their reply. */
const patienceMs = 1_000;

/** Begins with what an earlier run left over; every stored reply wakes it. */
export function startSanitiser(store: Store, log: (event: LogEvent) => void): Sanitiser {
  const stopping = new AbortController();
  const { signal } = stopping;
  let stored = Promise.withResolvers<void>();
  const unsubscribe = store.onConversationChange(() => stored.resolve());

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      stored = Promise.withResolvers<void>();
      const done = await sanitiseReplies(store).catch((error: unknown) => {
        // They stay stored and unseen; the next round takes them. That the store is away it has told by itself.
        if (!(error instanceof StoreUnavailable)) log({ event: 'sanitise.failed', reason: String(error) });
        return 0;
      });
      if (done === 0) await Promise.race([stored.promise, pauseUnless(signal, pauseMs)]);
      await untilCalm(signal);
    }
  }

  const ended = loop();
  return {
    stop: () => {
      unsubscribe();
      stopping.abort();
      return ended;
    },
  };
}

/** Sanitising can wait, whoever waits for a 202 should not. */
async function untilCalm(stopping: AbortSignal): Promise<void> {
  const begun = performance.now();
  let utilization = 1;
  while (utilization > busyAbove && !stopping.aborted && performance.now() - begun < patienceMs) {
    const before = performance.eventLoopUtilization();
    await pauseUnless(stopping, lookMs);
    utilization = performance.eventLoopUtilization(before).utilization;
  }
}

async function pauseUnless(stopping: AbortSignal, ms: number): Promise<void> {
  await pause(ms, undefined, { signal: stopping }).catch(() => undefined);
}
