import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { ServerMark } from '../../src/release/lock.ts';
import { runSoak } from '../soak/run.ts';
import { startOutward } from '../support/outward.ts';
import { openScratch } from '../support/scratch.ts';
import { waitFor } from '../support/wait-for.ts';

test('killed 12 times when it hurts, the program loses and doubles nothing that it acknowledged, and delivers all', async () => {
  await using scratch = openScratch();
  const report = await runSoak({ kills: 12, seed: 20_261_123, dir: scratch.path });

  expect(report.kills).toBeGreaterThanOrEqual(12);
  expect(report.taken).toBeGreaterThan(120);
}, 240_000);

// A killed process leaves the page cache as it was, so a power failure can only be prepared for, and that be looked at.
test('every commit of the running program waits until its log is on the disk', async () => {
  const preloads = ['resolve-preload.mjs', 'pragmas-preload.mjs'].map(
    (name) => `--import=${pathToFileURL(join(import.meta.dirname, '../support', name)).href}`,
  );
  await using blog = await startOutward({ env: { NODE_OPTIONS: preloads.join(' ') } });
  const mark = JSON.parse(await readFile(join(blog.dataDir, 'server.json'), 'utf8')) as ServerMark;
  process.kill(mark.pid, 'SIGUSR2');
  const writer = await waitFor(
    () => pragmasIn(blog.output()).find(({ query_only }) => query_only === 0),
    'what the writing connection is set to',
  );

  expect(writer).toMatchObject({ synchronous: 2, journal_mode: 'wal' }); // 2 is FULL.
});

function pragmasIn(output: string): readonly Readonly<Record<string, unknown>>[] {
  return [...output.matchAll(/^pragmas (\{.*\})$/gm)].map(
    ([, json = '']) => JSON.parse(json) as Readonly<Record<string, unknown>>,
  );
}
