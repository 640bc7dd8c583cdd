import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { boundedGit } from '../../../src/release/bounded-git.ts';
import { gitInBare } from '../../../src/release/history.ts';
import { isRunning } from '../../../src/release/lock.ts';
import { openScratch, type Scratch } from '../../support/scratch.ts';
import { waitFor } from '../../support/wait-for.ts';

async function openBare(): Promise<Scratch> {
  const scratch = openScratch();
  await gitInBare(scratch.path, ['init', '--quiet', '--bare']);
  return scratch;
}

const never = new AbortController().signal;

test('what git prints for programs and for people is kept apart, with how it ended', async () => {
  await using bare = await openBare();
  expect(await boundedGit(bare.path, ['rev-parse', '--is-bare-repository'], never)).toEqual({
    ...{ exitStatus: 0, output: 'true\n', messages: '' },
  });
  const failed = await boundedGit(bare.path, ['show', 'nothing'], never);
  expect(failed).toMatchObject({ exitStatus: 128, messages: expect.stringContaining('nothing') as string });
});

test('when it takes too long it is killed, and whatever it has started with it', async () => {
  await using bare = await openBare();
  const pidFile = join(bare.path, 'pid');
  const nap = `alias.nap=!sleep 1000 & echo $! > '${pidFile}'; wait`;
  const stopping = new AbortController();
  const ending = boundedGit(bare.path, ['-c', nap, 'nap'], stopping.signal);
  const pid = await waitFor(async () => {
    return Number(await readFile(pidFile, 'utf8').catch(() => '')) || undefined;
  }, 'the nap to begin');
  stopping.abort();
  expect(await ending).toMatchObject({ exitStatus: undefined });
  await waitFor(() => !isRunning(pid), 'what it started to end');
  expect(await boundedGit(bare.path, ['-c', nap, 'nap'], stopping.signal)).toMatchObject({
    exitStatus: undefined,
  });
});

test('what it leaves running with its output open is not waited for', async () => {
  await using bare = await openBare();
  const ending = await boundedGit(
    bare.path,
    ['-c', 'alias.leave=!setsid sleep 1000 & echo $!', 'leave'],
    never,
  );
  expect(ending.exitStatus).toBe(0);
  process.kill(Number(ending.output), 'SIGKILL');
});
