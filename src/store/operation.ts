import type { Transaction } from './store.ts';

/**
 * What a Transaction can do, the two ways of queuing told apart, as one of them reads all followers, and what an outcome says
 * of its host by itself.
 */
export type OperationKind =
  | Exclude<keyof Transaction, 'enqueue'>
  | 'enqueueToFollowers'
  | 'enqueueToInboxes'
  | 'putHostWorks'
  | 'putHostFailure';

/**
 * A recorded write, a plain value. The locks say which others it may change places with, and be written in one statement
 * with: those that share no name with it, or only names that both hold as shared.
 */
export interface Operation {
  readonly kind: OperationKind;
  /** What its SQL reads, by name. */
  readonly row: object;
  readonly exclusive: readonly string[];
  readonly shared: readonly string[];
}
