// A process that takes cases in until it is stopped. What it tries it has written down before: what never ends is known by that.
import { once } from 'node:events';
import { openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../src/protocol/refusal.ts';
import { randomOf, type Random } from '../support/random.ts';
import { openBlog } from './blog.ts';
import { forgetAll } from './check-blog.ts';
import { watchCoverage } from './coverage.ts';
import { doorTarget } from './door-target.ts';
import { inboxTarget } from './inbox-target.ts';
import { jsonTargets } from './json-targets.ts';
import { triedFile, type FromFuzzing, type FuzzOrder } from './run.ts';
import type { Target } from './target.ts';
import { textTargets } from './text-targets.ts';

process.once('disconnect', () => process.exit());
const [order] = (await once(process, 'message')) as [FuzzOrder];
const blog = await openBlog(order.dir);
await forgetAll(blog); // What others have left there is not to be laid at our door.
/** What all else is behind. */
const outer: readonly Target[] = [doorTarget(blog), inboxTarget(blog)];
const targets: readonly Target[] = [...textTargets, ...jsonTargets, ...outer];

/** Cases between two looks at what ran, and at what they have led to. */
const batchSize = 20;
const checkEvery = 10;
/** Of the processor's time, for one case: a thousand times what one needs. */
const budgetMs = 1_000;
const keptMax = 1_000;

function tell(message: FromFuzzing): void {
  process.send?.(message);
}

/** What is wrong with how `work` went; undefined when nothing is. */
async function problemIn(work: () => unknown): Promise<string | undefined> {
  const before = process.threadCpuUsage();
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal))
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.threadCpuUsage(before);
  const spentMs = Math.round((user + system) / 1_000);
  return spentMs > budgetMs ? `took ${spentMs} ms of the processor's time` : undefined;
}

async function tryOut(target: Target, input: string): Promise<void> {
  await judge(target, [input], () => target.run(input));
}

async function check(target: Target, inputs: readonly string[]): Promise<void> {
  await judge(target, inputs, () => target.check?.());
}

let findings = 0;
const tried = openSync(join(order.dir, triedFile), 'w');

/** Leaves behind what it tries before it tries it, and tells when it went wrong. */
async function judge(target: Target, inputs: readonly string[], work: () => unknown): Promise<void> {
  const about = { target: target.name, inputs };
  writeSync(tried, `${JSON.stringify(about)}\n`, 0); // Over what stood there: truncating first takes ten times as long.
  const problem = await problemIn(work);
  if (problem === undefined) return;
  const file = `finding-${process.pid}-${(findings += 1)}.json`;
  writeFileSync(join(order.dir, file), JSON.stringify({ ...about, problem }));
  tell({ kind: 'finding', file });
}

function chooseTarget(random: Random): Target {
  return random.pick(random.chance(0.5) ? outer : targets);
}

/** What led somewhere new is worth more changes. */
async function fuzz(random: Random): Promise<never> {
  const coverage = await watchCoverage();
  const kept = new Map(targets.map(({ name }) => [name, [] as string[]]));
  const unchecked = new Map(targets.map(({ name }) => [name, [] as string[]]));
  for (;;) {
    const target = chooseTarget(random);
    const [worthy, since] = [kept.get(target.name)!, unchecked.get(target.name)!];
    const batch = Array.from({ length: batchSize }, () => caseFor(target, worthy, random));
    for (const input of batch) await tryOut(target, input);
    tell({ kind: 'tried', target: target.name, cases: batch.length });
    if ((await coverage.newBlocks()) > 0) worthy.push(...batch);
    worthy.splice(0, worthy.length - keptMax);
    since.push(...batch);
    if (since.length < batchSize * checkEvery) continue;
    await check(target, since);
    since.length = 0;
  }
}

function caseFor(target: Target, worthy: readonly string[], random: Random): string {
  const from = worthy.length > 0 && random.chance(0.5) ? worthy : target.seeds;
  return target.change(random.pick(from), random, target.seeds);
}

async function replay({ replayed = [] }: FuzzOrder): Promise<void> {
  for (const { target: name, inputs } of replayed) {
    const target = targets.find((one) => one.name === name);
    if (target === undefined) throw new Error(`there is no target called ${name}`);
    for (const input of inputs) await tryOut(target, input);
    await check(target, inputs);
  }
}

if (order.replayed === undefined) await fuzz(randomOf(order.seed));
else await replay(order);
tell({ kind: 'end' });
