/** Too many want the same thing at once, so that this one was not even tried. A later try may succeed. */
export class TurnedAway extends Error {
  override readonly name = 'TurnedAway';
}

/** Places for work under way; who finds none waits for one, first come first served. */
export interface Turns {
  /**
   * Does `work` when there is a place. Rejects as `work` does, or with TurnedAway when too many wait, or when the wait takes
   * too long.
   */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Whether nobody has a place, or waits for one. */
  isIdle(): boolean;
}

export interface TurnLimits {
  readonly max: number;
  readonly waitingMax: number;
  readonly waitMaxMs: number;
}

/** `what` the turns are for, in the plural, for the message. */
export function openTurns(what: string, { max, waitingMax, waitMaxMs }: TurnLimits): Turns {
  const waiting = new Set<() => void>();
  let taken = 0;

  /** The place goes to who waits longest. */
  function leave(): void {
    const [next] = waiting;
    if (next === undefined) taken -= 1;
    else next();
  }

  /** Resolves when a place was given. */
  function wait(): Promise<void> {
    if (waiting.size >= waitingMax) throw new TurnedAway(`too many ${what} wait for their turn`);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const begin = (): void => {
      clearTimeout(timer);
      waiting.delete(begin);
      resolve(undefined);
    };
    const timer = setTimeout(() => {
      waiting.delete(begin);
      reject(new TurnedAway(`no turn came in time for ${what}`));
    }, waitMaxMs);
    waiting.add(begin);
    return promise;
  }

  return {
    isIdle: () => taken === 0,
    run: async (work) => {
      if (taken < max) taken += 1;
      else await wait();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
