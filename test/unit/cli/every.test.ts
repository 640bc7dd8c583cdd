import { expect, test } from 'vitest';
import { every } from '../../../src/cli/every.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Runs a task that fails with these, one a round, where undefined is a success; gives what was told. */
async function toldOf(failures: readonly (Error | undefined)[]): Promise<readonly string[]> {
  const told: string[] = [];
  let round = 0;
  const work = every(
    1,
    () => {
      const failure = failures[round];
      round += 1;
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
    (reason) => told.push(reason),
  );
  await waitFor(() => round > failures.length, 'the rounds');
  await work.stop();
  return told;
}

test('a failure does not end it, and is told once for as long as it is the same', async () => {
  const [full, other] = [new Error('full'), new Error('other')];
  expect(await toldOf([full, full, full, other, full])).toEqual([
    'Error: full',
    'Error: other',
    'Error: full',
  ]);
  expect(await toldOf([full, undefined, full])).toEqual(['Error: full', 'Error: full']);
});

test('that the store is away it tells by itself', async () => {
  expect(await toldOf([new StoreUnavailable('locked')])).toEqual([]);
});

test('stopped in a pause it ends at once, and within a round when that is done', async () => {
  const begun = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  let rounds = 0;
  const work = every(
    3_600_000,
    () => {
      rounds += 1;
      begun.resolve();
      return going.promise;
    },
    () => undefined,
  );
  await begun.promise;
  const stopped = work.stop();
  going.resolve();
  await stopped;
  expect(rounds).toBe(1);
});
