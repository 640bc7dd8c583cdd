import type { App } from '../app.ts';
import { hasTheWriterDecided } from '../release/publish.ts';

/** Pauses after a failure, which mostly needs a person: the next one doubles, till it is ten minutes. */
const firstPauseMs = 10_000;
const longestPauseMs = 600_000;

/**
 * What is to be asked every second: has what falls due published by `publish`. Not while the clock is in doubt, since what was
 * sent too early can't be called back; and after a failure of the same release only after a while. Rejects as `publish` does.
 */
export function duePublisher(app: App, publish: () => Promise<void>): () => Promise<void> {
  let failed = { release: '', pauseMs: 0, at: 0 };

  return async () => {
    const { clock, elapsed, now, store } = app.context;
    const { nextDue = Infinity, release } = app.release.manifest;
    const isHeld = failed.release === release && elapsed() - failed.at < failed.pauseMs;
    if (nextDue > now() || isHeld || clock.isInDoubt()) return;
    if (await hasTheWriterDecided(store)) return;
    const lastPauseMs = failed.release === release ? failed.pauseMs : 0;
    try {
      await publish();
    } catch (error) {
      const pauseMs = Math.min(Math.max(2 * lastPauseMs, firstPauseMs), longestPauseMs);
      failed = { release, pauseMs, at: elapsed() };
      throw error;
    }
  };
}
