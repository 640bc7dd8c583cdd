import { expect, test } from 'vitest';
import { pushFinisher } from '../../../src/cli/finish.ts';
import { forgetPush, notePush } from '../../../src/release/pushed.ts';
import { openScratch } from '../../support/scratch.ts';

const commit = 'a'.repeat(40);
const ended = 2 ** 22 + 1;

test('only a push that nobody else will finish is finished', async () => {
  await using scratch = openScratch();
  let count = 0;
  const ask = pushFinisher(
    scratch.path,
    () => 0,
    () => {
      count += 1;
      return forgetPush(scratch.path, commit);
    },
  );
  await ask();
  await notePush(scratch.path, commit, process.pid);
  await ask();
  expect(count).toBe(0);
  await notePush(scratch.path, commit, ended);
  await ask();
  await ask();
  expect(count).toBe(1);
});

test('after a failure it is tried again after ten seconds, then twenty, and from the start when it worked', async () => {
  await using scratch = openScratch();
  await notePush(scratch.path, commit, ended);
  const tried: number[] = [];
  let now = 0;
  let isFailing = true;
  const ask = pushFinisher(
    scratch.path,
    () => now,
    () => {
      tried.push(now / 1000);
      return isFailing ? Promise.reject(new Error('the disk is full')) : Promise.resolve();
    },
  );
  for (; now < 35_000; now += 1000) await ask().catch(() => undefined);
  expect(tried).toEqual([0, 10, 30]);
  now = 70_000;
  isFailing = false;
  for (; now < 72_000; now += 1000) await ask();
  expect(tried.slice(3)).toEqual([70, 71]);
});
