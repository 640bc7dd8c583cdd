import type { ReactionKind, RemoteActor, Uri } from '../protocol/vocabulary.ts';

/**
 * Everything that must survive a crash. One implementation a database; values in, values out, no protocol and no clock:
 * times are milliseconds since the epoch, handed in.
 */
export interface Store {
  /**
   * Runs `effects`, which records what is to be written, and resolves when all of it is on disk in one transaction.
   * Concurrent calls share a commit (group commit); within one, effects apply in the order of the calls. Rejects, with
   * nothing of `effects` written, as `effects` throws or the database fails (StoreUnavailable when the fault is not theirs).
   */
  transact(effects: (tx: Transaction) => void): Promise<void>;

  findActor(id: Uri): Promise<RemoteActor | undefined>;
  /** The actor whose key has this id. */
  findActorByKeyId(keyId: string): Promise<RemoteActor | undefined>;

  countFollowers(): Promise<number>;
  /** At most `limit` followers with a row number above `after`, in row order. */
  followers(after: number, limit: number): Promise<readonly StoredFollower[]>;
  /** Distinct addresses that a delivery to all followers goes to: shared inboxes joined. */
  followerInboxes(): Promise<readonly Uri[]>;

  /**
   * Replies, likes and boosts of one object of ours, only what readers may see: the oldest 1,000 of the replies, oldest
   * first, and the number of all. A reply stays when its parent is removed.
   */
  conversation(objectId: Uri): Promise<Conversation>;
  /** Public counts of every object that was answered, liked or boosted. */
  counts(): Promise<ReadonlyMap<Uri, ConversationCounts>>;
  /** Replies not yet sanitised, oldest first. */
  unsanitisedReplies(limit: number): Promise<readonly { readonly id: Uri; readonly content: string }[]>;
  /** The object of ours at the root of a stored reply's thread; undefined when no such reply is stored, shown or not. */
  threadOf(replyId: Uri): Promise<Uri | undefined>;
  /** Ids of the oldest 1,000 direct replies to `objectId` that readers may see, oldest first. */
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

  /**
   * At most `limit` deliveries due at `now`, oldest first, hidden from other workers until `now + leaseMs` (a crash only
   * delays). Skips hosts in `busyHosts`, and a delivery whose predecessor (same object, same inbox) is not yet done. Two
   * workers never get the same one.
   */
  claimDeliveries(claim: DeliveryClaim): Promise<readonly Delivery[]>;
  /** Returns to the queue what `isDead(owner)` workers held. */
  releaseLeases(isDead: (owner: string) => boolean): Promise<void>;
  /** When the next delivery falls due (a leased one: when its lease ends); undefined when nothing waits. */
  /**
   * Inboxes of those who hold a copy of an object of ours without having to follow: whoever an earlier activity of it was
   * sent to, and whoever answered, liked or boosted it.
   */
  holders(objectId: Uri): Promise<readonly Uri[]>;
  nextDeliveryAt(): Promise<number | undefined>;
  /** Deliveries by state. */
  deliveryCounts(): Promise<DeliveryCounts>;
  /** How an activity fared, one row an inbox. */
  deliveriesOf(activityId: Uri): Promise<readonly DeliveryReport[]>;

  /** A small value kept by name (`registeredAt`, `schema` …). */
  setting(name: string): Promise<string | undefined>;
  keyPair(actor: Uri): Promise<KeyPair | undefined>;

  /** Takes no more transactions, and resolves when those it took are settled. May be repeated. */
  close(): Promise<void>;
}

export type ConversationListener = (objectIds: readonly Uri[]) => void;

/** The database cannot write now (disk full, locked by somebody else): nothing was written, and a later try may succeed. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Records writes. Each may be repeated without harm; none reads. */
export interface Transaction {
  /** Replaces what was fetched earlier. A follower's inboxes change with it. */
  putActor(actor: RemoteActor, fetchedAt: number): void;
  /** Forgets the actor and all it owns here: follow, replies, reactions. Its replies' ids stay refused. */
  removeActor(actor: Uri, at: number): void;

  putFollower(follower: Follower, at: number): void;
  removeFollower(actor: Uri): void;
  /** Undo by the Follow's own id, for peers that name nothing else. */
  removeFollowerById(followId: Uri, actor: Uri): void;
  /** Forgets every follower reached only through `inbox` (it answered 410). */
  removeFollowersAt(inbox: Uri): void;

  /**
   * Stores a Reply whose parent is an object of ours (`objectId` given) or a Reply already stored (`objectId` undefined:
   * the thread is taken from the parent); otherwise nothing. An existing one is replaced only by its own author and only
   * by something newer; one that was removed stays removed.
   */
  putReply(reply: IncomingReply, at: number): void;
  /** Removes the reply if `author` wrote it, and remembers the id so that a late Create of theirs cannot bring it back. */
  removeReply(id: Uri, author: Uri, at: number): void;
  /** The sanitised form of a reply's content: only now may it be shown. Ignored if `content` changed meanwhile. */
  putSanitised(id: Uri, content: string, html: string): void;

