// `npm run bench -- [--json] [name …]`: all figures, or those that are named. `BENCH_PART` is explained in size.ts.
import { measureDeliveries, measureHttps, measureShared } from './deliveries.ts';
import { tableOf, type Figures } from './figures.ts';
import { measureFollows } from './follows.ts';
import { measureHosts } from './hosts.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory.ts';
import { measureNewcomers } from './newcomers.ts';
import { measurePages } from './pages.ts';
import { measureQueueing } from './queueing.ts';
import { measureRefusals } from './refusals.ts';
import { measureReplies } from './replies.ts';

const measures: ReadonlyMap<string, () => Promise<Figures>> = new Map([
  ['replies', measureReplies],
  ['newcomers', measureNewcomers],
  ['follows', measureFollows],
  ['refusals', measureRefusals],
  ['latency', measureLatency],
  ['memory', measureMemory],
  ['deliveries', measureDeliveries],
  ['shared', measureShared],
  ['https', measureHttps],
  ['queueing', measureQueueing],
  ['hosts', measureHosts],
  ['pages', measurePages],
]);

const words = process.argv.slice(2);
const named = words.filter((word) => word !== '--json');
const unknown = named.filter((name) => !measures.has(name));
if (unknown.length > 0) {
  console.error(`There is no figure ${unknown.join(', ')}: name some of ${[...measures.keys()].join(', ')}.`);
  process.exit(2);
}

const asJson = words.includes('--json');
const measured: Figures[] = [];
for (const [name, measure] of measures) {
  if (named.length > 0 && !named.includes(name)) continue;
  const figures = await measure();
  if (!asJson) console.log(`${tableOf(figures)}\n`);
  measured.push(figures);
}
if (asJson) console.log(JSON.stringify(measured, undefined, 2));
