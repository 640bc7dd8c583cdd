import type { Store, Transaction } from '../store/store.ts';

type Effects = (tx: Transaction) => void;

/**
 * Writes what comes within `ms` of each other as one transaction, and resolves for each when it is stored. For what may be
 * lost with the process because doing it again is harmless: every commit costs the machine a share of what it could send.
 */
export function gatherFor(ms: number, store: Pick<Store, 'transact'>): (effects: Effects) => Promise<void> {
  let gathered: Effects[] = [];
  let stored: Promise<void> | undefined;

  async function storeLater(): Promise<void> {
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
    const all = gathered;
    gathered = [];
    stored = undefined;
    await store.transact((tx) => {
      for (const effects of all) effects(tx);
    });
  }

  return (effects) => {
    gathered.push(effects);
    return (stored ??= storeLater());
  };
}
