import { expect, test, vi } from 'vitest';
import { gatherFor } from '../../../src/federation/gather.ts';
import type { Transaction } from '../../../src/store/store.ts';

const tx = {} as Transaction;

test('effects that come close together are one transaction, and each hears when it is stored', async () => {
  const transactions: number[] = [];
  const gather = gatherFor(5, {
    transact: (effects) => {
      transactions.push(0);
      effects(tx);
      return Promise.resolve();
    },
  });
  const count = (): void => void (transactions[transactions.length - 1]! += 1);
  await Promise.all([gather(count), gather(count), gather(count)]);
  expect(transactions).toEqual([3]);
  await gather(count);
  expect(transactions).toEqual([3, 1]);
});

test('what comes while a transaction is being written waits for the next', async () => {
  const first = Promise.withResolvers<void>();
  const transact = vi
    .fn<(effects: (tx: Transaction) => void) => Promise<void>>()
    .mockReturnValueOnce(first.promise)
    .mockResolvedValue(undefined);
  const gather = gatherFor(1, { transact });
  const early = gather(() => undefined);
  await vi.waitFor(() => expect(transact).toHaveBeenCalledTimes(1));
  await gather(() => undefined);
  expect(transact).toHaveBeenCalledTimes(2);
  first.resolve();
  await early;
});

test('a store that fails fails those who wait for it, and nobody after them', async () => {
  const transact = vi
    .fn<(effects: (tx: Transaction) => void) => Promise<void>>()
    .mockRejectedValueOnce(new Error('the disk is full'))
    .mockResolvedValue(undefined);
  const gather = gatherFor(1, { transact });
  await expect(gather(() => undefined)).rejects.toThrow('the disk is full');
  await expect(gather(() => undefined)).resolves.toBeUndefined();
});
