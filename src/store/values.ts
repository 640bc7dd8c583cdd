/** What goes into the store and comes out of it. */
import type { ReactionKind, Uri } from '../protocol/vocabulary.ts';
import type { Judgement, ReplyPolicy } from './moderation-values.ts';

/** 'request': RSA, signs HTTP requests. 'assertion': Ed25519, makes integrity proofs (FEP-8b32). */
export type KeyPurpose = 'request' | 'assertion';

export type FollowerState = 'accepted' | 'pending';

/** A voice for one option of a poll of ours. */
export interface Vote {
  readonly poll: Uri;
  readonly actor: Uri;
  readonly option: string;
}
export interface PollCounts {
  readonly voters: number;
  readonly votes: ReadonlyMap<string, number>;
}

/** A post elsewhere that quotes one of ours, and what we gave it leave by (FEP-044f). */
export interface Quote {
  readonly quotingId: Uri;
  readonly actor: Uri;
  readonly objectId: Uri;
  /** Ours; undefined where nobody asked (Misskey). */
  readonly authorizationId: Uri | undefined;
}

/** A Flag: for the writer to see, never acted on by itself. */
export interface Report {
  readonly row: number;
  /** Who sent it: often a server's own actor. */
  readonly actor: Uri;
  readonly objects: readonly Uri[];
  /** Plain text. */
  readonly content: string;
  readonly at: number;
}

export interface KeyPair {
  /** Names the key in its actor's document: `https://blog.example/ap/actors/blog#main-key`. */
  readonly id: Uri;
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
  /** Of the thread, by which it is shown at once or waits. */
  readonly policy: ReplyPolicy;
  /** What the writer's rules say of it; undefined when none applies. */
  readonly rule: Judgement | undefined;
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
  /** Actors who like it, with whichever emoji. */
  readonly likes: number;
  readonly boosts: number;
  readonly quotes: number;
}
/** How many like it with one emoji: `🎉`, `:name:`. */
export interface EmojiCount {
  readonly emoji: string;
  readonly count: number;
}

export interface Conversation extends ConversationCounts {
  /** The dozen that most like it with, first. */
  readonly emoji: readonly EmojiCount[];
  readonly thread: readonly Reply[];
  /** Replies that wait to be read by the writer. */
  readonly held: number;
}

export interface Reaction {
  readonly kind: ReactionKind;
  readonly actor: Uri;
  readonly objectId: Uri;
  readonly activityId: Uri | undefined;
  /** Only of a like: `🎉`, `:name:`; undefined for a plain one. */
  readonly emoji: string | undefined;
}

/** What the world was told of an object. */
export interface Announcement {
  /** The `id` of the post, not the URL. */
  readonly id: string;
  readonly slug: string;
  /** 'registered': it stood there at first start, or came as archive, and was never sent. 'deleted': a Tombstone, for ever. */
  readonly state: 'registered' | 'announced' | 'deleted';
  /** Digest of all that reaches the wire; empty when deleted. */
  readonly digest: string;
  readonly type: 'Article' | 'Note' | 'Question' | 'Like' | 'Announce';
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
  /**
   * Whose act it answers or passes on: it counts for their domain, and is forgotten when all its deliveries have ended. What
   * the writer does himself has none, and the ledger keeps how it fared.
   */
  readonly causedBy?: Uri;
  /**
   * Deliveries a minute to the inboxes of all followers, which take a day at most; undefined: all at once. Those named one by
   * one do not wait.
   */
  readonly pace?: number | undefined;
}

/** How far an activity goes. */
export interface Audience {
  /** Distinct: followers who share one count once. */
  readonly inboxes: number;
  /** Distinct hosts of these. */
  readonly servers: number;
}

/** What people are shown of one thing that is about to be told. */
export interface Saying {
  /** `Create`, `Update` …: the type of its activity. */
  readonly verb: string;
  /** Of the post; null for what concerns the blog itself. */
  readonly slug: string | null;
  /** How many it would have gone to when it was published. */
  readonly inboxes: number;
}

/** A publication whose release is live, but which nobody has been told of yet: its grace window is not over. */
export interface WaitingPublication {
  /** Names it, and is the secret of the link that stops it. */
  readonly token: string;
  /** The release that shows it. */
  readonly release: string;
  /** The release that shows what the world was told; undefined when there was none. */
  readonly previous: string | undefined;
  readonly at: number;
  /** When it is told. */
  readonly sendAt: number;
  readonly says: readonly Saying[];
}

