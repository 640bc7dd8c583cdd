/**
 * Places for requests under way. A request that has been out for a while, or that many others have overtaken, moves from the
 * fast lane to the slow one by itself, so that hosts which hang do not hold up those which answer; who is known to fail begins
 * in the slow lane.
 */
export interface Lanes {
  /** Undefined when the fast lane is full. */
  take(): Place | undefined;
  /** A place in the slow lane from the beginning; undefined when `max` have begun there, or it is full. */
  takeSlow(max: number): Place | undefined;
  /** Free places in the fast lane. */
  room(): number;
}

export interface Place {
  /** May be called more than once. */
  leave(): void;
}

export interface LaneLimits {
  readonly fastMax: number;
  readonly slowMax: number;
  readonly slowAfterMs: number;
  /** Who has seen so many others leave is slow, too: more than `fastMax`, so that some of them began after him. */
  readonly slowAfterOthers: number;
}

interface FastPlace {
  readonly takenAt: number;
  readonly timer: NodeJS.Timeout;
}

/** `onRoom` is called when a request that turned slow frees a fast place. */
export function openLanes(limits: LaneLimits, onRoom: () => void): Lanes {
  const { fastMax, slowAfterMs, slowAfterOthers, slowMax } = limits;
  /** In the order in which they were taken. */
  const fast = new Set<FastPlace>();
  let slow = 0;
  let begunSlow = 0;
  let left = 0;

  function turnSlow(place: FastPlace): boolean {
    if (slow >= slowMax || !fast.delete(place)) return false;
    clearTimeout(place.timer);
    slow += 1;
    return true;
  }

  function turnOvertaken(): void {
    for (const place of fast) if (left - place.takenAt < slowAfterOthers || !turnSlow(place)) return;
  }

  function take(): Place | undefined {
    if (fast.size >= fastMax) return undefined;
    // Where it is us who were slow, the answer may be here already: it is read before the next turn.
    const timer = setTimeout(() => setImmediate(() => turnSlow(place) && onRoom()), slowAfterMs);
    const place: FastPlace = { takenAt: left, timer };
    fast.add(place);
    return placeOf(() => {
      clearTimeout(timer);
      if (!fast.delete(place)) slow -= 1;
      left += 1;
      turnOvertaken();
    });
  }

  function takeSlow(max: number): Place | undefined {
    if (begunSlow >= max || slow >= slowMax) return undefined;
    begunSlow += 1;
    slow += 1;
    return placeOf(() => {
      begunSlow -= 1;
      slow -= 1;
    });
  }

  return { room: () => fastMax - fast.size, take, takeSlow };
}

function placeOf(leave: () => void): Place {
  let isLeft = false;
  return {
    leave: () => {
      if (!isLeft) leave();
      isLeft = true;
    },
  };
}
