import { hostOf } from '../protocol/uri.ts';
import { StoreUnavailable, type Delivery, type Transaction } from '../store/store.ts';
import type { Context } from './context.ts';
import { isSaidByBlog } from './forward.ts';
import { gatherFor } from './gather.ts';
import type { Started } from './host-queues.ts';
import { openLanes } from './lanes.ts';
import { openLines } from './lines.ts';
import type { PostOutcome } from './remote.ts';
import { healthOf, outcomeOf, patienceMs, storedOutcome } from './retry.ts';
import { synchronizationsFor } from './synchronization.ts';

/** Sends what the store says is due, until stopped. A Delivery is a row before it is a request, and stays one until it is done. */
export interface Deliverer {
  /** Begins nothing more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
}

const laneLimits = { fastMax: 128, slowMax: 1024, slowAfterMs: 150, slowAfterOthers: 192 };
/** Rows of one host held in memory ahead of their turn: nobody's many inboxes keep others from theirs. */
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
  const { circuits, store, remote, now } = context;
  /** Hosts whose failure the store does not know yet: it would give out more for them. */
  const failedJustNow = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let signal = Promise.withResolvers<void>();
  const wake = (): void => signal.resolve();
  const lines = openLines<Claimed>(openLanes(laneLimits, goOn), context.elapsed);
  const record = gatherFor(gatherMs, store);
  const unsubscribe = context.queued.onRing(wake);

  /** Claims many at once, as each claim is a write, and only when something is due; says whether anything was found. */
  async function claim(): Promise<boolean> {
    if (!lines.isHungry()) return false;
    const room = lines.room();
    const claimedAt = context.elapsed();
    const isDue = ((await store.nextDeliveryAt()) ?? Infinity) <= now();
    if (!isDue) {
      lines.expect(false);
      return false;
    }
    const found = await store.claimDeliveries({
      limit: room.others,
      now: now(),
      leaseMs,
      owner,
      busyHosts: [...lines.busyHosts(), ...failedJustNow],
      perHost: aheadPerHostMax,
      scouts: room.scouts,
      overdueBefore: now() - patienceMs,
    });
    lines.expect(found.filter(({ isScout }) => !isScout).length === room.others);
    // They are leased by now: without the field they arrive, and left alone they would wait for the lease to end.
    const synchronizations = await unlessStoreFails(() => synchronizationsFor(found, context));
    for (const delivery of found)
      add({ delivery, claimedAt, synchronization: synchronizations?.get(delivery) });
    return found.length > 0;
  }

  function add(claimed: Claimed): void {
    const { inbox, isScout } = claimed.delivery;
    const host = hostOf(inbox);
    if (isScout) circuits.takeUp(host);
    lines.add(host, claimed, isScout);
  }

  /** Starts what may start now: at each answer the next, so that signing and sending go on side by side. */
  function goOn(): void {
    while (!stopping) {
      const next = lines.next();
      if (next === undefined) return;
      start(next);
    }
  }

  function start({ item, leave: leavePlaces }: Started<Claimed>): void {
    const leave = (): void => {
      leavePlaces();
      goOn();
      if (lines.isHungry()) wake();
    };
    const task = attempt(item, leave).finally(() => underWay.delete(task));
    underWay.add(task);
  }

  /** Calls `leave` when the host has answered: the next need not wait until that is stored. */
  async function attempt(claimed: Claimed, leave: () => void): Promise<void> {
    if (isStale(claimed)) return leave();
    const { delivery, synchronization } = claimed;
    const answer = await remote.post(delivery.inbox, delivery.body, {
      fields: synchronization === undefined ? undefined : { 'collection-synchronization': synchronization },
      key: isSaidByBlog(delivery.activityId, context.site) ? 'request' : 'instance',
    });
    const write = outcomeWriter(delivery, answer);
    leave();
    await unlessStoreFails(write);
  }

  /** Decides what follows from an answer; what is returned writes it. */
  function outcomeWriter(delivery: Delivery, answer: PostOutcome): () => Promise<void> {
    const at = now();
    const host = hostOf(delivery.inbox);
    const outcome = outcomeOf(answer, at);
    const stored = storedOutcome(delivery, outcome, at, random());
    const afterMs = outcome.kind === 'retry' ? outcome.afterMs : undefined;
    const news = circuits.note(host, healthOf(answer, outcome), afterMs);
    const fails = news?.kind === 'fails';
    if (fails) failedJustNow.add(host);
    if (fails || outcome.kind === 'delivered') lines.note(host, !fails);
    const unsent = fails ? lines.drop(host) : [];
    const isMoved = outcome.kind !== 'delivered' && outcome.isMoved;
    context.counters.count('delivery', stored.state);
    if (stored.state !== 'delivered')
      context.log({ event: `delivery.${stored.state}`, inbox: delivery.inbox, reason: stored.reason });
    const effects = (tx: Transaction): void => {
      tx.putDeliveryOutcome(delivery.row, stored, news);
      for (const claimed of unsent) if (!isStale(claimed)) tx.giveBack(claimed.delivery.row, owner);
      if (isMoved) tx.doubtFollowersAt(delivery.inbox, at);
    };
    return async () => {
      try {
        await record(effects);
      } finally {
        if (fails) failedJustNow.delete(host);
      }
      if (news !== undefined) wake(); // Others of that host may go now, or one of them.
    };
  }

  function isStale({ claimedAt }: Claimed): boolean {
    return context.elapsed() - claimedAt > leaseUsableMs;
  }

  /** When the store fails, the row keeps its lease and comes again with the same activity id: late, and not lost. */
  async function unlessStoreFails<T>(work: () => Promise<T>): Promise<T | undefined> {
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
    for (const host of (await unlessStoreFails(() => store.failingHostNames())) ?? []) circuits.takeUp(host);
    while (!stopping) {
      signal = Promise.withResolvers<void>();
      const found = await unlessStoreFails(claim);
      goOn();
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
