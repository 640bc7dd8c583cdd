import { assert } from '../assert.ts';
import { domainOf } from '../protocol/domain.ts';
import type { ReactionKind, Uri } from '../protocol/vocabulary.ts';
import type { Operation, OperationKind } from './operation.ts';
import type { Follower, OutgoingActivity, Transaction, Vote } from './store.ts';

/** Runs `effects` and gives what it did to its Transaction, in order. Throws as `effects` does. */
export function record(effects: (tx: Transaction) => void): readonly Operation[] {
  const outer = recorded;
  const operations: Operation[] = [];
  recorded = operations;
  try {
    effects(transaction);
  } finally {
    recorded = outer;
  }
  return operations;
}

/** Of the transaction that is being recorded: one at a time, as effects wait for nothing. */
let recorded: Operation[] | undefined;

const add: Add = (kind, row, exclusive, shared = []) => {
  assert(recorded, `${kind} came after its transaction was recorded: effects must not wait for anything`);
  recorded.push({ kind, row, exclusive, shared });
};

type Add = (
  kind: OperationKind,
  row: object,
  exclusive: readonly string[],
  shared?: readonly string[],
) => void;

type OfPeople =
  | 'putActor'
  | 'removeActor'
  | 'putFollower'
  | 'acceptFollower'
  | 'moveFollower'
  | 'removeFollower'
  | 'removeFollowerById'
  | 'removeFollowersOn'
  | 'doubtFollowersAt'
  | 'settleDoubt'
  | 'postponeDoubt';

/**
 * `actor …` is held by all that an actor owns, so that its removal keeps its place among them. The tables `followers` and
 * `replies` are shared by those who change one row, and exclusive to those who read or change many.
 */
function ofPeople(add: Add): Pick<Transaction, OfPeople> {
  return {
    putActor: (actor, fetchedAt) =>
      add(
        'putActor',
        {
          ...actor,
          keys: actor.keys.slice(0, keysMax),
          domain: domainOf(actor.id),
          host: hostOf(actor.id),
          deliveryHost: hostOf(actor.sharedInbox ?? actor.inbox),
          fetchedAt,
        },
        [`profile ${actor.id}`, `follower ${actor.id}`],
        [`actor ${actor.id}`, 'followers'],
      ),
    removeActor: (actor, at) =>
      add('removeActor', { actor, domain: domainOf(actor), at }, [`actor ${actor}`, 'followers', 'replies']),
    putFollower: (follower, at, state = 'accepted') =>
      add(
        'putFollower',
        { ...followerRow(follower), state, at },
        [`follower ${follower.actor}`],
        [`actor ${follower.actor}`, 'followers'],
      ),
    acceptFollower: (actor) => add('acceptFollower', { actor }, [`follower ${actor}`], ['followers']),
    moveFollower: (from, to, at) =>
      add(
        'moveFollower',
        { ...followerRow(to), from, at },
        [`follower ${from}`, `follower ${to.actor}`],
        [`actor ${from}`, `actor ${to.actor}`, 'followers'],
      ),
    removeFollower: (actor) => add('removeFollower', { actor }, [`follower ${actor}`], ['followers']),
    removeFollowerById: (followId, actor) =>
      add('removeFollowerById', { followId, actor }, [`follower ${actor}`], ['followers']),
    removeFollowersOn: (host) => add('removeFollowersOn', { host }, ['followers']),
    doubtFollowersAt: (inbox, at) => add('doubtFollowersAt', { inbox, at }, ['followers']),
    settleDoubt: (actor) => add('settleDoubt', { actor }, [`follower ${actor}`], ['followers']),
    postponeDoubt: (actor, askAt, isMissing) =>
      add('postponeDoubt', { actor, askAt, isMissing }, [`follower ${actor}`], ['followers']),
  };
}

function followerRow(follower: Follower): object {
  return {
    ...follower,
    domain: domainOf(follower.actor),
    origin: new URL(follower.actor).origin,
    host: hostOf(follower.sharedInbox ?? follower.inbox),
  };
}

type OfConversations =
  | 'putReply'
  | 'removeReply'
  | 'putSanitised'
  | 'putReaction'
  | 'removeReaction'
  | 'removeReactionById'
  | 'putVote'
  | 'putQuote'
  | 'removeQuote'
  | 'putReport'
  | 'removeReportsOf';

