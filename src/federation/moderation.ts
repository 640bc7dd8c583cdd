import type { Store } from '../store/store.ts';
import { compileRules, type Rules } from './moderation-rules.ts';

/** The writer's rules as they are now, in memory, and what was refused by them. */
export interface Moderation extends Rules {
  /** Takes up the rules that the store has by now; says whether they were others. */
  refresh(): Promise<boolean>;
  /** Counts what was refused by the rule with this pattern, or because a post is `closed`. */
  countRefusal(reason: string): void;
  /** Records what was counted. What cannot be recorded is kept for the next time. */
  record(): Promise<void>;
}

const dayMs = 24 * 3_600_000;

/** There are no rules before the first `refresh`. `now` is the time of day. */
export function openModeration(
  store: Pick<Store, 'rules' | 'setting' | 'transact'>,
  now: () => number,
): Moderation {
  let rules = compileRules([]);
  let version: string | undefined;
  let refused = new Map<string, number>();
  return {
    ofAccount: (account) => rules.ofAccount(account),
    ofReply: (account, texts) => rules.ofReply(account, texts),
    refresh: async () => {
      const current = await store.setting('moderation');
      if (current === version) return false;
      rules = compileRules(await store.rules());
      version = current;
      return true;
    },
    countRefusal: (reason) => void refused.set(reason, (refused.get(reason) ?? 0) + 1),
    record: async () => {
      if (refused.size === 0) return;
      const counted = refused;
      refused = new Map();
      const day = Math.floor(now() / dayMs);
      const put = store.transact((tx) => {
        for (const [reason, count] of counted) tx.countRefusals(day, reason, count);
      });
      await put.catch((error: unknown) => {
        for (const [reason, count] of counted) refused.set(reason, (refused.get(reason) ?? 0) + count);
        throw error;
      });
    },
  };
}
