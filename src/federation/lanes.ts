/**
 * Places for requests under way. A request that has been out for a while moves from the fast lane to the slow one by itself,
 * so that hosts which hang do not hold up those which answer; who is known to fail begins in the slow lane.
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
}

/** `onRoom` is called when a request that turned slow frees a fast place. */
export function openLanes({ fastMax, slowMax, slowAfterMs }: LaneLimits, onRoom: () => void): Lanes {
  let fast = 0;
  let slow = 0;
  let begunSlow = 0;

  function take(): Place | undefined {
    if (fast >= fastMax) return undefined;
    fast += 1;
    let leave = (): void => void (fast -= 1);
    const timer = setTimeout(() => {
      if (slow >= slowMax) return;
      fast -= 1;
      slow += 1;
      leave = () => void (slow -= 1);
      onRoom();
    }, slowAfterMs);
    return placeOf(() => {
      clearTimeout(timer);
      leave();
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

  return { room: () => fastMax - fast, take, takeSlow };
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
