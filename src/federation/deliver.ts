import { StoreUnavailable, type Delivery, type StoredOutcome } from '../store/store.ts';
import type { Context } from './context.ts';
import { isSaidByBlog } from './forward.ts';
import { gatherFor } from './gather.ts';
import { openHostQueues } from './host-queues.ts';
import { openLanes } from './lanes.ts';
import { outcomeOf, retryDelayMs, type DeliveryOutcome } from './retry.ts';
import { synchronizationsFor } from './synchronization.ts';

/** Sends what the store says is due, until stopped. A Delivery is a row before it is a request, and stays one until it is done. */
export interface Deliverer {
  /** Begins nothing more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
}

const laneLimits = { fastMax: 128, slowMax: 512, slowAfterMs: 1_000 };
/** At most so many at once to one host (interop 7.1). */
const perHostMax = 2;
/** Rows held in memory ahead of their turn, in all and of one host: nobody's many inboxes keep others from their turn. */
const aheadMax = 1024;
const aheadPerHostMax = 8;
const leaseMs = 60_000;
/** A row that waited longer than this for its turn is left to its lease: another worker may have it by the time it is sent. */
const leaseUsableMs = 30_000;
/** Outcomes that come so close together share a commit; killed before it, their activities are sent once more, under the same id. */
const gatherMs = 50;
/** How often rows queued by another process are looked for. */
const pollMs = 250;

export interface DelivererOptions {
  /** Names this process in leases. */
  readonly owner: string;
  /** In [0, 1). */
  readonly random: () => number;
}

export function startDeliverer(context: Context, { owner, random }: DelivererOptions): Deliverer {
  const { store, remote, now } = context;
  const queues = openHostQueues<Claimed>(perHostMax);
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let signal = Promise.withResolvers<void>();
  const wake = (): void => signal.resolve();
  const lanes = openLanes(laneLimits, wake);
  const record = gatherFor(gatherMs, store);
  const unsubscribe = context.queued.onRing(wake);

  /** Claims many at once, as each claim is a write, and only when something is due; says whether anything was found. */
  async function claim(): Promise<boolean> {
    const limit = aheadMax - queues.ahead();
    const claimedAt = context.elapsed();
    if (limit < aheadMax / 2 || ((await store.nextDeliveryAt()) ?? Infinity) > now()) return false;
    const found = await store.claimDeliveries({
      limit,
      now: now(),
      leaseMs,
      owner,
      busyHosts: queues.hostsWith(perHostMax),
      perHost: aheadPerHostMax,
    });
    const synchronizations = await synchronizationsFor(found, context);
    for (const delivery of found) {
      const synchronization = synchronizations.get(delivery);
      queues.add(new URL(delivery.inbox).host, { delivery, claimedAt, synchronization });
    }
    return found.length > 0;
  }

  /** Starts what may start now: at each answer the next, so that signing and sending go on side by side. */
  function startAll(): void {
    while (!stopping && startOne());
  }

  function startOne(): boolean {
    const place = lanes.take();
    const started = place && queues.next();
    if (started === undefined) place?.leave();
    if (place === undefined || started === undefined) return false;
    const leave = (): void => {
      place.leave();
      started.leave();
      startAll();
      if (queues.ahead() <= aheadMax / 2) wake();
    };
    const task = attempt(started.item, leave).finally(() => underWay.delete(task));
    underWay.add(task);
    return true;
  }

  /** Calls `leave` when the host has answered: the next need not wait until that is stored. */
  async function attempt(
    { delivery, claimedAt, synchronization }: Claimed,
    leave: () => void,
  ): Promise<void> {
    if (context.elapsed() - claimedAt > leaseUsableMs) return leave();
    const answer = await remote.post(delivery.inbox, delivery.body, {
      fields: synchronization === undefined ? undefined : { 'collection-synchronization': synchronization },
      key: isSaidByBlog(delivery.activityId, context.site) ? 'request' : 'instance',
    });
    leave();
    const outcome = outcomeOf(answer, now());
    const stored = storedOutcome(delivery, outcome, now(), random());
    context.counters.count('delivery', stored.state);
    if (stored.state !== 'delivered') {
      context.log({ event: `delivery.${stored.state}`, inbox: delivery.inbox, reason: stored.reason });
    }
    await recordOrLeave(() =>
      record((tx) => {
        tx.putDeliveryOutcome(delivery.row, stored);
        if (outcome.kind === 'gone') tx.removeFollowersAt(delivery.inbox);
      }),
    );
  }

  /** When the store fails, the row keeps its lease and comes again with the same activity id: late, and not lost. */
  async function recordOrLeave<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable))
        context.log({ event: 'delivery.store-failed', reason: String(error) });
      return undefined;
    }
  }

  async function wokenOrAfter(ms: number): Promise<void> {
    const timer = setTimeout(wake, ms);
    await signal.promise;
    clearTimeout(timer);
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      signal = Promise.withResolvers<void>();
      const found = await recordOrLeave(claim);
      startAll();
      if (found !== true) await wokenOrAfter(pollMs);
    }
    await Promise.all(underWay);
  }

  const ended = loop();
  return {
    stop: () => {
      stopping = true;
      unsubscribe();
      wake();
      return ended;
    },
  };
}

interface Claimed {
  readonly delivery: Delivery;
  /** As of `Context.elapsed`. */
  readonly claimedAt: number;
  /** Value of Collection-Synchronization. */
  readonly synchronization: string | undefined;
}

function storedOutcome(
  delivery: Delivery,
  outcome: DeliveryOutcome,
  now: number,
  jitter: number,
): StoredOutcome {
  switch (outcome.kind) {
    case 'delivered':
      return { state: 'delivered', at: now, status: outcome.status };
    case 'gone':
      return { state: 'failed', at: now, reason: 'answered 410' };
    case 'refused':
      return { state: 'failed', at: now, reason: outcome.reason };
    case 'retry': {
      const pauseMs = retryDelayMs(delivery.attempt, jitter);
      if (pauseMs === undefined) return { state: 'failed', at: now, reason: outcome.reason };
      return { state: 'retry', at: now + Math.max(pauseMs, outcome.afterMs ?? 0), reason: outcome.reason };
    }
  }
}
