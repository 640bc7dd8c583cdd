import type { RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { Death, DoubtedFollower } from './host-values.ts';
import type { NoticeStore } from './notice-values.ts';
import type {
  AccountToJudge,
  JudgedReply,
  ModerationRule,
  RefusalCount,
  ReplyFacts,
  ReplyToJudge,
  Standing,
  StoredPrivateMessage,
} from './moderation-values.ts';
import type { Transaction } from './transaction.ts';
import type {
  Announcement,
  Audience,
  Cleaned,
  CleaningSlice,
  Conversation,
  ConversationCounts,
  Delivery,
  DeliveryClaim,
  DeliveryCounts,
  DeliveryPage,
  DeliveryReport,
  DomainUse,
  EndedPublication,
  FailingHost,
  FollowerState,
  KeyPair,
  KeyPurpose,
  LedgerRecord,
  OutgoingActivity,
  PollCounts,
  Quote,
  Report,
  StoredFollower,
  WaitingPublication,
} from './values.ts';

export type * from './host-values.ts';
export type * from './moderation-values.ts';
export type * from './notice-values.ts';
export type * from './transaction.ts';
export type * from './values.ts';
export { ruleActs } from './moderation-values.ts';
export { perishables } from './values.ts';

/**
 * Everything that must survive a crash. One implementation a database; values in, values out, no protocol and no clock:
 * times are milliseconds since the epoch, handed in.
 */
export interface Store extends NoticeStore<Transaction> {
  /**
   * Runs `effects`, which records what is to be written, and resolves when all of it is on disk in one transaction.
   * Concurrent calls share a commit (group commit); within one, effects apply in the order of the calls. Rejects, with
   * nothing of `effects` written, as `effects` throws or the database fails (StoreUnavailable when the fault is not theirs).
   */
  transact(effects: (tx: Transaction) => void): Promise<void>;

  findActor(id: Uri): Promise<RemoteActor | undefined>;
  /**
   * False only of an actor who is certainly not stored: an answer from memory, for floods of news about people never heard of.
   * Always true before the first `dataVersion`, which also takes up whom other processes have stored.
   */
  mayKnowActor(id: Uri): boolean;
  /** The actor that has a key with this id: one on the key's own host before others, then who had it first. */
  findActorByKeyId(keyId: string): Promise<RemoteActor | undefined>;

  /** Accepted ones; those who wait for the writer's word are none yet. */
  countFollowers(): Promise<number>;
  /** At most `limit` followers with a row number above `after`, in row order; by default the accepted ones. */
  followers(after: number, limit: number, state?: FollowerState): Promise<readonly StoredFollower[]>;
  /** By default only if it was accepted: who waits may not do what followers may. */
  findFollower(actor: Uri, state?: FollowerState): Promise<StoredFollower | undefined>;
  /** Ids of the accepted followers whose id has this origin (`https://social.example`), sorted (FEP-8fcf). */
  followersAt(origin: string): Promise<readonly Uri[]>;
  /**
   * `followersAt` of each of these origins. Left out are those that have none, and those that an Accept, Reject or Undo of
   * ours is still to be delivered to: their list and ours may differ for the moment.
   */
  settledFollowers(origins: readonly string[]): Promise<ReadonlyMap<string, readonly Uri[]>>;
  /** Distinct addresses that a delivery to all followers goes to: shared inboxes joined. */
  followerInboxes(): Promise<readonly Uri[]>;
  /** How far an activity would go if it were queued now. Counted, not listed: there may be 100,000. */
  audience(activity: Pick<OutgoingActivity, 'to' | 'inboxes'>): Promise<Audience>;

  /**
   * Replies, likes, boosts and quotes of one object of ours, only what readers may see: the first 1,000 replies that came,
   * oldest first, and the number of all. A reply stays when its parent is removed.
   */
  conversation(objectId: Uri): Promise<Conversation>;
  /** Public counts of every object that was answered, liked, boosted or quoted. */
  counts(): Promise<ReadonlyMap<Uri, ConversationCounts>>;
  /** Replies not yet sanitised, oldest first. */
  unsanitisedReplies(limit: number): Promise<readonly { readonly id: Uri; readonly content: string }[]>;
  /** The object of ours at the root of a stored reply's thread; undefined when no such reply is stored, shown or not. */
  threadOf(replyId: Uri): Promise<Uri | undefined>;
  /** Who wrote a stored reply, shown or not, or a post that quotes. */
  authorOf(id: Uri): Promise<Uri | undefined>;
  /** Whether `author` has taken back a reply or quote of this id, so that none may come of it. */
  wasRemoved(id: Uri, author: Uri): Promise<boolean>;
  /** Ids of the first 1,000 replies of the thread that came and readers may see, oldest first (FEP-7888). */
  threadIds(objectId: Uri): Promise<readonly Uri[]>;
  /** Ids of the first 1,000 direct replies to `objectId` that came and readers may see, oldest first. */
  replyIds(objectId: Uri): Promise<readonly Uri[]>;
  /**
   * Calls `listener` after each commit of this process that changed conversations, before `transact` resolves, with the
   * ids of our objects concerned. Returns what ends it.
   */
  onConversationChange(listener: ConversationListener): () => void;
  /** A number that differs from the last one when another process has committed since. Cheap enough to ask every second. */
  dataVersion(): Promise<number>;

  /** What was said of each object: registered, announced or deleted. */
  announcements(): Promise<readonly Announcement[]>;
  /** Former slug → object id, for permanent redirects. */
  formerSlugs(): Promise<ReadonlyMap<string, string>>;

  /** The publication that waits out its grace window: there is at most one. */
  waitingPublication(): Promise<WaitingPublication | undefined>;
  /** What became of the last one that waited. */
  endedPublication(): Promise<EndedPublication | undefined>;
  /**
   * Puts a publication on record in place of the one that waits, whose token must be `instead` (undefined: none waits). Its
   * effects are written now, or, with `waiting`, kept until it is carried out. False, with nothing written, when something else
   * waits by now: what was planned does not hold any more.
   */
  putPublication(effects: (tx: Transaction) => void, options: PublicationOptions): Promise<boolean>;
  /**
   * Writes the effects of the waiting publication `token`, in one transaction with its end. False when it does not wait any
   * more, or its time (`sendAt`) is after `now` and it is not meant to be early.
   */
  carryOut(token: string, now: number, isEarly?: boolean): Promise<boolean>;
  /** Drops the waiting publication `token`. False when it does not wait any more. */
  callBack(token: string, now: number): Promise<boolean>;
  /**
   * Has nothing published by itself until the next publication, and drops what waits: the writer took the site back from one
   * release to a previous one. `endedPublication` tells of it. May be repeated.
   */
  holdBack(
    takenBack: Pick<EndedPublication, 'token' | 'release'> & { readonly previous: string },
    now: number,
  ): Promise<void>;

  /**
   * At most `limit` deliveries due at `now`, oldest first, hidden from other workers until `now + leaseMs` (a crash only
   * delays). Skips hosts in `busyHosts`, and a delivery whose predecessor (same object, same inbox) is not yet done. Two
   * workers never get the same one. Of hosts that fail (`putDeliveryOutcome`) come, besides, at most `scouts`: one delivery
   * each, and none before the pause of its host is over. Those that wait behind it use up no attempts, but may be given up here.
   */
  claimDeliveries(claim: DeliveryClaim): Promise<readonly Delivery[]>;
  /** Returns to the queue what `isDead(owner)` workers held. */
  releaseLeases(isDead: (owner: string) => boolean): Promise<void>;
  /**
   * Inboxes of those who hold a copy of an object of ours without having to follow: whoever an earlier activity of it was
   * sent to, and whoever answered, liked, boosted or quoted it, or voted. Not of those who are blocked.
   */
  holders(objectId: Uri): Promise<readonly Uri[]>;
  /**
   * Has what is ready, but would wait for days longer than any delivery is meant to, sent at `now`: a clock that was wrong put it
   * years ahead.
   */
  hastenDeliveries(now: number): Promise<void>;
  /** Hosts that have failed since they last worked. */
  failingHostNames(): Promise<readonly string[]>;
  /** Hosts that are dead as `death` says, and have followers yet. */
  deadHosts(death: Death): Promise<readonly string[]>;
  /** At most `limit` followers in doubt whose actors are to be asked for by `now`, the longest due first. */
  doubtedFollowers(now: number, limit: number): Promise<readonly DoubtedFollower[]>;
  /**
   * When the next delivery falls due (a leased one: when its lease ends; one that waits behind its host: when that is asked
   * next); undefined when nothing waits.
   */
  nextDeliveryAt(): Promise<number | undefined>;
  /** Deliveries by state. */
  deliveryCounts(): Promise<DeliveryCounts>;
  /** How an activity fared, one row an inbox, in the order of their addresses. */
  deliveriesOf(activityId: Uri, page?: DeliveryPage): Promise<readonly DeliveryReport[]>;
  /**
   * How the writer's own activities about these objects of ours fared, summed up. Deliveries that ended 90 days ago are
   * forgotten, but for the first that each inbox accepted.
   */
  ledger(objectIds: readonly Uri[]): Promise<LedgerRecord>;
  /** Those that have failed for longest first. */
  failingHosts(limit: number): Promise<readonly FailingHost[]>;

  /** Voters, and votes by option, of every poll in which somebody voted who is neither blocked nor limited. */
  polls(): Promise<ReadonlyMap<Uri, PollCounts>>;
  /** Undefined also while its author is blocked. */
  findQuote(authorizationId: Uri): Promise<Quote | undefined>;
  /** What others reported, newest first. */
  reports(limit: number): Promise<readonly Report[]>;
  /** Which form of signature each host took last, as `putSignatureForm` wrote it; undefined when unknown. */
  signatureForm(host: string): Promise<string | undefined>;

  /** Whether `putSeen` has kept this digest. */
  wasSeen(digest: string): Promise<boolean>;
  /** About how many bytes a domain (see `domainOf`) fills here: all rows that came of what its people did, with their indexes. */
  domainBytes(domain: string): Promise<number>;
  /** Those that fill most, the fullest first. */
  fullestDomains(limit: number): Promise<readonly DomainUse[]>;
  /** Everybody of a domain who left anything here. */
  peopleOf(domain: string): Promise<readonly Uri[]>;
  /** Goes through the next rows of one kind and deletes those whose time is over, as sqlite-clean.ts says. */
  clean(slice: CleaningSlice): Promise<Cleaned>;

  /** At most `limit` replies that stand so, with a row above `after`, in the order of arrival. */
  repliesStanding(
    standing: Exclude<Standing, 'open'>,
    limit: number,
    after?: number,
  ): Promise<readonly JudgedReply[]>;
  /** One reply, wherever it stands, and why. */
  judgedReply(id: Uri): Promise<JudgedReply | undefined>;
  /** The reply with this number (`row`), id or page: the last is looked for among all, so it is for the writer's asking only. */
  findReply(name: string): Promise<ReplyFacts | undefined>;
  /** What was written to the writer alone, newest first. */
  privateMessages(limit: number): Promise<readonly StoredPrivateMessage[]>;
  /** How many replies of each standing there are, but for those that are open. */
  standingCounts(): Promise<ReadonlyMap<Standing, number>>;
  /** Whether the writer has approved or answered a reply of this account, so that its first has been. */
  isKnownAccount(actor: Uri): Promise<boolean>;
  /** All rules, in no order that means anything. The setting `moderation` is another one whenever they have changed. */
  rules(): Promise<readonly ModerationRule[]>;
  /** At most `limit` with a row above `after`, in row order. */
  repliesToJudge(after: number, limit: number): Promise<readonly ReplyToJudge[]>;
  /** Likewise of all accounts whose actors are stored: everybody who has left anything here. */
  accountsToJudge(after: number, limit: number): Promise<readonly AccountToJudge[]>;
  /** What was refused on this day and later, the newest first. */
  refusals(sinceDay: number): Promise<readonly RefusalCount[]>;

  /** A small value kept by name (`registeredAt`, `schema` …). */
  setting(name: string): Promise<string | undefined>;
  /** The key pair in use of one of our actors, by purpose. */
  keyPair(actor: Uri, purpose: KeyPurpose): Promise<KeyPair | undefined>;

  /** Takes no more transactions, and resolves when those it took are settled. May be repeated. */
  close(): Promise<void>;
}

export interface PublicationOptions {
  readonly instead: string | undefined;
  /** Undefined: it waits for nothing. */
  readonly waiting?: WaitingPublication | undefined;
  readonly now: number;
}

export type ConversationListener = (objectIds: readonly Uri[]) => void;

/** The database cannot write now (disk full, locked by somebody else): nothing was written, and a later try may succeed. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** It is damaged, missing or another one than it was: no later try will do before somebody has brought the right one back. */
export class StoreLost extends StoreUnavailable {}
