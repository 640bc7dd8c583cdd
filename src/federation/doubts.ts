import { parseActor } from '../protocol/actor.ts';
import { typeOf } from '../protocol/property.ts';
import { Refusal } from '../protocol/refusal.ts';
import { sameOrigin } from '../protocol/uri.ts';
import type { JsonObject, RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { DoubtedFollower, Transaction } from '../store/store.ts';
import { isClockDoubtful } from './clean.ts';
import type { Context } from './context.ts';
import type { FetchOutcome } from './remote.ts';

type DoubtContext = Pick<Context, 'actors' | 'clock' | 'log' | 'now' | 'remote' | 'site' | 'store'>;

const dayMs = 24 * 3_600_000;
/** Asked for in one round, each on another host. */
const asksMax = 4;
/** Looked at in one round. */
const looksMax = 50;
/** A server may lose an account for a moment: not found counts on so many days. */
const missingDaysMax = 3;
/** A host that failed whenever it was asked, for so long and on so many days, without a word from it, is dead. */
const deadAfterMs = 60 * dayMs;
const deadAfterDays = 10;

/**
 * One round: of followers whose inbox answered that it is not there, asks some for their actor. Who is gone is forgotten at
 * once, who is not found on three days follows no more; who has another inbox gets what comes at that one; who has the same
 * keeps following. Who cannot be asked now is asked tomorrow. An inbox alone proves nothing: it may speak for many.
 */
export async function settleDoubts(context: DoubtContext): Promise<void> {
  const { clock, now, store } = context;
  if (clock.isInDoubt()) return;
  const due = await store.doubtedFollowers(now(), looksMax);
  const byHost = Map.groupBy(due, ({ actor }) => new URL(actor).host);
  const asked = [...byHost.values()].flatMap(([first]) => first ?? []).slice(0, asksMax);
  await Promise.all(asked.map((follower) => settle(follower, context)));
}

async function settle(follower: DoubtedFollower, context: DoubtContext): Promise<void> {
  const { actors, log, now, remote, store } = context;
  const found = foundIn(await remote.fetchDocument(follower.actor, 'writer'), follower.actor);
  const end = endOf(found, follower);
  await store.transact((tx) => end.write(tx, now()));
  if (end.event === undefined) return;
  actors.forgetAll();
  log({ event: end.event, actor: follower.actor });
}

/** What becomes of a doubt: what is written of it, and what the operator is told, if anything comes of it. */
interface End {
  readonly event?: string;
  write(tx: Transaction, now: number): void;
}

function endOf(found: Found, follower: DoubtedFollower): End {
  const { actor, missingDays } = follower;
  if (found === 'gone') return { event: 'follower.gone', write: (tx, now) => tx.removeActor(actor, now) };
  if (found === 'missing' && missingDays + 1 >= missingDaysMax)
    return { event: 'follower.missing', write: (tx) => tx.removeFollower(actor) };
  if (found === 'missing' || found === 'unknown')
    return { write: (tx, now) => tx.postponeDoubt(actor, now + dayMs, found === 'missing') };
  if (isReachedAt(follower, found)) return { write: (tx) => tx.settleDoubt(actor) };
  return {
    event: 'follower.inbox-changed',
    write: (tx, now) => {
      tx.putActor(found, now);
      tx.settleDoubt(actor);
    },
  };
}

function isReachedAt(follower: DoubtedFollower, { inbox, sharedInbox }: RemoteActor): boolean {
  return follower.inbox === inbox && follower.sharedInbox === sharedInbox;
}

/** 'missing': its server does not find it. 'unknown': nobody could be asked, or what came is not what was asked for. */
type Found = RemoteActor | 'gone' | 'missing' | 'unknown';

const tombstone: ReadonlySet<string> = new Set(['Tombstone']);

function foundIn(outcome: FetchOutcome, id: Uri): Found {
  if (outcome.kind === 'gone') return 'gone';
  if (outcome.kind === 'failed') return outcome.status === 404 ? 'missing' : 'unknown';
  const { json, url } = outcome;
  // A document counts only for the origin it came from, wherever redirects led (interop 5.3).
  if (json.id !== id || !sameOrigin(url, id)) return 'unknown';
  return typeOf(json, tombstone) === 'Tombstone' ? 'gone' : actorIn(json);
}

function actorIn(json: JsonObject): Found {
  try {
    return parseActor(json);
  } catch (error) {
    if (error instanceof Refusal) return 'unknown';
    throw error;
  }
}

/**
 * Forgets the followers on hosts that are dead: only while the time of day can be relied on, and only hosts that failed while
 * others answered, so that no failure of our own machine or network costs a follower.
 */
export async function forgetDeadHosts(context: DoubtContext): Promise<void> {
  const { clock, log, now, store } = context;
  if (clock.isInDoubt() || (await isClockDoubtful(context))) return;
  const death = { failingSince: now() - deadAfterMs, failingDays: deadAfterDays };
  for (const host of await store.deadHosts(death)) {
    const before = await store.countFollowers();
    await store.transact((tx) => tx.removeFollowersOn(host));
    log({ event: 'host.dead', host, followers: before - (await store.countFollowers()) });
  }
}
