/** Chance that repeats itself: the same seed gives the same choices. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, `limit`). */
  below(limit: number): number;
  /** True in this share of all cases. */
  chance(share: number): boolean;
  /** One of `items`, of which there must be one. */
  pick<T>(items: readonly T[]): T;
}

/** The generator called mulberry32: 32 bits of state, good enough for anything but secrets. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
  };
}
