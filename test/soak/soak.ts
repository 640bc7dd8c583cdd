// `npm run soak -- --kills 200 --seed 7`: kill -9, again and again, and nothing that was acknowledged may be missing; with
// `--publishing`, while posts are published: everybody hears of everything, once, in order, and of nothing that was stopped.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runPublishingSoak } from './publishing.ts';
import { runSoak } from './run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    publishing: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(kills) || kills < 0 || !Number.isInteger(seed))
  throw new Error('Write whole numbers: --kills 100 --seed 1');

const dir = await mkdtemp(join(tmpdir(), 'outward-soak-'));
console.log(`seed ${seed}, in ${dir}`);
try {
  const run = values.publishing ? runPublishingSoak : runSoak;
  console.log(await run({ kills, seed, dir, log: console.log }));
  await rm(dir, { recursive: true });
} catch (error) {
  console.error(error);
  console.error(`seed ${seed}; the blog's content and data are left in ${dir}`);
  process.exitCode = 1;
}
