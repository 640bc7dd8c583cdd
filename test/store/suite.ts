import { describe } from 'vitest';
import type { FreshStoreMaker } from './cast.ts';
import { actors } from './suite-actors.ts';
import { answers } from './suite-answers.ts';
import { cleaning } from './suite-cleaning.ts';
import { concurrency } from './suite-concurrency.ts';
import { conversations } from './suite-conversations.ts';
import { deliveries } from './suite-deliveries.ts';
import { domains } from './suite-domains.ts';
import { followers } from './suite-followers.ts';
import { transactions } from './suite-transactions.ts';

/** What every Store promises (`store.ts`), sentence by sentence, on whatever database `fresh` gives. */
export function storeSuite(name: string, fresh: FreshStoreMaker): void {
  describe(name, () => {
    describe('transactions', () => transactions(fresh));
    describe('concurrency', () => concurrency(fresh));
    describe('actors', () => actors(fresh));
    describe('followers', () => followers(fresh));
    describe('conversations', () => conversations(fresh));
    describe('reactions, votes, quotes and reports', () => answers(fresh));
    describe('deliveries', () => deliveries(fresh));
    describe('domains', () => domains(fresh));
    describe('cleaning', () => cleaning(fresh));
  });
}
