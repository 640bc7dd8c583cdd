import type { Settings } from '../config.ts';
import type { LogEvent } from '../federation/context.ts';
import {
  beginFetch,
  endFetch,
  fetchWanted,
  readForgeState,
  writeOutcome,
  type FetchOutcome,
} from '../release/forge.ts';
import { takeFromForge } from '../release/forge-fetch.ts';
import { readPushTarget } from '../release/pushed.ts';
import { printable } from './blog.ts';
import { settings } from './environment.ts';
import { every, type Work } from './every.ts';
import { patiently } from './patiently.ts';
import { runVerb } from './run-verb.ts';

/**
 * `outward hook fetch`, which the running server asks for when a webhook has arrived: takes what the forge has, and notes what
 * came of it. Exit status 1 when it is to be tried again. Asked to stop, it ends a fetch, but not a publication.
 */
export async function fetchForge(): Promise<number> {
  const loaded = settings();
  await beginFetch(loaded.dataDir);
  const outcome = await fetchFor(loaded, stopAsked());
  if (outcome !== undefined) await writeOutcome(loaded.dataDir, outcome, Date.now());
  if (outcome?.kind === 'failed') {
    console.error(printable(outcome.words.join('\n')));
    return 1;
  }
  await endFetch(loaded.dataDir);
  return 0;
}

/** Undefined where nothing is to be fetched any more. */
async function fetchFor(
  { dataDir, webhook }: Settings,
  stopping: AbortSignal,
): Promise<FetchOutcome | undefined> {
  const target = await readPushTarget(dataDir);
  if (webhook === undefined || target === undefined) return undefined;
  return takeFromForge({ from: webhook.repository, target }, stopping);
}

function stopAsked(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  return stopping.signal;
}

/**
 * What is to be asked every second: has the branch fetched by `fetch` when a webhook has asked for it, at once; and what was
 * killed or failed again, after a while. Rejects as `fetch` does.
 */
export function forgeFetcher(
  dataDir: string,
  elapsed: () => number,
  fetch: () => Promise<void>,
): () => Promise<void> {
  const again = patiently(elapsed, async () => (await fetchWanted(dataDir)) === 'again', fetch);
  return async () => ((await fetchWanted(dataDir)) === 'new' ? fetch() : again());
}

/** Where the fetcher works: in a running server, with its clock and its log. */
export interface FetchingWorld {
  readonly elapsed: () => number;
  readonly log: (event: LogEvent) => void;
}

/** Fetches from the forge whenever it is to be fetched; `tell` hears of failures. Stopping it ends a fetch under way. */
export function startFetching(
  dataDir: string,
  { elapsed, log }: FetchingWorld,
  tell: (reason: string) => void,
): Work {
  const stopping = new AbortController();
  const fetch = async (): Promise<void> => {
    try {
      await runVerb(['hook', 'fetch'], stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
      return;
    }
    const { kind, commit } = (await readForgeState(dataDir))?.outcome ?? {};
    log({ event: 'forge.fetched', outcome: kind, commit });
  };
  const work = every(lookMs, forgeFetcher(dataDir, elapsed, fetch), tell);
  return {
    stop: () => {
      stopping.abort();
      return work.stop();
    },
  };
}

const lookMs = 1_000;
