import type { LoadResult, LoadTarget } from './load.ts';
import type { PersonServerReady } from './person-server.ts';
import { startWorker, type Worker } from './worker.ts';

/** A Follow on its way. */
export interface SentFollow {
  /** Where the Accept is expected. */
  readonly inbox: string;
  /** The whole HTTP request. */
  readonly request: string;
}

export interface FollowLoad {
  readonly target: LoadTarget;
  readonly follows: readonly SentFollow[];
  /** So many wait for their Accept at once. */
  readonly atOnce: number;
}

/** Serves people as `People` does, sends their Follows, and says how long each waited till its Accept was there. */
export type Followers = Worker<PersonServerReady, FollowLoad, Pick<LoadResult, 'ms' | 'latenciesMs'>>;

export function startFollowers(): Promise<Followers> {
  return startWorker('followers');
}
