/** Watches the time of day, which machines get wrong and then right again: nobody is to suffer for it for longer. */
export interface Clock {
  /** Whether the time of day moved by more than five minutes of its own accord within the last ten: either may be wrong. */
  isInDoubt(): boolean;
  /** How often the time of day was seen to jump, by more than five seconds. A machine that was asleep jumps rightly. */
  jumps(): number;
}

/** Where the time comes from, and where jumps are told. */
export interface ClockSources {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since any moment, which pass evenly whatever is done to the time of day. */
  elapsed(): number;
  log(event: { readonly event: 'clock.jumped'; readonly byMs: number }): void;
}

const jumpMs = 5_000;
const doubtfulMs = 5 * 60_000;
const doubtLastsMs = 10 * 60_000;

/** A clock that looks whenever it is asked, and so has to be asked every now and then: what moves slowly is no jump. */
export function openClock({ now, elapsed, log }: ClockSources): Clock {
  let difference = now() - elapsed();
  let jumps = 0;
  let doubtedAt = -Infinity;

  function look(): void {
    const seen = now() - elapsed();
    const byMs = Math.round(seen - difference);
    difference = seen;
    if (Math.abs(byMs) <= jumpMs) return;
    jumps += 1;
    if (Math.abs(byMs) > doubtfulMs) doubtedAt = elapsed();
    log({ event: 'clock.jumped', byMs });
  }

  return {
    isInDoubt: () => {
      look();
      return elapsed() - doubtedAt < doubtLastsMs;
    },
    jumps: () => {
      look();
      return jumps;
    },
  };
}