function ofConversations(add: Add): Pick<Transaction, OfConversations> {
  return {
    putReply: (reply, at) =>
      add(
        'putReply',
        { ...reply, domain: domainOf(reply.actor), at },
        [`reply ${reply.id}`],
        [`reply ${reply.inReplyTo}`, `actor ${reply.actor}`, 'replies'],
      ),
    removeReply: (id, author, at) =>
      add('removeReply', { id, author, domain: domainOf(author), at }, [`reply ${id}`], ['replies']),
    putSanitised: (id, content, html) =>
      add('putSanitised', { id, content, html }, [`reply ${id}`], ['replies']),
    putReaction: (reaction, at) =>
      add(
        'putReaction',
        { ...reaction, domain: domainOf(reaction.actor), at },
        [
          reactionLock(reaction.kind, reaction.actor, reaction.objectId),
          ...(reaction.activityId === undefined ? [] : [`act ${reaction.activityId}`]),
        ],
        [`actor ${reaction.actor}`],
      ),
    removeReaction: (kind, actor, objectId, emoji) =>
      add('removeReaction', { kind, actor, objectId, emoji }, [reactionLock(kind, actor, objectId)]),
    removeReactionById: (activityId, actor) =>
      add('removeReactionById', { activityId, actor }, [`act ${activityId}`]),
    putVote: (vote, isSingle, at) => putVote(add, vote, isSingle, at),
    // A removal asks whether there is a quote, and a quote whether it was removed.
    putQuote: (quote, at) =>
      add(
        'putQuote',
        { ...quote, domain: domainOf(quote.actor), at },
        [quoteLock(quote.quotingId, quote.actor)],
        [`actor ${quote.actor}`, `reply ${quote.quotingId}`],
      ),
    removeQuote: (quotingId, actor) =>
      add('removeQuote', { quotingId, actor }, [quoteLock(quotingId, actor)], [`reply ${quotingId}`]),
    putReport: (report) =>
      add('putReport', { ...report, domain: domainOf(report.actor) }, [`reports ${report.actor}`]),
    removeReportsOf: (actor) => add('removeReportsOf', { actor }, [`reports ${actor}`]),
  };
}

type OfModeration =
  | 'putReplyRule'
  | 'judgeReply'
  | 'knowAuthorOf'
  | 'releaseReplies'
  | 'putRule'
  | 'removeRule'
  | 'silence'
  | 'putPrivateMessage'
  | 'removePrivateMessage'
  | 'countRefusals';

/** What is said of one reply may change where others stand. */
function ofModeration(add: Add): Pick<Transaction, OfModeration> {
  return {
    putReplyRule: (id, content, rule) =>
      add('putReplyRule', { id, content, rule }, [`reply ${id}`], ['replies']),
    judgeReply: (id, verdict) => add('judgeReply', { id, verdict }, ['replies']),
    knowAuthorOf: (id) => add('knowAuthorOf', { id }, ['replies']),
    releaseReplies: (objectId, policy) =>
      add('releaseReplies', { objectId, policy }, [`released ${objectId}`, 'replies']),
    putRule: (rule) => add('putRule', rule, ['rules']),
    removeRule: (pattern, source) => add('removeRule', { pattern, source }, ['rules']),
    silence: (actor, silence) =>
      add(
        'silence',
        { actor, domain: domainOf(actor), silence },
        [`silence ${actor}`, `follower ${actor}`],
        [`actor ${actor}`, 'followers'],
      ),
    putPrivateMessage: (message, at) =>
      add(
        'putPrivateMessage',
        { ...message, domain: domainOf(message.actor), at },
        [`private message ${message.id}`],
        [`actor ${message.actor}`],
      ),
    removePrivateMessage: (id, author) =>
      add('removePrivateMessage', { id, author }, [`private message ${id}`]),
    countRefusals: (day, reason, count) =>
      add('countRefusals', { day, reason, count }, [`refusals ${day} ${reason}`]),
  };
}

