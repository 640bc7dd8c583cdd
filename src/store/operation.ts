import { assert } from '../assert.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { OutgoingActivity, Transaction } from './store.ts';

/** What a Transaction can do, the two ways of queuing told apart: one of them reads all followers. */
export type OperationKind = Exclude<keyof Transaction, 'enqueue'> | 'enqueueToFollowers' | 'enqueueToInboxes';

/**
 * A recorded write, a plain value. The locks say which others it may change places with, and be written in one statement
 * with: those that share no name with it, or only names that both hold as shared.
 */
export interface Operation {
  readonly kind: OperationKind;
  /** What its SQL reads, by name. */
  readonly row: object;
  readonly exclusive: readonly string[];
  readonly shared: readonly string[];
}

/** Runs `effects` and gives what it did to its Transaction, in order. Throws as `effects` does. */
export function record(effects: (tx: Transaction) => void): readonly Operation[] {
  const operations: Operation[] = [];
  let recording = true;
  const add: Add = (kind, row, exclusive, shared = []) => {
    assert(recording, `${kind} came after its transaction was recorded: effects must not wait for anything`);
    operations.push({ kind, row, exclusive, shared });
  };
  try {
    effects(recorder(add));
  } finally {
    recording = false;
  }
  return operations;
}

type Add = (
  kind: OperationKind,
  row: object,
  exclusive: readonly string[],
  shared?: readonly string[],
) => void;

/**
 * `actor …` is held by all that an actor owns, so that its removal keeps its place among them. The tables `followers` and
 * `replies` are shared by those who change one row, and exclusive to those who read or change many.
 */
function recorder(add: Add): Transaction {
  return {
    putActor: (actor, fetchedAt) =>
      add(
        'putActor',
        {
          ...actor,
          host: hostOf(actor.id),
          deliveryHost: hostOf(actor.sharedInbox ?? actor.inbox),
          fetchedAt,
        },
        [`profile ${actor.id}`, `follower ${actor.id}`],
        [`actor ${actor.id}`, 'followers'],
      ),
    removeActor: (actor, at) => add('removeActor', { actor, at }, [`actor ${actor}`, 'followers', 'replies']),
    putFollower: (follower, at) =>
      add(
        'putFollower',
        { ...follower, host: hostOf(follower.sharedInbox ?? follower.inbox), at },
        [`follower ${follower.actor}`],
        [`actor ${follower.actor}`, 'followers'],
      ),
    removeFollower: (actor) => add('removeFollower', { actor }, [`follower ${actor}`], ['followers']),
    removeFollowerById: (followId, actor) =>
      add('removeFollowerById', { followId, actor }, [`follower ${actor}`], ['followers']),
    removeFollowersAt: (inbox) => add('removeFollowersAt', { inbox }, ['followers']),
    putReply: (reply, at) =>
      add(
        'putReply',
        { ...reply, at },
        [`reply ${reply.id}`],
        [`reply ${reply.inReplyTo}`, `actor ${reply.actor}`, 'replies'],
      ),
    removeReply: (id, author, at) => add('removeReply', { id, author, at }, [`reply ${id}`], ['replies']),
    putSanitised: (id, content, html) =>
      add('putSanitised', { id, content, html }, [`reply ${id}`], ['replies']),
    putReaction: (reaction, at) =>
      add(
        'putReaction',
        { ...reaction, at },
        [
          reactionLock(reaction.kind, reaction.actor, reaction.objectId),
          ...(reaction.activityId === undefined ? [] : [`act ${reaction.activityId}`]),
        ],
        [`actor ${reaction.actor}`],
      ),
    removeReaction: (kind, actor, objectId) =>
      add('removeReaction', { kind, actor, objectId }, [reactionLock(kind, actor, objectId)]),
    removeReactionById: (activityId, actor) =>
      add('removeReactionById', { activityId, actor }, [`act ${activityId}`]),
    putAnnouncement: (announcement) =>
      add('putAnnouncement', announcement, [`announcement ${announcement.id}`]),
    putFormerSlug: (slug, objectId) => add('putFormerSlug', { slug, objectId }, [`slug ${slug}`]),
    enqueue: (activity) => enqueue(add, activity),
    supersede: (objectId, types) => add('supersede', { objectId, types }, [`queue ${objectId}`]),
    putDeliveryOutcome: (row, outcome) => add('putDeliveryOutcome', { ...outcome, row }, [`delivery ${row}`]),
    putSetting: (name, value) => add('putSetting', { name, value }, [`setting ${name}`]),
    putKeyPair: (actor, keys) => add('putKeyPair', { ...keys, actor }, [`keys ${actor}`]),
  };
}

function enqueue(add: Add, activity: OutgoingActivity): void {
  const { to, inboxes, ...row } = activity;
  const toFollowers = to === 'followers';
  add(
    toFollowers ? 'enqueueToFollowers' : 'enqueueToInboxes',
    { ...row, inboxes: inboxes.map((inbox) => ({ inbox, host: hostOf(inbox) })) },
    [`activity ${activity.id}`, `queue ${activity.objectId}`, ...(toFollowers ? ['followers'] : [])],
  );
}

function reactionLock(kind: string, actor: Uri, objectId: Uri): string {
  return `${kind} ${actor} ${objectId}`;
}

function hostOf(uri: Uri): string {
  return new URL(uri).host;
}
