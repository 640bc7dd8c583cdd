import type { RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { Follower, FollowerState, Store, StoredFollower } from '../store/store.ts';
import { acceptOf, queueAnswer, rejectOf } from './answers.ts';
import type { Context } from './context.ts';

/** One who follows, or waits for leave, as the writer knows him. */
export interface KnownFollower extends StoredFollower {
  readonly state: FollowerState;
  /** `@ada@social.example`; undefined while nothing but the id is known. */
  readonly handle: string | undefined;
}

const pageSize = 1_000;

/** All in that state, in the order in which they came. */
export async function* followersIn(state: FollowerState, store: Store): AsyncGenerator<KnownFollower> {
  for await (const follower of storedIn(state, store)) {
    const actor = await store.findActor(follower.actor);
    yield { ...follower, state, handle: actor && handleOf(actor) };
  }
}

/** How many wait for leave. */
export async function countWaiting(store: Store): Promise<number> {
  return (await Array.fromAsync(storedIn('pending', store))).length;
}

/**
 * The follower in that state with this id, or all with this handle (`@ada@social.example`, also without the first sign). Who
 * shares a server may call himself by another's name, so it is for the writer to say whom he means.
 */
export async function findFollowers(
  name: string,
  state: FollowerState,
  store: Store,
): Promise<readonly StoredFollower[]> {
  if (!name.includes('://')) return findByHandle(name.replace(/^@/, '').toLowerCase(), state, store);
  const follower = await store.findFollower(name as Uri, state);
  return follower === undefined ? [] : [follower];
}

/** Lets one in who waits, and tells him (ActivityPub §7.6); after the commit he is one of those whom every post goes to. */
export function acceptFollower(follower: Follower, context: Answering): Promise<void> {
  const { keys, now, site, store } = context;
  const accept = acceptOf(followOf(follower), site, now(), keys);
  return store.transact((tx) => {
    tx.acceptFollower(follower.actor);
    queueAnswer(accept, site.actor, follower, tx, now());
  });
}

/** Forgets one who waits or follows, and tells him (§7.7): his server then takes the follow back. */
export function rejectFollower(follower: Follower, context: Answering): Promise<void> {
  const { keys, now, site, store } = context;
  const reject = rejectOf(followOf(follower), site, now(), keys);
  return store.transact((tx) => {
    tx.removeFollower(follower.actor);
    queueAnswer(reject, site.actor, follower, tx, now());
  });
}

type Answering = Pick<Context, 'keys' | 'now' | 'site' | 'store'>;

function followOf({ actor, followId }: Follower): Parameters<typeof acceptOf>[0] {
  return { id: followId, actor };
}

async function* storedIn(state: FollowerState, store: Store): AsyncGenerator<StoredFollower> {
  for (let after = 0, isLast = false; !isLast;) {
    const page = await store.followers(after, pageSize, state);
    yield* page;
    after = page.at(-1)?.row ?? after;
    isLast = page.length < pageSize;
  }
}

/** Only those on the handle's host are looked at closely, as there may be very many. */
async function findByHandle(
  handle: string,
  state: FollowerState,
  store: Store,
): Promise<readonly StoredFollower[]> {
  const host = handle.slice(handle.indexOf('@') + 1);
  const found: StoredFollower[] = [];
  for await (const follower of storedIn(state, store)) {
    if (new URL(follower.actor).host !== host) continue;
    const actor = await store.findActor(follower.actor);
    if (actor !== undefined && handleOf(actor).toLowerCase() === `@${handle}`) found.push(follower);
  }
  return found;
}

function handleOf({ id, preferredUsername }: RemoteActor): string {
  return `@${preferredUsername}@${new URL(id).host}`;
}
