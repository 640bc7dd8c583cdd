import { Refusal } from './protocol/refusal.ts';

/** A rate: `burst` at once, and `perMinute` after that. */
export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

/** Rates for many names: a token bucket each, of which as many are remembered as memory should hold. */
export interface RateLimit {
  /** Takes one, and gives 0. Where there is none, nothing is taken: so many seconds until there will be. */
  take(name: string): number;
  /** Takes one, or throws Refusal('too-many-requests') with those seconds. */
  demand(name: string): void;
}

interface Bucket {
  left: number;
  /** Milliseconds, as of `elapsed`. */
  at: number;
}

const namesMax = 10_000;

/** `what` is limited, for the message. `elapsed` gives milliseconds that never go back. */
export function openRateLimit(what: string, { perMinute, burst }: Rate, elapsed: () => number): RateLimit {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;

  /** Whose bucket is the oldest is forgotten first, and begins anew with a full one. */
  function bucketOf(name: string, now: number): Bucket {
    const known = buckets.get(name);
    if (known !== undefined) {
      known.left = Math.min(burst, known.left + (now - known.at) * perMs);
      known.at = now;
      return known;
    }
    const [oldest] = buckets.size < namesMax ? [] : buckets.keys();
    if (oldest !== undefined) buckets.delete(oldest);
    const bucket = { left: burst, at: now };
    buckets.set(name, bucket);
    return bucket;
  }

  function take(name: string): number {
    const bucket = bucketOf(name, elapsed());
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) / perMs / 1000);
    bucket.left -= 1;
    return 0;
  }

  return {
    take,
    demand: (name) => {
      const seconds = take(name);
      if (seconds > 0)
        throw new Refusal(
          'too-many-requests',
          `too many ${what} of ${name}: at most ${perMinute} a minute`,
          seconds,
        );
    },
  };
}

/** Places for requests under way. While there is room, anybody may have any number of them. */
export interface Places {
  /**
   * A place for a request of `source` that holds `bytes` of memory. Throws Refusal('too-many-requests') when there is none.
   * What it returns gives the place back, and is to be called once.
   */
  take(source: string, bytes: number): () => void;
  underWay(): number;
}

export interface PlaceLimits {
  /** In all. */
  readonly max: number;
  /** When so many are taken, the rest is for those who have few. */
  readonly crowdedAt: number;
  /** So many each has then. */
  readonly shareMax: number;
  /** Of memory, with the same rules. */
  readonly bytesMax: number;
  readonly bytesCrowdedAt: number;
  readonly bytesShareMax: number;
}

/** Long enough for what is under way to be done. */
const crowdedSeconds = 5;

/** What one source has. */
interface Held {
  places: number;
  bytes: number;
}

export function openPlaces(limits: PlaceLimits): Places {
  const held = new Map<string, Held>();
  let taken = 0;
  let bytesTaken = 0;

  function isRefused(own: Held, bytes: number): boolean {
    if (taken >= limits.max || bytesTaken + bytes > limits.bytesMax) return true;
    if (taken >= limits.crowdedAt && own.places >= limits.shareMax) return true;
    return bytesTaken + bytes > limits.bytesCrowdedAt && own.bytes + bytes > limits.bytesShareMax;
  }

  function leave(source: string, own: Held, bytes: number): void {
    own.places -= 1;
    own.bytes -= bytes;
    if (own.places === 0) held.delete(source);
    taken -= 1;
    bytesTaken -= bytes;
  }

  return {
    take: (source, bytes) => {
      const own = held.get(source) ?? { places: 0, bytes: 0 };
      if (isRefused(own, bytes))
        throw new Refusal('too-many-requests', 'too many requests are under way', crowdedSeconds);
      held.set(source, own);
      own.places += 1;
      own.bytes += bytes;
      taken += 1;
      bytesTaken += bytes;
      return () => leave(source, own, bytes);
    },
    underWay: () => taken,
  };
}
