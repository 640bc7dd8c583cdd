import { pendingPushes } from '../release/pushed.ts';

/** Pauses after a failure, as with what falls due: the next one doubles, till it is ten minutes. */
const firstPauseMs = 10_000;
const longestPauseMs = 600_000;

/**
 * What is to be asked every second: has pushes that git accepted, but that were killed before they were published, finished by
 * `finish`. After a failure only after a while. Rejects as `finish` does.
 */
export function pushFinisher(
  dataDir: string,
  elapsed: () => number,
  finish: () => Promise<void>,
): () => Promise<void> {
  let failed = { pauseMs: 0, at: 0 };

  return async () => {
    if (elapsed() - failed.at < failed.pauseMs) return;
    if (!(await pendingPushes(dataDir)).some(({ isLeft }) => isLeft)) return;
    try {
      await finish();
      failed = { pauseMs: 0, at: 0 };
    } catch (error) {
      const pauseMs = Math.min(Math.max(2 * failed.pauseMs, firstPauseMs), longestPauseMs);
      failed = { pauseMs, at: elapsed() };
      throw error;
    }
  };
}
