import type { Store } from '../store/store.ts';
import type { LogEvent } from './context.ts';
import { sanitiseReplies } from './sanitise.ts';

/** Makes stored replies fit to be shown, in the background. */
export interface Sanitiser {
  stop(): Promise<void>;
}

/** After a failure of the store, and for replies that another process stored. */
const pauseMs = 1_000;

/** Begins with what an earlier run left over; every stored reply wakes it. */
export function startSanitiser(store: Store, log: (event: LogEvent) => void): Sanitiser {
  let stopping = false;
  let signal = Promise.withResolvers<void>();
  const wake = (): void => signal.resolve();
  const unsubscribe = store.onConversationChange(wake);

  async function loop(): Promise<void> {
    while (!stopping) {
      signal = Promise.withResolvers<void>();
      const done = await sanitiseReplies(store).catch((error: unknown) => {
        log({ event: 'sanitise.failed', reason: String(error) }); // They stay stored and unseen; the next round takes them.
        return 0;
      });
      if (done === 0) await Promise.race([signal.promise, new Promise((resolve) => setTimeout(resolve, pauseMs))]);
    }
  }

  const ended = loop();
  return {
    stop: () => {
      stopping = true;
      unsubscribe();
      wake();
      return ended;
    },
  };
}
