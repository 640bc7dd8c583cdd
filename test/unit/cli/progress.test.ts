import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onTerminal, whileTelling } from '../../../src/cli/progress.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('what takes a second is told, and every ten seconds that it goes on, till it ends', async () => {
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const told = whileTelling(
    'Building',
    () => promise,
    (line) => lines.push(line),
  );
  await vi.advanceTimersByTimeAsync(999);
  expect(lines).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_001);
  resolve('built');
  expect(await told).toBe('built');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toEqual(['Building …', 'Building … (10 s)', 'Building … (20 s)']);
});

test('what fails is told no more', async () => {
  const lines: string[] = [];
  const told = whileTelling(
    'Building',
    () => Promise.reject(new Error('no')),
    (line) => lines.push(line),
  );
  await expect(told).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toEqual([]);
});

test.each([
  ['a person at a terminal is told', true, ['Building …\n']],
  ['whoever reads what a program says is not', undefined, []],
] as const)('%s', async (_, isTTY, expected) => {
  const said: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const stream = { ...(isTTY === undefined ? {} : { isTTY }), write: (text: string) => said.push(text) };
  const told = onTerminal('Building', () => promise, stream);
  await vi.advanceTimersByTimeAsync(1_500);
  resolve('built');
  expect(await told).toBe('built');
  expect(said).toEqual(expected);
});