  putReaction(reaction: Reaction, at: number): void;
  removeReaction(kind: ReactionKind, actor: Uri, objectId: Uri): void;
  /** Undo by the activity's own id, for peers that send nothing else. */
  removeReactionById(activityId: Uri, actor: Uri): void;

  putAnnouncement(announcement: Announcement): void;
  putFormerSlug(slug: string, objectId: string): void;

  /**
   * Queues an activity: one Delivery a distinct inbox. `to: 'followers'` means everyone who follows when the transaction
   * commits. Queuing the same activity id again changes nothing.
   */
  enqueue(activity: OutgoingActivity): void;
  /**
   * Drops deliveries of `objectId`, of activities of these types, that no worker has ever claimed: a newer Update, or a
   * Delete, says all there is to say.
   */
  supersede(objectId: Uri, types: readonly string[]): void;
  /** Ends the lease of the Delivery `row`. An outcome of one that has already ended changes nothing. */
  putDeliveryOutcome(row: number, outcome: StoredOutcome): void;

  putSetting(name: string, value: string): void;
  putKeyPair(actor: Uri, keys: KeyPair): void;
}

export interface KeyPair {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

export interface Follower {
  readonly actor: Uri;
  readonly inbox: Uri;
  readonly sharedInbox: Uri | undefined;
  /** Id of the Follow, for a later Reject. */
  readonly followId: Uri | undefined;
}
export type StoredFollower = Follower & { readonly row: number; readonly since: number };

export interface IncomingReply {
  readonly id: Uri;
  readonly actor: Uri;
  readonly inReplyTo: Uri;
  /** The object of ours that it answers directly; undefined when it answers another reply. */
  readonly objectId: Uri | undefined;
  /** Unsanitised HTML. */
  readonly content: string;
  readonly summary: string | undefined;
  readonly sensitive: boolean;
  readonly language: string | undefined;
  readonly url: Uri;
  readonly published: number;
  readonly updated: number | undefined;
  readonly visibility: 'public' | 'unlisted';
}

/** One reply as readers see it. */
export interface Reply {
  readonly id: Uri;
  /** What it answers: an object of ours or another reply. */
  readonly inReplyTo: Uri;
  /** Sanitised. */
  readonly html: string;
  readonly summary: string | undefined;
  readonly sensitive: boolean;
  readonly language: string | undefined;
  readonly url: Uri;
  readonly published: number;
  readonly updated: number | undefined;
  readonly author: {
    readonly id: Uri;
    readonly name: string;
    readonly user: string;
    readonly host: string;
    readonly url: Uri;
  };
}

export interface ConversationCounts {
  readonly replies: number;
  readonly likes: number;
  readonly boosts: number;
}
export interface Conversation extends ConversationCounts {
  readonly thread: readonly Reply[];
}

export interface Reaction {
  readonly kind: ReactionKind;
  readonly actor: Uri;
  readonly objectId: Uri;
  readonly activityId: Uri | undefined;
}

/** What the world was told of an object. */
export interface Announcement {
  /** The `id` of the post, not the URL. */
  readonly id: string;
  readonly slug: string;
  /** 'registered': it stood there at first start and was never sent. 'deleted': a Tombstone, for ever. */
  readonly state: 'registered' | 'announced' | 'deleted';
  /** Digest of all that reaches the wire; empty when deleted. */
  readonly digest: string;
  readonly type: 'Article' | 'Note';
  /** Moment of first federation (the writer's date when only registered). */
  readonly published: number;
  readonly updated: number | undefined;
  readonly deleted: number | undefined;
}

export interface OutgoingActivity {
  readonly id: Uri;
  readonly type: string;
  /** Order holds among activities of one object: the object's URL, or the activity's own id. */
  readonly objectId: Uri;
  /** The exact bytes that are signed and sent, JSON. */
  readonly body: string;
  /** 'followers', plus `inboxes` named one by one (mentioned actors, a follower to be answered). */
  readonly to: 'followers' | 'inboxes';
  readonly inboxes: readonly Uri[];
  /** Not sent before. */
  readonly notBefore: number;
}

export interface DeliveryClaim {
  readonly limit: number;
  readonly now: number;
  readonly leaseMs: number;
  /** Who claims: so that a restart on the same machine can take back what a dead process held. */
  readonly owner: string;
  readonly busyHosts: readonly string[];
  /** At most this many of one host; by default as many as are due. */
  readonly perHost?: number;
}

export interface Delivery {
  readonly row: number;
  readonly activityId: Uri;
  readonly inbox: Uri;
  /** Failed attempts so far. */
  readonly attempt: number;
  readonly body: string;
}

/** 'retry' keeps the row and hides it until `at`; the others end it. */
export type StoredOutcome =
  | { readonly state: 'delivered'; readonly at: number; readonly status: number }
  | { readonly state: 'retry'; readonly at: number; readonly reason: string }
  | { readonly state: 'failed'; readonly at: number; readonly reason: string };

export interface DeliveryReport {
  readonly inbox: Uri;
  readonly state: 'pending' | 'delivered' | 'failed';
  /** Tries that ended, the successful one among them. */
  readonly attempts: number;
  readonly reason: string | undefined;
}

export interface DeliveryCounts {
  readonly pending: number;
  readonly delivered: number;
  readonly failed: number;
}
