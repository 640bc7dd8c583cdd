import { pendingPushes } from '../release/pushed.ts';
import { patiently } from './patiently.ts';

/**
 * What is to be asked every second: has pushes that git accepted, but that were killed before they were published, finished by
 * `finish`. After a failure only after a while. Rejects as `finish` does.
 */
export function pushFinisher(
  dataDir: string,
  elapsed: () => number,
  finish: () => Promise<void>,
): () => Promise<void> {
  const isLeft = async (): Promise<boolean> => (await pendingPushes(dataDir)).some((push) => push.isLeft);
  return patiently(elapsed, isLeft, finish);
}
