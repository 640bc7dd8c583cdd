import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../store/store.ts';
import type { LogEvent } from './context.ts';
import { sanitiseReplies } from './sanitise.ts';

/** Makes stored replies fit to be shown, in the background. */
export interface Sanitiser {
  stop(): Promise<void>;
}

/** After a failure of the store, and for replies that another process stored. */
const pauseMs = 1_000;
/** Between rounds, so that replies which come one upon the other share a round and its commit. */
const gatherMs = 100;

/** Begins with what an earlier run left over; every stored reply wakes it. */
export function startSanitiser(store: Store, log: (event: LogEvent) => void): Sanitiser {
  const stopped = Promise.withResolvers<void>();
  let stopping = false;
  let stored = Promise.withResolvers<void>();
  const unsubscribe = store.onConversationChange(() => stored.resolve());

  async function loop(): Promise<void> {
    while (!stopping) {
      stored = Promise.withResolvers<void>();
      const done = await sanitiseReplies(store).catch((error: unknown) => {
        log({ event: 'sanitise.failed', reason: String(error) }); // They stay stored and unseen; the next round takes them.
        return 0;
      });
      if (done === 0) await Promise.race([stored.promise, stopped.promise, pause(pauseMs)]);
      await Promise.race([stopped.promise, pause(gatherMs)]);
    }
  }

  const ended = loop();
  return {
    stop: () => {
      stopping = true;
      unsubscribe();
      stopped.resolve();
      return ended;
    },
  };
}
