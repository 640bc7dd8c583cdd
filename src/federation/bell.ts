/** By which one part of the process tells another that there is work, sooner than it would have looked. */
export interface Bell {
  ring(): void;
  /** Calls `listener` at every ring from now on. Returns what ends it. */
  onRing(listener: () => void): () => void;
}

export function openBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring: () => {
      for (const listener of listeners) listener();
    },
    onRing: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