/** What became of the last publication that waited. */
export interface EndedPublication extends Pick<WaitingPublication, 'token' | 'release' | 'previous'> {
  readonly outcome: 'told' | 'cancelled' | 'replaced';
  readonly at: number;
  /** It was cancelled, and nothing was published since: until the writer does, nothing is published by itself. */
  readonly isHeld: boolean;
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
  /** Of how many hosts that fail one delivery each may be tried besides; by default of all that are due. */
  readonly scouts?: number;
  /** What waits behind a host that fails, and was not to be sent before a moment earlier than this, is given up. */
  readonly overdueBefore?: number;
}

export interface Delivery {
  readonly row: number;
  readonly activityId: Uri;
  readonly inbox: Uri;
  /** Failed attempts so far. */
  readonly attempt: number;
  /** When the first attempt was allowed. */
  readonly notBefore: number;
  /** Whether its host fails: this one is to find out whether it still does, and no other of that host is given out meanwhile. */
  readonly isScout: boolean;
  readonly body: string;
  /** Whether it went to all followers: then the list of those of the receiving server may go with it (FEP-8fcf). */
  readonly toFollowers: boolean;
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
  /** When it was accepted or given up. */
  readonly endedAt: number | undefined;
}

/** Those after an inbox, in the order of their addresses; by default all. */
export interface DeliveryPage {
  readonly after?: string;
  readonly limit?: number;
}

/** Who accepted: answered with 2xx. What becomes of it there, nobody is told. */
export interface Acceptance extends Audience {
  readonly firstAt: number | undefined;
  readonly lastAt: number | undefined;
}

/** Deliveries of one activity that nobody accepted, for one kind of reason. */
export interface OpenCount extends Audience {
  readonly state: 'pending' | 'failed';
  /** Of the last attempt, without what names the one server; undefined when there was none. */
  readonly reason: string | undefined;
  /** For an earlier activity about the same object to the same inbox to end; or for a server that fails to answer again. */
  readonly waitsFor: 'earlier' | 'server' | undefined;
  /** The first of their next attempts. */
  readonly nextAt: number | undefined;
  /** Five of the servers. */
  readonly hosts: readonly string[];
}

/** How one activity of the writer's fared. */
export interface ActivityRecord extends Audience {
  readonly id: Uri;
  readonly type: string;
  readonly objectId: Uri;
  /** From when it could be sent. */
  readonly queuedAt: number;
  readonly accepted: Acceptance;
  readonly pending: Audience & { readonly nextAt: number | undefined };
  readonly failed: Audience;
  /** Why those are open or lost, what concerns most inboxes first. */
  readonly open: readonly OpenCount[];
}

/** A server that does not answer, or says that it cannot. */
export interface FailingHost {
  /** With its port. */
  readonly host: string;
  /** In a row. */
  readonly failures: number;
  readonly sinceAt: number;
  /** When it is tried next; undefined while nothing waits for it. */
  readonly nextAt: number | undefined;
  /** Inboxes to which something is pending there. */
  readonly pending: number;
  /** Of a delivery that is tried again. */
  readonly reason: string | undefined;
}

export interface LedgerRecord {
  /** Who accepted anything but that it is gone, counted once. */
  readonly reached: Acceptance;
  /** Newest first. */
  readonly activities: readonly ActivityRecord[];
}

export interface DeliveryCounts {
  readonly pending: number;
  readonly delivered: number;
  readonly failed: number;
}

/** What came from one registrable domain. */
export interface DomainUse {
  readonly domain: string;
  readonly bytes: number;
}

/** What is kept for a time only, in the order of cleaning: what holds other things goes before them. */
export const perishables = [
  'conversations of deleted posts',
  'requests to follow',
  'reports',
  'private messages',
  'deliveries',
  'activities',
  'actors',
  'removals',
  'signatures seen',
  'signature forms',
  'hosts',
  'domains',
] as const;
export type Perishable = (typeof perishables)[number];

export interface CleaningSlice {
  readonly kind: Perishable;
  readonly now: number;
  /** Goes on above this row. */
  readonly after: number;
  /** Rows to look at. */
  readonly limit: number;
  /** Objects of ours that were deleted, and when. */
  readonly deletedObjects: readonly { readonly id: Uri; readonly at: number }[];
  /** Only counts. */
  readonly dryRun?: boolean;
}
export interface Cleaned {
  readonly rows: number;
  /** Where the next slice goes on; undefined when all has been gone through. */
  readonly next: number | undefined;
}
