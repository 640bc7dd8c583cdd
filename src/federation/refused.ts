import type { Refusal } from '../protocol/refusal.ts';
import { putBounded } from './bounded.ts';

/** What was refused a moment ago, and is refused again without another look. */
export interface Refused {
  /** Throws what was put under this name, while it holds. */
  check(name: string): void;
  put(name: string, refusal: Refusal): void;
}

const heldMax = 10_000;
const failureMs = 5 * 60_000;
/** Of a server that does not answer: shorter than a sender waits before it tries again. */
const outageMs = 30_000;

/** `elapsed` gives milliseconds that never go back: nothing is refused until a clock has been set right. */
export function openRefused(elapsed: () => number): Refused {
  const held = new Map<string, { readonly until: number; readonly refusal: Refusal }>();
  return {
    check: (name) => {
      const known = held.get(name);
      if (known !== undefined && known.until > elapsed()) throw known.refusal;
    },
    put: (name, refusal) => {
      const until = elapsed() + (refusal.code === 'unavailable' ? outageMs : failureMs);
      putBounded(held, name, { until, refusal }, heldMax);
    },
  };
}
