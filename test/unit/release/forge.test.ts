import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  beginFetch,
  endFetch,
  fetchWanted,
  noteArrival,
  readForgeState,
  wantFetch,
  writeOutcome,
} from '../../../src/release/forge.ts';
import { openScratch } from '../../support/scratch.ts';

test('what arrives while a fetch is under way makes another; one that was killed is done again', async () => {
  await using scratch = openScratch();
  const { path } = scratch;
  expect(await fetchWanted(path)).toBeUndefined();
  await wantFetch(path);
  await wantFetch(path);
  expect(await fetchWanted(path)).toBe('new');
  await beginFetch(path);
  expect(await fetchWanted(path)).toBe('again');
  await wantFetch(path);
  await endFetch(path);
  expect(await fetchWanted(path)).toBe('new');
  await beginFetch(path);
  await beginFetch(path);
  await endFetch(path);
  expect(await fetchWanted(path)).toBeUndefined();
});

test('how things stand is what was written last; what the machine lost half of counts as not there', async () => {
  await using scratch = openScratch();
  expect(await readForgeState(scratch.path)).toBeUndefined();
  await mkdir(join(scratch.path, 'forge'));
  await writeFile(join(scratch.path, 'forge', 'arrival.json'), '{"arrivedAt":');
  expect(await readForgeState(scratch.path)).toBeUndefined();
  const arrival = { arrivedAt: 1, forge: 'Forgejo', about: 'ping' };
  const outcome = { kind: 'unchanged', commit: 'a'.repeat(40), words: [] } as const;
  await noteArrival(scratch.path, arrival);
  await writeOutcome(scratch.path, { ...outcome, kind: 'failed' }, 1);
  await writeOutcome(scratch.path, outcome, 2);
  const state = { arrival, outcome: { ...outcome, endedAt: 2 }, isPending: false };
  expect(await readForgeState(scratch.path)).toEqual(state);
});
