import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from '../store/store.ts';

/** What goes on beside answering requests. */
export interface Work {
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/**
 * Runs `task` again and again with a pause between. When it fails, the next round tries again; `tell` hears why, but once for
 * as long as it is the same, and not that the store is away, which tells so itself.
 */
export function every(ms: number, task: () => Promise<void>, tell: (reason: string) => void): Work {
  const stopping = new AbortController();
  const { signal } = stopping;
  let told: string | undefined;

  async function round(): Promise<void> {
    try {
      await task();
      told = undefined;
    } catch (error) {
      const reason = String(error);
      if (reason === told || error instanceof StoreUnavailable) return;
      told = reason;
      tell(reason);
    }
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      await round();
      await pause(ms, undefined, { signal }).catch(() => undefined);
    }
  }

  const ended = loop();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