/** A single voice looks for any other of the voter; where several are allowed, each only for its like. */
function putVote(add: Add, vote: Vote, isSingle: boolean, at: number): void {
  const voter = `voter ${vote.actor} ${vote.poll}`;
  const own = isSingle ? [voter] : [`${voter} ${vote.option}`];
  const row = { ...vote, domain: domainOf(vote.actor), isSingle, at };
  add('putVote', row, own, [...(isSingle ? [] : [voter]), `actor ${vote.actor}`]);
}

type OfQueue =
  'enqueue' | 'supersede' | 'putDeliveryOutcome' | 'giveBack' | 'askHost' | 'askHostsFailingSince';

/** `host …` is held by all that changes what is known of it, and by outcomes that come with news of it. */
function ofQueue(add: Add): Pick<Transaction, OfQueue> {
  return {
    enqueue: (activity) => enqueue(add, activity),
    supersede: (objectId, types) => add('supersede', { objectId, types }, [`queue ${objectId}`]),
    putDeliveryOutcome: (row, outcome, news) => {
      const hosts = news === undefined ? [] : [`host ${news.host}`];
      add('putDeliveryOutcome', { ...outcome, row }, [`delivery ${row}`], hosts);
      if (news !== undefined) add(kindOfNews[news.kind], news, hosts, ['hosts']);
    },
    giveBack: (row, owner) => add('giveBack', { row, owner }, [`delivery ${row}`]),
    askHost: (host, at) => add('askHost', { host, at }, [`host ${host}`], ['hosts']),
    askHostsFailingSince: (since, at) => add('askHostsFailingSince', { since, at }, ['hosts']),
  };
}

const kindOfNews = { works: 'putHostWorks', fails: 'putHostFailure' } as const;

function enqueue(add: Add, activity: OutgoingActivity): void {
  const { to, inboxes, causedBy, ...row } = activity;
  const toFollowers = to === 'followers';
  add(
    toFollowers ? 'enqueueToFollowers' : 'enqueueToInboxes',
    {
      ...row,
      domain: causedBy && domainOf(causedBy),
      toFollowers,
      inboxes: inboxes.map((inbox) => ({ inbox, host: hostOf(inbox) })),
    },
    [`activity ${activity.id}`, `queue ${activity.objectId}`, ...(toFollowers ? ['followers'] : [])],
  );
}

type OfBlog =
  | 'putAnnouncement'
  | 'putFormerSlug'
  | 'putSetting'
  | 'makeSetting'
  | 'putKeyPair'
  | 'makeKeyPair'
  | 'putSeen'
  | 'putSignatureForm';

/** What the blog remembers of its own doings. */
function ofBlog(add: Add): Pick<Transaction, OfBlog> {
  return {
    putAnnouncement: (announcement) =>
      add('putAnnouncement', announcement, [`announcement ${announcement.id}`]),
    putFormerSlug: (slug, objectId) => add('putFormerSlug', { slug, objectId }, [`slug ${slug}`]),
    putSetting: (name, value) => add('putSetting', { name, value }, [`setting ${name}`]),
    makeSetting: (name, value) => add('makeSetting', { name, value }, [`setting ${name}`]),
    putKeyPair: (actor, purpose, keys) =>
      add('putKeyPair', { ...keys, actor, purpose }, [`keys ${purpose} ${actor}`]),
    makeKeyPair: (actor, purpose, keys) =>
      add('makeKeyPair', { ...keys, actor, purpose }, [`keys ${purpose} ${actor}`]),
    putSeen: (digest, at, signer) =>
      add('putSeen', { digest, domain: domainOf(signer), at }, [`seen ${digest}`]),
    putSignatureForm: (host, form, at) => add('putSignatureForm', { host, form, at }, [`form ${host}`]),
  };
}

function reactionLock(kind: ReactionKind, actor: Uri, objectId: Uri): string {
  return `${kind} ${actor} ${objectId}`;
}

function quoteLock(quotingId: Uri, actor: Uri): string {
  return `quote ${quotingId} ${actor}`;
}

/** RSA and Ed25519, the one in use and the one before. */
const keysMax = 4;

function hostOf(uri: Uri): string {
  return new URL(uri).host;
}

/** Made once: as many functions for every transaction would be most of the garbage that the inbox makes. */
const transaction: Transaction = {
  ...ofPeople(add),
  ...ofConversations(add),
  ...ofModeration(add),
  ...ofQueue(add),
  ...ofBlog(add),
};
