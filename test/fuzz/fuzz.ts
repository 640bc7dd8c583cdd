// `npm run fuzz -- --minutes 10 --seed 7`: noise on everything that strangers write to. What is found is kept, and tried again by the tests.
import { parseArgs } from 'node:util';
import { openScratch } from '../support/scratch.ts';
import { publishBlog } from './blog.ts';
import { keepFinding, type Finding } from './finding.ts';
import { runFuzz } from './run.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('Write numbers: --minutes 5 --seed 1');

await using scratch = openScratch();
console.log(`seed ${seed}`);
await publishBlog(scratch.path);
const { cases, casesOf, findings } = await runFuzz(
  { seed, dir: scratch.path },
  { ms: minutes * 60_000, onFinding: ({ target, problem }) => console.log(`\n${target}: ${problem}`) },
);
for (const finding of findings)
  console.log(`kept: test/fuzz/found/${await keepFinding(await reduced(finding))}`);
console.log(casesOf);
console.log(`${cases} cases, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

/** With no more inputs than it takes, as far as halving tells. */
async function reduced(finding: Finding): Promise<Finding> {
  const { inputs } = finding;
  if (inputs.length < 2) return finding;
  const middle = Math.ceil(inputs.length / 2);
  for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
    await using fresh = openScratch();
    await publishBlog(fresh.path);
    const replayed = [{ ...finding, inputs: half }];
    const [again] = (await runFuzz({ seed: 0, dir: fresh.path, replayed })).findings;
    if (again !== undefined) return await reduced(again);
  }
  return finding;
}
