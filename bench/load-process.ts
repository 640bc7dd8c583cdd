// Puts requests on the wire that were made beforehand, over connections that are kept, one at a time on each.
import { setTimeout as pause } from 'node:timers/promises';
import type { Load, LoadGenerator, LoadResult } from './load.ts';
import { serve } from './worker.ts';
import { openWire, type Wire } from './wire.ts';

async function run({ target, requests, connections, pace }: Load): Promise<LoadResult> {
  const wires = await Promise.all(Array.from({ length: connections }, () => openWire(target)));
  const statuses: Record<number, number> = {};
  const latenciesMs: number[] = [];
  const waiting = requests.entries();
  const cpu = process.cpuUsage();
  const begun = performance.now();

  async function drive(wire: Wire): Promise<void> {
    for (const [index, request] of waiting) {
      const from = pace === undefined ? performance.now() : begun + (index / pace) * 1000;
      if (pace !== undefined) await until(from);
      const status = await wire.send(request);
      latenciesMs.push(performance.now() - from);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    wire.close();
  }

  await Promise.all(wires.map(drive));
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, statuses, latenciesMs, cpuMs: (user + system) / 1000 };
}

/** Timers may fire a little early. */
async function until(time: number): Promise<void> {
  for (let left = time - performance.now(); left > 0; left = time - performance.now()) await pause(left);
}

serve<LoadGenerator>(null, run);
