import { expect, test } from 'vitest';
import type { App } from '../../../src/app.ts';
import { duePublisher } from '../../../src/cli/due.ts';

const minute = 60_000;

/** A server whose release `r1` has something to publish at 100, and that is asked each second. */
function openDesk(outcome: () => Promise<void> = () => Promise.resolve()) {
  const desk = {
    now: 100,
    elapsed: 0,
    isInDoubt: false,
    isWaiting: false,
    isHeld: false,
    release: 'r1',
    nextDue: 100 as number | undefined,
  };
  const published: number[] = [];
  const app = {
    get release() {
      return { manifest: { release: desk.release, nextDue: desk.nextDue } };
    },
    context: {
      now: () => desk.now,
      elapsed: () => desk.elapsed,
      clock: { isInDoubt: () => desk.isInDoubt, jumps: () => 0 },
      store: {
        waitingPublication: () => Promise.resolve(desk.isWaiting ? { token: 'one' } : undefined),
        endedPublication: () => Promise.resolve({ isHeld: desk.isHeld }),
      },
    },
  } as unknown as App;
  const publish = duePublisher(app, () => {
    published.push(desk.elapsed);
    return outcome();
  });
  return {
    desk,
    published,
    publish,
    ask: () => publish().catch(() => undefined),
    pass: async (ms: number) => {
      for (const end = desk.elapsed + ms; desk.elapsed < end; desk.elapsed += 1_000)
        await publish().catch(() => undefined);
    },
  };
}

test('what falls due is published, and nothing before', async () => {
  const { ask, desk, published } = openDesk();
  desk.now = 99;
  await ask();
  expect(published).toEqual([]);
  desk.now = 100;
  await ask();
  expect(published).toHaveLength(1);
  desk.nextDue = undefined;
  await ask();
  expect(published).toHaveLength(1);
});

test('nothing is published while the clock is in doubt', async () => {
  const { ask, desk, published } = openDesk();
  desk.isInDoubt = true;
  await ask();
  expect(published).toEqual([]);
  desk.isInDoubt = false;
  await ask();
  expect(published).toHaveLength(1);
});

test.each(['isWaiting', 'isHeld'] as const)(
  'nothing is published while %s: what the writer did last counts',
  async (what) => {
    const { ask, desk, published } = openDesk();
    desk[what] = true;
    await ask();
    expect(published).toEqual([]);
    desk[what] = false;
    await ask();
    expect(published).toHaveLength(1);
  },
);

test('after a failure it is tried again after ever longer pauses, of ten minutes at most', async () => {
  const { pass, published } = openDesk(() => Promise.reject(new Error('refused')));
  await pass(60 * minute);
  const pauses = published.slice(1).map((at, n) => (at - (published[n] ?? 0)) / 1_000);
  expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600, 600]);
});

test('another release is another matter', async () => {
  const { ask, desk, published } = openDesk(() => Promise.reject(new Error('refused')));
  await ask();
  await ask();
  expect(published).toHaveLength(1);
  desk.release = 'r2';
  await ask();
  expect(published).toHaveLength(2);
});

test('a failure is handed on, to be told', async () => {
  const { publish } = openDesk(() => Promise.reject(new Error('refused')));
  await expect(publish()).rejects.toThrow('refused');
});
