import { expect, onTestFinished, test, vi } from 'vitest';
import { openTurns, TurnedAway, type Turns } from '../../../src/federation/turns.ts';

/** `count` works that last until they are let go. */
function begin(
  turns: Turns,
  count: number,
): { readonly begun: number[]; readonly done: Promise<unknown>[]; letGo(n: number): void } {
  const begun: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<undefined>());
  const done = ends.map(({ promise }, n) =>
    turns
      .run(() => {
        begun.push(n);
        return promise;
      })
      .catch((error: unknown) => error),
  );
  return { begun, done, letGo: (n) => ends[n]?.resolve(undefined) };
}

const settled = (): Promise<void> => new Promise((later) => setImmediate(later));

test('so many are done at once; the others follow in the order they came', async () => {
  const turns = openTurns('works', { max: 2, waitingMax: 9, waitMaxMs: 1000 });
  const { begun, letGo } = begin(turns, 4);
  expect(begun).toEqual([0, 1]);
  letGo(1);
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  for (const n of [0, 2, 3]) letGo(n);
  await settled();
  expect([begun, turns.isIdle()]).toEqual([[0, 1, 2, 3], true]);
});

test('one that fails makes room as well', async () => {
  const turns = openTurns('works', { max: 1, waitingMax: 9, waitMaxMs: 1000 });
  const failing = turns.run(() => Promise.reject(new Error('no luck')));
  const next = turns.run(() => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('no luck');
  expect(await next).toBe('done');
  expect(turns.isIdle()).toBe(true);
});

test('who finds too many waiting is turned away', async () => {
  const turns = openTurns('works', { max: 1, waitingMax: 1, waitMaxMs: 1000 });
  const { begun, done, letGo } = begin(turns, 3);
  expect(await done[2]).toEqual(new TurnedAway('too many works wait for their turn'));
  letGo(0);
  await settled();
  expect(begun).toEqual([0, 1]);
  letGo(1);
});

test('who waits too long is turned away, and takes nobody’s place', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const turns = openTurns('works', { max: 1, waitingMax: 9, waitMaxMs: 1000 });
  const { begun, done, letGo } = begin(turns, 2);
  vi.advanceTimersByTime(1000);
  expect(await done[1]).toEqual(new TurnedAway('no turn came in time for works'));
  letGo(0);
  await settled();
  expect([begun, turns.isIdle()]).toEqual([[0], true]);
});
