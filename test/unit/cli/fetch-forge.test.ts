import { expect, test } from 'vitest';
import { forgeFetcher } from '../../../src/cli/fetch-forge.ts';
import { beginFetch, endFetch, wantFetch } from '../../../src/release/forge.ts';
import { openScratch } from '../../support/scratch.ts';

test('a webhook has the branch fetched at once; what failed is tried again with longer and longer pauses', async () => {
  await using scratch = openScratch();
  const { path } = scratch;
  let now = 0;
  let isFailing = false;
  const fetched: number[] = [];
  const ask = forgeFetcher(
    path,
    () => now,
    async () => {
      await beginFetch(path);
      fetched.push(now / 1000);
      if (isFailing) throw new Error('the forge is away');
      await endFetch(path);
    },
  );
  const askUntil = async (end: number): Promise<void> => {
    for (; now < end; now += 1000) await ask().catch(() => undefined);
  };
  await ask();
  expect(fetched).toEqual([]);
  await wantFetch(path);
  await askUntil(3_000);
  expect(fetched).toEqual([0]);
  isFailing = true;
  await wantFetch(path);
  await askUntil(40_000);
  expect(fetched).toEqual([0, 3, 4, 14, 34]);
  await wantFetch(path);
  isFailing = false;
  await askUntil(42_000);
  expect(fetched.at(-1)).toBe(40);
});
