import type { ReactionKind, RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { HostNews } from './host-values.ts';
import type {
  Judgement,
  ModerationRule,
  PrivateMessage,
  ReplyPolicy,
  Silence,
  Verdict,
} from './moderation-values.ts';
import type {
  Announcement,
  Follower,
  FollowerState,
  IncomingReply,
  KeyPair,
  KeyPurpose,
  OutgoingActivity,
  Quote,
  Reaction,
  Report,
  StoredOutcome,
  Vote,
} from './values.ts';

/** Records writes. Each may be repeated without harm; none reads. */
export interface Transaction {
  /**
   * Replaces what was fetched earlier, but for what seems fetched more than an hour from now: that was a wrong clock. A
   * follower's inboxes change with it. Kept are the first 4 keys, and no `alsoKnownAs`.
   */
  putActor(actor: RemoteActor, fetchedAt: number): void;
  /** Forgets the actor and all it owns here: keys, follow, replies, reactions, votes, quotes. Its replies' ids stay refused. */
  removeActor(actor: Uri, at: number): void;

  /** 'pending' never takes an accepted follower back. */
  putFollower(follower: Follower, at: number, state?: FollowerState): void;
  /** Lets one in who waits; otherwise changes nothing. */
  acceptFollower(actor: Uri): void;
  removeFollower(actor: Uri): void;
  /**
   * `to` takes the place of `from`, in the state that it had (one that follows already never loses by it); when `from` does
   * not follow, nothing changes.
   */
  moveFollower(from: Uri, to: Follower, at: number): void;
  /** Undo by the Follow's own id, for peers that name nothing else. */
  removeFollowerById(followId: Uri, actor: Uri): void;
  /** Forgets every follower who is reached at `host` (it is dead). */
  removeFollowersOn(host: string): void;

  /** Puts every follower who is reached at `inbox` in doubt: their actors are to be asked for from `at` on. */
  doubtFollowersAt(inbox: Uri, at: number): void;
  /** The doubt about a follower is for nothing. */
  settleDoubt(actor: Uri): void;
  /** The actor of one in doubt is asked for again at `askAt`; `isMissing`: it was not found this time. */
  postponeDoubt(actor: Uri, askAt: number, isMissing: boolean): void;

  /**
   * Stores a Reply whose parent is an object of ours (`objectId` given) or a Reply already stored (`objectId` undefined:
   * the thread is taken from the parent); otherwise nothing. An existing one is replaced only by its own author and only
   * by something newer; one that was removed stays removed. By its policy it is open or waits; the first of an account until
   * `judgeReply` or `knowAuthorOf` has made that known. An edit that readers would see waits again, under the policy `open` and
   * of accounts that were approved twice excepted; what was approved is not approved any more.
   */
  putReply(reply: IncomingReply, at: number): void;
  /**
   * Removes the reply if `author` wrote it, and remembers the id so that a late Create of theirs cannot bring it back, as a
   * reply or a quote. Of ids never heard of, no more than 100,000 of a domain are remembered.
   */
  removeReply(id: Uri, author: Uri, at: number): void;
  /** The sanitised form of a reply's content: only now may it be shown. Ignored if `content` changed meanwhile. */
  putSanitised(id: Uri, content: string, html: string): void;

  /** What rules say of a reply. Ignored if `content` changed meanwhile. */
  putReplyRule(id: Uri, content: string, rule: Judgement | undefined): void;
  /**
   * The writer's word on a reply; undefined takes it back. Whose reply is approved is known from then on, and what waited for
   * that is open; whose reply is hidden is not known any more.
   */
  judgeReply(id: Uri, verdict: Verdict | undefined): void;
  /** Makes known who wrote a stored reply: the writer has answered it. Not one of whom something is hidden. */
  knowAuthorOf(replyId: Uri): void;
  /** Opens what waits in a conversation of ours and under this policy would not: a stricter one takes nothing away. */
  releaseReplies(objectId: Uri, policy: ReplyPolicy): void;
  /** Takes the place of the rule with this pattern from the same source. */
  putRule(rule: ModerationRule): void;
  removeRule(pattern: string, source: ModerationRule['source']): void;
  /** Whether an account is blocked or limited. A follower who is blocked follows again when he is not. */
  silence(actor: Uri, silence: Silence | undefined): void;
  /**
   * Keeps what was written to the writer alone. An existing one is replaced only by its author and by something newer. Of each
   * domain the newest 100 are kept; of more than 1,000 in all, those go first of which their domain has the most newer ones.
   */
  putPrivateMessage(message: PrivateMessage, at: number): void;
  removePrivateMessage(id: Uri, author: Uri): void;
  /** Adds to what was refused on a day, since the epoch. Days more than 90 before it are forgotten. */
  countRefusals(day: number, reason: string, count: number): void;

  /** Of one actor at most 5 of a kind to the same object, each with another emoji. */
  putReaction(reaction: Reaction, at: number): void;
  /** With `emoji` only that one; without, all of that kind by the actor. */
  removeReaction(kind: ReactionKind, actor: Uri, objectId: Uri, emoji?: string): void;
  /** Undo by the activity's own id, for peers that send nothing else. */
  removeReactionById(activityId: Uri, actor: Uri): void;

  /** One voice an actor and option. `isSingle`: the poll takes one option each, so a second voice changes nothing. */
  putVote(vote: Vote, isSingle: boolean, at: number): void;
  /**
   * A post quotes one object: a later one takes its place. The first `authorizationId` that is defined stays. A post that was
   * removed does not come back.
   */
  putQuote(quote: Quote, at: number): void;
  /** The quoting post is gone, or no longer quotes. */
  removeQuote(quotingId: Uri, actor: Uri): void;
  /** The same words of the same actor about the same objects are kept once, and of each actor the newest 20. */
  putReport(report: Omit<Report, 'row'>): void;
  removeReportsOf(actor: Uri): void;
  /**
   * Remembers a signature (its digest), so that the same request is known when it comes again. It counts for the domain of
   * `signer`; of each domain no more than 100,000 are remembered.
   */
  putSeen(digest: string, at: number, signer: Uri): void;
  /** What was learnt earlier (`at`) does not replace what was learnt later. */
  putSignatureForm(host: string, form: string, at: number): void;

  putAnnouncement(announcement: Announcement): void;
  putFormerSlug(slug: string, objectId: string): void;

  /**
   * Queues an activity: one Delivery a distinct inbox. `to: 'followers'` means everyone who follows when the transaction
   * commits. Queuing the same activity id again changes nothing.
   */
  enqueue(activity: OutgoingActivity): void;
  /**
   * Drops deliveries of `objectId`, of activities of these types, that no worker has ever claimed: a newer Update, or a
   * Delete, says all there is to say. Of activities with a `causedBy`, drops those too that wait for another try.
   */
  supersede(objectId: Uri, types: readonly string[]): void;
  /**
   * Ends the lease of the Delivery `row`. An outcome of one that has already ended changes nothing of it. `news` is what it
   * says of its host.
   */
  putDeliveryOutcome(row: number, outcome: StoredOutcome, news?: HostNews): void;
  /** Takes back the claim of `owner` on a Delivery that he has not sent. */
  giveBack(row: number, owner: string): void;
  /** Has a host that fails asked at `at`, by one delivery: it has spoken to us. What it failed before does not prove it dead. */
  askHost(host: string, at: number): void;
  /** As `askHost`, of all that began to fail at `since` or later: our own network was away. */
  askHostsFailingSince(since: number, at: number): void;

  putSetting(name: string, value: string): void;
  /** As `putSetting`, but leaves one that is there. */
  makeSetting(name: string, value: string): void;
  /** Takes the place of the one in use. */
  putKeyPair(actor: Uri, purpose: KeyPurpose, keys: KeyPair): void;
  /** As `putKeyPair`, but leaves one that is there. */
  makeKeyPair(actor: Uri, purpose: KeyPurpose, keys: KeyPair): void;
}
