import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../support/random.ts';

/** Kills at a moment that is hard to choose by hand. */
export interface Fuse extends Disposable {
  /** To be called with each 202, in the very moment that it is read. */
  taken(): void;
}

/**
 * `load`: some time after the first 202, wherever the program is then. `answer`: in the moment of a 202, when what was
 * acknowledged is as young as can be. `checkpoint`: when the log is being written back into the database.
 */
export type FuseKind = 'load' | 'answer' | 'checkpoint';

/** However little happens, no life is longer. */
const lifeMaxMs = 4_000;

export function lightFuse(kind: FuseKind, random: Random, kill: () => void, dataDir: string): Fuse {
  using burning = new DisposableStack();
  const after = (ms: number, work: () => void): void => {
    const timer = setTimeout(work, ms);
    burning.defer(() => clearTimeout(timer));
  };
  let count = 0;
  const killAt = 1 + random.below(200);
  after(lifeMaxMs, kill);
  if (kind === 'checkpoint') burning.use(watchDatabase(dataDir, kill));
  const kept = burning.move();
  return {
    taken: () => {
      count += 1;
      if (kind === 'answer' && count === killAt) kill();
      if (kind !== 'load' || count !== 1) return;
      const timer = setTimeout(kill, 20 + random.below(480));
      kept.defer(() => clearTimeout(timer));
    },
    [Symbol.dispose]: () => kept.dispose(),
  };
}

const lookMs = 2;

/** Calls `found` when the database itself is written to: until its log is written back, everything goes there. */
function watchDatabase(dataDir: string, found: () => void): Disposable {
  const changed = (): number => statSync(join(dataDir, 'outward.sqlite')).mtimeMs;
  const begun = changed();
  const timer = setInterval(() => {
    if (changed() !== begun) found();
  }, lookMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
