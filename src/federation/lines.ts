import { putBounded } from './bounded.ts';
import { openHostQueues, type HostQueues, type Started } from './host-queues.ts';
import type { Lanes, Place } from './lanes.ts';

/**
 * Who is sent to next. Hosts that took the last that they were sent go first: of those that nobody has sent to since the start
 * it is not known whether they answer, and of those that fail it is known. A few of these begin beside the first in each moment,
 * all of them when the first are through; so whoever hangs, or refuses, keeps nobody waiting who would have taken what is his.
 */
export interface Lines<Item> {
  /** `isScout`: its host fails, and this is the one delivery that asks how it does. */
  add(host: string, item: Item, isScout: boolean): void;
  /** Takes back all that waits for a host that fails by now. */
  drop(host: string): readonly Item[];
  /** The next one with its places, in the lane and at its host; undefined when none may begin now. */
  next(): Started<Item> | undefined;
  /** Notes how a host fared. */
  note(host: string, isWorking: boolean): void;
  /** How many more may be taken into memory, of scouts and of others. */
  room(): { readonly scouts: number; readonly others: number };
  /** Whether there is as much room as it is worth to look for more. */
  isHungry(): boolean;
  /** Hosts that have their share here already. */
  busyHosts(): readonly string[];
  /** Whether somebody knows of more that could stand in the first line. */
  expect(isMore: boolean): void;
}

/** At most so many at once to one host (interop 7.1). */
const perHostMax = 2;
/** Rows held in memory ahead of their turn, in the first line, and together with the newcomers. */
const aheadMax = 1024;
const aheadOfAllMax = 2 * aheadMax;
/** Hosts that fail and are asked at the same time. */
const scoutsMax = 128;
/** So many begin within a moment while others wait to be sent to. */
const newcomersBesideMax = 12;
const scoutsBesideMax = 4;
const momentMs = 150;
/** Hosts that are remembered to have taken the last that they were sent. */
const provenMax = 50_000;

export function openLines<Item>(lanes: Pick<Lanes, 'take' | 'takeSlow'>, elapsed: () => number): Lines<Item> {
  const proven = new Map<string, true>();
  const first = openHostQueues<Item>(perHostMax);
  const newcomers = openHostQueues<Item>(perHostMax);
  const scouts = openHostQueues<Item>(1);
  const newcomersBeside = openShare(newcomersBesideMax, elapsed);
  const scoutsBeside = openShare(scoutsBesideMax, elapsed);
  const takeForScout = (): Place | undefined => lanes.takeSlow(scoutsMax);
  let isMore = false;

  /** Within their shares, before the first line: it would take every place that becomes free. */
  function besideOthers(): Started<Item> | undefined {
    if (!isMore && first.ahead() === 0) return undefined;
    return within(newcomersBeside, newcomers, lanes.take) ?? within(scoutsBeside, scouts, takeForScout);
  }

  function afterOthers(): Started<Item> | undefined {
    if (first.ahead() > 0 || (isMore && newcomers.ahead() < aheadMax)) return undefined;
    return begin(newcomers, lanes.take) ?? (isMore ? undefined : begin(scouts, takeForScout));
  }

  function others(): number {
    return Math.min(aheadMax - first.ahead(), aheadOfAllMax - first.ahead() - newcomers.ahead());
  }

  return {
    add: (host, item, isScout) => {
      const line = proven.has(host) ? first : newcomers;
      (isScout ? scouts : line).add(host, item);
    },
    drop: (host) => [...first.drop(host), ...newcomers.drop(host)],
    next: () => besideOthers() ?? begin(first, lanes.take) ?? afterOthers(),
    note: (host, isWorking) => {
      if (!isWorking) proven.delete(host);
      else if (!proven.has(host)) putBounded(proven, host, true, provenMax);
    },
    room: () => ({ scouts: Math.max(0, scoutsMax - scouts.ahead()), others: others() }),
    isHungry: () => others() >= aheadMax / 2,
    busyHosts: () => [...first.hostsWith(perHostMax), ...newcomers.hostsWith(perHostMax)],
    expect: (whether) => {
      isMore = whether;
    },
  };
}

function within<Item>(
  share: Share,
  from: HostQueues<Item>,
  take: () => Place | undefined,
): Started<Item> | undefined {
  const started = share.hasRoom() ? begin(from, take) : undefined;
  if (started !== undefined) share.note();
  return started;
}

function begin<Item>(from: HostQueues<Item>, take: () => Place | undefined): Started<Item> | undefined {
  const place = from.ahead() > 0 ? take() : undefined;
  const started = place && from.next();
  if (place === undefined || started === undefined) return undefined;
  return {
    item: started.item,
    leave: () => {
      place.leave();
      started.leave();
    },
  };
}

/** So many in each moment. */
interface Share {
  hasRoom(): boolean;
  note(): void;
}

function openShare(max: number, elapsed: () => number): Share {
  let since = -Infinity;
  let begun = 0;
  return {
    hasRoom: () => {
      if (elapsed() - since >= momentMs) [since, begun] = [elapsed(), 0];
      return begun < max;
    },
    note: () => {
      begun += 1;
    },
  };
}
