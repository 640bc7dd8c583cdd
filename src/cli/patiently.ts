/** Pauses after a failure: the next one doubles, till it is ten minutes. */
const firstPauseMs = 10_000;
const longestPauseMs = 600_000;

/** What is to be asked every second: does `work` if `isDue`, after a failure only after a while. Rejects as `work` does. */
export function patiently(
  elapsed: () => number,
  isDue: () => Promise<boolean>,
  work: () => Promise<void>,
): () => Promise<void> {
  let failed = { pauseMs: 0, at: 0 };

  return async () => {
    if (elapsed() - failed.at < failed.pauseMs) return;
    if (!(await isDue())) return;
    try {
      await work();
      failed = { pauseMs: 0, at: 0 };
    } catch (error) {
      const pauseMs = Math.min(Math.max(2 * failed.pauseMs, firstPauseMs), longestPauseMs);
      failed = { pauseMs, at: elapsed() };
      throw error;
    }
  };
}
