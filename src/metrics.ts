import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Counted, Counters } from './counters.ts';
import type { Gate } from './gate.ts';
import type { Store } from './store/store.ts';

/** What goes on in the server, in figures. */
export interface Metrics {
  readonly contentType: string;
  /** Prometheus text exposition format 0.0.4. */
  text(): Promise<string>;
}

export interface MetricsSources {
  readonly version: string;
  readonly counters: Counters;
  readonly gate: Gate;
  readonly store: Store;
  readonly now: () => number;
}

/** Nothing is reckoned before somebody asks, but for the delay of the event loop. */
export function openMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauge(registry, 'outward_info', 'The version that runs', ['version'], (set) => set(1, sources.version));
  for (const [what, name, help, label] of counted)
    addCounter(registry, sources.counters, { what, name, help, label });
  gauge(registry, 'outward_inbox_under_way', 'Requests to the inbox under way', [], (set) => {
    set(sources.gate.underWay());
  });
  addStore(registry, sources);
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

const counted = [
  ['inbox', 'outward_inbox_requests_total', 'Requests to the inbox, by what became of them', 'outcome'],
  ['activity', 'outward_activities_total', 'Activities that had an effect, by type', 'type'],
  ['delivery', 'outward_delivery_attempts_total', 'Attempts to deliver, by outcome', 'outcome'],
] as const satisfies readonly (readonly [Counted, string, string, string])[];

interface Told {
  readonly what: Counted;
  readonly name: string;
  readonly help: string;
  readonly label: string;
}

function addCounter(registry: Registry, counters: Counters, { what, name, help, label }: Told): void {
  new Counter({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [value, count] of counters.of(what)) this.inc({ [label]: value }, count);
    },
  });
}

/** What the store knows. While it cannot be read, its figures are missing rather than wrong. */
function addStore(registry: Registry, { store, now }: MetricsSources): void {
  gauge(registry, 'outward_followers', 'Accepted followers', [], async (set) =>
    set(await store.countFollowers()),
  );
  gauge(registry, 'outward_deliveries', 'Deliveries in the store, by state', ['state'], async (set) => {
    for (const [state, count] of Object.entries(await store.deliveryCounts())) set(count as number, state);
  });
  gauge(
    registry,
    'outward_delivery_delay_seconds',
    'How long the oldest delivery that is due waits',
    [],
    async (set) => {
      set(Math.max(0, now() - ((await store.nextDeliveryAt()) ?? Infinity)) / 1000);
    },
  );
}

type Set = (value: number, label?: string) => void;

function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
  collect: (set: Set) => void | Promise<void>,
): void {
  const [labelName] = labelNames;
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      this.reset();
      const set: Set = (value, label) =>
        labelName === undefined ? this.set(value) : this.set({ [labelName]: label ?? '' }, value);
      // Without labels a figure is 0 until it is set, which would be a lie here.
      await Promise.resolve(collect(set)).catch(() => (labelName === undefined ? this.remove() : undefined));
    },
  });
}
