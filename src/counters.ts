/** What happened since the start, counted: for the operator's metrics. */
export interface Counters {
  count(what: Counted, label: string): void;
  /** How often, by label. */
  of(what: Counted): ReadonlyMap<string, number>;
}

/**
 * 'inbox': requests, by what became of them ('accepted', the code of a Refusal, 'failed'). 'activity': those that concerned
 * us, by type. 'delivery': attempts, by outcome ('delivered', 'retry', 'failed').
 */
export type Counted = 'inbox' | 'activity' | 'delivery';

export function openCounters(): Counters {
  const counts: Readonly<Record<Counted, Map<string, number>>> = {
    inbox: new Map(),
    activity: new Map(),
    delivery: new Map(),
  };
  return {
    count: (what, label) => {
      counts[what].set(label, (counts[what].get(label) ?? 0) + 1);
    },
    of: (what) => counts[what],
  };
}
