import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScratch, type Scratch } from '../support/scratch.ts';
import { publishBlog } from './blog.ts';
import { keptFindings } from './finding.ts';
import { runFuzz } from './run.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = openScratch();
  await publishBlog(scratch.path);
});
afterAll(() => scratch[Symbol.asyncDispose]());

test('whatever strangers send, anywhere, is taken or refused, in time, and leaves nothing behind that it should not', async () => {
  const { cases, casesOf, findings } = await runFuzz(
    { seed: 20_261_123, dir: scratch.path },
    { cases: 6_000 },
  );

  expect(findings).toEqual([]);
  expect(cases).toBeGreaterThanOrEqual(6_000);
  expect(casesOf.get('inbox')).toBeGreaterThan(500);
}, 240_000);

describe('what was once taken amiss is not again', () => {
  test.each([...keptFindings()])('%s', async (_, finding) => {
    const { findings } = await runFuzz({ seed: 0, dir: scratch.path, replayed: [finding] });
    expect(findings).toEqual([]);
  });
});
