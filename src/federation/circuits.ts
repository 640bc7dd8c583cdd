import { domainOf } from '../protocol/domain.ts';
import { hostOf } from '../protocol/uri.ts';
import type { RemoteActor } from '../protocol/vocabulary.ts';
import { StoreUnavailable, type HostNews, type Store, type Transaction } from '../store/store.ts';
import type { Bell } from './bell.ts';
import { putBounded } from './bounded.ts';
import type { HostHealth } from './retry.ts';

/**
 * A circuit for each host that fails. From its first failure on it gets one delivery at a time, after five in a row it is left
 * alone for a growing while. One delivery that arrives, or a refusal that somebody must have written, closes the circuit. What
 * lasts is in the store; here is known which hosts it concerns, so that those that work cost nothing.
 */
export interface Circuits {
  /** The store knows that `host` fails. */
  takeUp(host: string): void;
  /**
   * Notes how a host fared, and gives what is to be stored of it together with the outcome. `afterMs`: how long it asked to be
   * left alone.
   */
  note(host: string, health: HostHealth, afterMs?: number): HostNews | undefined;
  /** `actor` has sent us what its key vouches for: its server, if it failed, is asked at once. */
  hear(actor: Pick<RemoteActor, 'id' | 'inbox' | 'sharedInbox'>): void;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** After the first failure in a row, the second …: the circuit opens at the fifth. The last is for all that follow. */
const pausesMs = [0, 0, 0, 0, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour, day] as const;
/** A host that failed for so long is asked once a day. */
const longAfterMs = 7 * day;
/** One account's limit must not silence a server for days: this much of a Retry-After concerns the whole host. */
const askedPauseMaxMs = hour;
/** More are not kept in mind, or stored: who names new hosts all the time does not fill the store with them. */
const failingMax = 20_000;
/** A host that speaks is asked at most so often. */
const heardAgainMs = minute;
/** Where nobody at all answered for so long it may have been our own network. */
const silenceMs = minute;
/** An answer by somebody else, no longer ago than this, shows that a failure is not ours. */
const witnessMs = day;

export interface CircuitSources {
  readonly store: Pick<Store, 'transact'>;
  /** Rung when a host is to be asked. */
  readonly queued: Bell;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since any moment, which pass evenly. */
  elapsed(): number;
  /** In [0, 1). */
  random(): number;
  log(event: { readonly event: 'circuit.store-failed'; readonly reason: string }): void;
}

export function openCircuits({ elapsed, log, now, queued, random, store }: CircuitSources): Circuits {
  const failing = new Set<string>();
  const heard = new Map<string, number>();
  /** When somebody last answered: by the time of day, and by the one that passes evenly. */
  let answered = { at: now(), elapsed: elapsed() };
  let isAnswered = false;
  let isSilent = false;

  function noteAnswer(): void {
    if (isSilent && elapsed() - answered.elapsed > silenceMs) {
      const { at } = answered;
      write((tx) => tx.askHostsFailingSince(at, now()));
    }
    answered = { at: now(), elapsed: elapsed() };
    isAnswered = true;
    isSilent = false;
  }

  /** Not waited for: what is lost of it costs a pause. */
  function write(effects: (tx: Transaction) => void): void {
    store.transact(effects).then(
      () => queued.ring(),
      (error: unknown) => {
        if (!(error instanceof StoreUnavailable))
          log({ event: 'circuit.store-failed', reason: String(error) });
      },
    );
  }

  function takeUp(host: string): void {
    if (failing.size < failingMax) failing.add(host);
  }

  function failure(host: string, isOutage: boolean, afterMs: number): HostNews | undefined {
    takeUp(host);
    if (!failing.has(host)) return undefined;
    const shift = 1 + random() / 4;
    return {
      kind: 'fails',
      host,
      at: now(),
      isOutage,
      isWitnessed: isAnswered && elapsed() - answered.elapsed < witnessMs,
      pausesMs: pausesMs.map((ms) => Math.round(ms * shift)),
      longAfterMs,
      pauseMinMs: Math.min(afterMs, askedPauseMaxMs),
    };
  }

  return {
    takeUp,
    note: (host, health, afterMs = 0) => {
      if (health === 'fails') {
        isSilent = true;
        return failure(host, true, afterMs);
      }
      noteAnswer();
      if (health === 'declines') return failure(host, false, afterMs);
      return failing.delete(host) ? { kind: 'works', host, at: now() } : undefined;
    },
    hear: (actor) => {
      if (failing.size === 0) return;
      for (const host of hostsOf(actor)) {
        if (!failing.has(host) || elapsed() - (heard.get(host) ?? -Infinity) < heardAgainMs) continue;
        putBounded(heard, host, elapsed(), failingMax);
        write((tx) => tx.askHost(host, now()));
      }
    },
  };
}

/** Where an actor's server takes what is sent: of other domains than its own anybody could speak. */
function hostsOf({
  id,
  inbox,
  sharedInbox = inbox,
}: Pick<RemoteActor, 'id' | 'inbox' | 'sharedInbox'>): ReadonlySet<string> {
  const own = [inbox, sharedInbox].filter((uri) => domainOf(uri) === domainOf(id));
  return new Set(own.map(hostOf));
}
