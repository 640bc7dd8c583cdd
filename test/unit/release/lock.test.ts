import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  isRunning,
  readServerMark,
  removeServerMark,
  untilServed,
  whilePublishing,
  writeServerMark,
} from '../../../src/release/lock.ts';
import { openScratch } from '../../support/scratch.ts';

/** Belongs to nobody: beyond what systems give out. */
const deadPid = 2 ** 22 + 1;

function folder(): string {
  const scratch = openScratch();
  onTestFinished(() => scratch[Symbol.asyncDispose]());
  return scratch.path;
}

const lockIn = (dataDir: string): string => join(dataDir, 'publishing');

describe('the lock', () => {
  test('is there while the work goes on, names its owner, and is gone afterwards', async () => {
    const dataDir = folder();
    const named = await whilePublishing(dataDir, 0, () => readFile(lockIn(dataDir), 'utf8'));
    expect(named.split(' ')[0]).toBe(String(process.pid));
    await expect(stat(lockIn(dataDir))).rejects.toThrow('ENOENT');
  });

  test('is gone after work that failed, too', async () => {
    const dataDir = folder();
    await expect(whilePublishing(dataDir, 0, () => Promise.reject(new Error('no paper')))).rejects.toThrow(
      'no paper',
    );
    expect(await whilePublishing(dataDir, 0, () => Promise.resolve('done'))).toBe('done');
  });

  test.each([
    ['a process that runs no more', String(deadPid)],
    ['this process, before a restart gave it the same number', String(process.pid)],
    ['a process whose number another one has by now', `${process.ppid} 1`],
  ])('that %s left is taken over', async (_, owner) => {
    const dataDir = folder();
    await writeFile(lockIn(dataDir), owner);
    expect(await whilePublishing(dataDir, 1_000, () => Promise.resolve('done'))).toBe('done');
  });

  test.each([
    ['is old', 0],
    ['was made by a clock that was ahead', 4_000_000_000],
  ])('that nobody put a name in is taken over when it %s', async (_, seconds) => {
    const dataDir = folder();
    await writeFile(lockIn(dataDir), '');
    await utimes(lockIn(dataDir), seconds, seconds);
    expect(await whilePublishing(dataDir, 1_000, () => Promise.resolve('done'))).toBe('done');
  });

  test.each([
    ['another process that runs', String(process.ppid)],
    ['a process that is about to put its name in', ''],
  ])('of %s is waited for, and then the other is named as the reason', async (_, owner) => {
    const dataDir = folder();
    await writeFile(lockIn(dataDir), owner);
    await expect(whilePublishing(dataDir, 200, () => Promise.resolve('done'))).rejects.toThrow(
      'another process has been publishing for 0.2 seconds',
    );
    expect(await readFile(lockIn(dataDir), 'utf8')).toBe(owner);
  });

  test('is taken as soon as the other lets go', async () => {
    const dataDir = folder();
    await writeFile(lockIn(dataDir), String(process.ppid));
    const waiting = whilePublishing(dataDir, 10_000, () => Promise.resolve('done'));
    await writeFile(lockIn(dataDir), String(deadPid));
    expect(await waiting).toBe('done');
  });
});

describe('the mark of a server', () => {
  test('is read while the server runs', async () => {
    const dataDir = folder();
    expect(await readServerMark(dataDir)).toBeUndefined();
    await writeServerMark(dataDir, { pid: process.pid, release: 'r1' });
    expect(await readServerMark(dataDir)).toEqual({ pid: process.pid, release: 'r1' });
    await removeServerMark(dataDir);
    await removeServerMark(dataDir);
    expect(await readServerMark(dataDir)).toBeUndefined();
  });

  test('of one that was killed counts for nothing', async () => {
    const dataDir = folder();
    await writeServerMark(dataDir, { pid: deadPid, release: 'r1' });
    expect(await readServerMark(dataDir)).toBeUndefined();
    await untilServed(dataDir, 'r2');
  });

  test('of one whose number another process has by now counts for nothing', async () => {
    const dataDir = folder();
    const mark = JSON.stringify({ pid: process.ppid, release: 'r1', began: '1' });
    await writeFile(join(dataDir, 'server.json'), mark);
    expect(await readServerMark(dataDir)).toBeUndefined();
  });

  test('is waited for until it is of the new release', async () => {
    const dataDir = folder();
    await writeServerMark(dataDir, { pid: process.pid, release: 'r1' });
    let served = false;
    const waiting = untilServed(dataDir, 'r2').then(() => (served = true));
    await readServerMark(dataDir);
    expect(served).toBe(false);
    await writeServerMark(dataDir, { pid: process.pid, release: 'r2' });
    await waiting;
  });

  test('without a server nobody is waited for', async () => {
    await untilServed(folder(), 'r1');
  });
});

test('a process runs or does not', () => {
  expect([process.pid, process.ppid, 1].map(isRunning)).toEqual([true, true, true]);
  expect(isRunning(deadPid)).toBe(false);
});
