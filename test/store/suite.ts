import { describe } from 'vitest';
import type { FreshStoreMaker } from './cast.ts';
import { actorsAndFollowers } from './suite-actors.ts';
import { conversations } from './suite-conversations.ts';
import { deliveries } from './suite-deliveries.ts';
import { transactions } from './suite-transactions.ts';

/** What every Store promises (`store.ts`), sentence by sentence, on whatever database `fresh` gives. */
export function storeSuite(name: string, fresh: FreshStoreMaker): void {
  describe(name, () => {
    describe('transactions', () => transactions(fresh));
    describe('actors and followers', () => actorsAndFollowers(fresh));
    describe('conversations', () => conversations(fresh));
    describe('deliveries', () => deliveries(fresh));
  });
}
