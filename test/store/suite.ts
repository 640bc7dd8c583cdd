import { describe } from 'vitest';
import type { FreshStoreMaker } from './cast.ts';
import { actors } from './suite-actors.ts';
import { answers } from './suite-answers.ts';
import { cleaning } from './suite-cleaning.ts';
import { concurrency } from './suite-concurrency.ts';
import { conversations } from './suite-conversations.ts';
import { deliveries } from './suite-deliveries.ts';
import { domains } from './suite-domains.ts';
import { doubts } from './suite-doubts.ts';
import { followers } from './suite-followers.ts';
import { hosts } from './suite-hosts.ts';
import { ledgers } from './suite-ledger.ts';
import { moderation } from './suite-moderation.ts';
import { privately } from './suite-private.ts';
import { notices } from './suite-notices.ts';
import { publications } from './suite-publications.ts';
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
    describe('moderation', () => moderation(fresh));
    describe('privately', () => privately(fresh));
    describe('notices', () => notices(fresh));
    describe('deliveries', () => deliveries(fresh));
    describe('hosts', () => hosts(fresh));
    describe('doubts', () => doubts(fresh));
    describe('the ledger of a post', () => ledgers(fresh));
    describe('publications', () => publications(fresh));
    describe('domains', () => domains(fresh));
    describe('cleaning', () => cleaning(fresh));
  });
}
