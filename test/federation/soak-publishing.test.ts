import { expect, test } from 'vitest';
import { runPublishingSoak } from '../soak/publishing.ts';
import { openScratch } from '../support/scratch.ts';

test('killed 6 times while it publishes, it tells everybody of everything once, in order, and of nothing that was stopped', async () => {
  await using scratch = openScratch();
  const report = await runPublishingSoak({ kills: 6, seed: 20_261_124, dir: scratch.path });

  expect(report.kills).toBeGreaterThanOrEqual(6);
  expect(report.stopped).toBeGreaterThan(0);
  expect(report.arrivals).toBeGreaterThan(10);
}, 240_000);
