/** What waits in memory for its turn, in a queue for each host, so that nobody's many rows keep others from theirs. */
export interface HostQueues<Item> {
  add(host: string, item: Item): void;
  /** Takes back all that waits for a host. */
  drop(host: string): readonly Item[];
  /** The next one whose host has a place, host after host in turn; undefined when there is none. */
  next(): Started<Item> | undefined;
  /** How many could start at once; those behind a hanging host are not among them. */
  ahead(): number;
  /** Hosts for which at least so many wait. */
  hostsWith(waiting: number): readonly string[];
}

export interface Started<Item> {
  readonly item: Item;
  /** Gives the place at the host back. Not to be called twice. */
  leave(): void;
}

interface Queue<Item> {
  readonly host: string;
  readonly waiting: Item[];
  active: number;
}

/** At most `perHostMax` of a host are started and not left at a time. */
export function openHostQueues<Item>(perHostMax: number): HostQueues<Item> {
  const queues = new Map<string, Queue<Item>>();
  /** Those that may start one, the one that waited longest first: nothing is searched for at each start. */
  const ready = new Set<Queue<Item>>();
  let ahead = 0;

  function setReady(queue: Queue<Item>): void {
    if (ready.has(queue) || queue.waiting.length === 0 || queue.active >= perHostMax) return;
    ready.add(queue);
    ahead += queue.waiting.length;
  }

  function leave(queue: Queue<Item>): void {
    queue.active -= 1;
    setReady(queue);
    if (queue.active === 0 && queue.waiting.length === 0) queues.delete(queue.host);
  }

  return {
    add: (host, item) => {
      const queue = queues.get(host) ?? { host, waiting: [], active: 0 };
      queues.set(host, queue);
      queue.waiting.push(item);
      if (ready.has(queue)) ahead += 1;
      else setReady(queue);
    },
    drop: (host) => {
      const queue = queues.get(host);
      if (queue === undefined) return [];
      const dropped = queue.waiting.splice(0);
      if (ready.delete(queue)) ahead -= dropped.length;
      if (queue.active === 0) queues.delete(host);
      return dropped;
    },
    next: () => {
      const [queue] = ready;
      if (queue === undefined) return undefined;
      ready.delete(queue);
      ahead -= queue.waiting.length;
      const [item] = queue.waiting.splice(0, 1);
      queue.active += 1;
      setReady(queue);
      return item === undefined ? undefined : { item, leave: () => leave(queue) };
    },
    ahead: () => ahead,
    hostsWith: (waiting) =>
      [...queues.values()].filter((queue) => queue.waiting.length >= waiting).map(({ host }) => host),
  };
}
