import { domainOf } from '../protocol/domain.ts';
import { hostOf } from '../protocol/uri.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { putBounded } from './bounded.ts';
import { openTurns, TurnedAway, type TurnLimits, type Turns } from './turns.ts';

/**
 * Stands before every document that is fetched because a stranger named it, so that nobody can aim us at a third party, or
 * keep us busy: few requests at a time go to one host or to one domain, and a domain of which nothing useful came is asked less
 * and less.
 *
 * Who wants to can spend the allowance of a domain by naming what is not there, and so delay that we get to know people of
 * it; nothing is lost, as they come again, and whoever is known already needs no fetch.
 */
export interface FetchGate {
  /** Runs `fetch`, which asks for `url`, when its turn has come. Rejects with TurnedAway, or as `fetch` does. */
  pass<Result>(url: Uri, fetch: () => Promise<Result>): Promise<Result>;
  /** What was fetched from `url` is of no use: nothing was there, or it was not what somebody had said. */
  inVain(url: Uri): void;
}

/** Under way and waiting, of all. */
const insideMax = 512;
const waitMaxMs = 5_000;
const ofAll: TurnLimits = { max: 64, waitingMax: insideMax, waitMaxMs };
const ofOneDomain: TurnLimits = { max: 16, waitingMax: insideMax / 2, waitMaxMs };
const ofOneHost: TurnLimits = { max: 4, waitingMax: insideMax / 2, waitMaxMs };
/** So many fetches may be in vain at once, and one more for each time that goes by: as many again in five minutes. */
const vainMax = 30;
const vainForgottenMs = 10_000;
const domainsMax = 10_000;

/** `elapsed` gives milliseconds that never go back. */
export function openFetchGate(elapsed: () => number): FetchGate {
  const all = openTurns('fetches', ofAll);
  /** Of hosts and of domains, while they are in use. */
  const places = new Map<string, Turns>();
  /** How many fetches from a domain were in vain, less those long enough ago by then. */
  const vain = new Map<string, { readonly count: number; readonly at: number }>();
  let inside = 0;

  async function inTurn<Result>(
    place: string,
    limits: TurnLimits,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const turns = places.get(place) ?? openTurns(`fetches from ${place}`, limits);
    places.set(place, turns);
    try {
      return await turns.run(work);
    } finally {
      if (turns.isIdle()) places.delete(place);
    }
  }

  function vainAt(domain: string): number {
    const known = vain.get(domain);
    return known === undefined ? 0 : Math.max(0, known.count - (elapsed() - known.at) / vainForgottenMs);
  }

  function checkWorth(url: Uri): void {
    const domain = domainOf(url);
    if (vainAt(domain) > vainMax - 1) throw new TurnedAway(`${domain} was asked in vain too often`);
  }

  function inAllTurns<Result>(url: Uri, fetch: () => Promise<Result>): Promise<Result> {
    const worthwhile = (): Promise<Result> => {
      checkWorth(url); // Meanwhile those before it may have been in vain.
      return all.run(fetch);
    };
    const ofDomain = (): Promise<Result> => inTurn(`*.${domainOf(url)}`, ofOneDomain, worthwhile);
    return inTurn(hostOf(url), ofOneHost, ofDomain);
  }

  return {
    pass: async (url, fetch) => {
      checkWorth(url);
      if (inside >= insideMax) throw new TurnedAway('too many fetches wait for their turn');
      inside += 1;
      try {
        return await inAllTurns(url, fetch);
      } finally {
        inside -= 1;
      }
    },
    inVain: (url) => {
      const domain = domainOf(url);
      putBounded(vain, domain, { count: vainAt(domain) + 1, at: elapsed() }, domainsMax);
    },
  };
}
