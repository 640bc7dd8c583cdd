import { unreachable } from '../assert.ts';
import { domainOf } from '../protocol/domain.ts';
import { parseJson } from '../protocol/json.ts';
import { parseActivity } from '../protocol/parse.ts';
import { objectOf } from '../protocol/property.ts';
import { Refusal } from '../protocol/refusal.ts';
import { readSignature, type ReceivedRequest, type SignatureClaim } from '../protocol/signature/claim.ts';
import type { Activity, RemoteActor, RemoteNote, Uri } from '../protocol/vocabulary.ts';
import type { ReplyPolicy, Transaction } from '../store/store.ts';
import { concernsUs, isAboutTheActor, takesReplies, threadAnswered } from './concerns.ts';
import type { Context, LocalObject } from './context.ts';
import { forwardingOf } from './forward.ts';
import { genuineOf, type Delivered, type Genuine } from './genuine.ts';
import { handleBlock } from './handlers/block.ts';
import { handleCreate } from './handlers/create.ts';
import { handleDelete } from './handlers/delete.ts';
import { handleFlag } from './handlers/flag.ts';
import { handleFollow } from './handlers/follow.ts';
import type { Act, Findings, HandlerScope } from './handlers/handler.ts';
import { handleMove } from './handlers/move.ts';
import { isNamed } from './handlers/note.ts';
import { handleQuoteRequest } from './handlers/quote-request.ts';
import { handleReaction } from './handlers/reaction.ts';
import { handleUndo } from './handlers/undo.ts';
import { handleUpdate } from './handlers/update.ts';
import { handleUpdateActor } from './handlers/update-actor.ts';
import {
  addressesUs,
  isForTheWriter,
  mayAnswerUnheard,
  missingParentOf,
  type MissingParent,
} from './missing-parent.ts';
import { silenceOf } from './moderation-judge.ts';
import type { Account } from './moderation-rules.ts';
import { mayFill } from './quotas.ts';
import { isReplay, rememberSignature } from './replays.ts';

/**
 * Takes one request to the inbox: resolves when its effects are on disk, or when it has none. Throws a Refusal otherwise.
 * What costs nothing is asked first: whether anything could come of it, then what the signature claims, and last the key,
 * which may cost a request (design: the inbox, in order). All that must be asked of other servers is asked before the
 * transaction.
 */
export async function receive(request: ReceivedRequest, context: Context): Promise<void> {
  const received = receivedIn(request.body);
  if (received === undefined) return;
  if (!(await mayConcernUs(received, context))) return;
  if (!isWelcome({ id: received.activity.actor, user: undefined }, received, context)) return;
  const claim = claimOf(request, context);
  const signer = await context.actors.authenticate(claim);
  context.circuits.hear(signer.actor);
  context.limits.requests.demand(domainOf(signer.actor.id));
  if (!isWelcome(accountOf(signer.actor), received, context)) return;
  if (await isReplay(claim, received.activity, context)) return;
  const genuine = await genuineOf(received, signer, context);
  if (genuine !== undefined) await act(genuine, received, claim, context);
  // A group may announce what we do not believe.
  else if (!received.isWrapped)
    throw new Refusal(
      'actor-mismatch',
      `${signer.actor.id} signed an activity of ${received.activity.actor}`,
    );
}

async function mayConcernUs(received: Received, context: Context): Promise<boolean> {
  if (!received.isWrapped && isForTheWriter(received, context)) return true;
  return (await concernsUs(received.activity, context)) || mayAnswerUnheard(received, context);
}

/**
 * Whether what an account does is let in. What only takes back always is. Throws Refusal('blocked') where the writer has blocked
 * it: with 403 peers give the activity up. A group is not refused for one of its members.
 */
function isWelcome(account: Account, { activity, isWrapped }: Received, { moderation }: Context): boolean {
  const said = mayFill(activity) ? moderation.ofAccount(account) : undefined;
  if (said?.act !== 'block') return true;
  moderation.countRefusal(said.pattern);
  if (isWrapped) return false;
  throw new Refusal('blocked', `${account.id} is blocked here`);
}

function accountOf({ id, preferredUsername }: RemoteActor): Account {
  return { id, user: preferredUsername };
}

/** While we may be wrong about the time, nobody is told that he is: he comes again. */
function claimOf(request: ReceivedRequest, { clock, now, site: { host, origin } }: Context): SignatureClaim {
  try {
    return readSignature(request, { now: now(), host, origin });
  } catch (error) {
    const isDoubtful = error instanceof Refusal && error.code === 'stale' && clock.isInDoubt();
    throw isDoubtful
      ? new Refusal('unavailable', 'the time of day is in doubt here; try again later')
      : error;
  }
}

/** What a request says: an activity, or the one that an Announce is wrapped around (FEP-1b12). */
interface Received extends Delivered {
  readonly isWrapped: boolean;
  /** Of the body. */
  readonly bytes: number;
}

/** Undefined for what the blog does not act on, which is answered as if handled. */
function receivedIn(body: Uint8Array): Received | undefined {
  const json = parseJson(body);
  const told = parseActivity(json);
  const inner = told?.type === 'Announce' ? told.inner : undefined;
  const activity = inner ?? told;
  if (activity === undefined || !isAct(activity)) return undefined;
  const isWrapped = inner !== undefined;
  const inside = isWrapped ? (objectOf(json.object) ?? {}) : json;
  return { activity, json: inside, isWrapped, bytes: body.length };
}

function isAct(activity: Activity): activity is Act {
  return activity.type !== 'Accept' && activity.type !== 'Reject';
}

/** Records all effects in one transaction. */
async function act(
  genuine: Genuine,
  received: Received,
  claim: SignatureClaim,
  context: Context,
): Promise<void> {
  const { keys, moderation, objects, site, store } = context;
  const { activity, author } = genuine;
  const now = context.now();
  const account = accountOf(author.actor);
  if (!isWelcome(account, received, context) || !(await hasRoom(genuine, received, context))) return;
  const parent = await missingParentOf(genuine, received, context);
  if (parent !== undefined) await context.quotas.admit(parent.author.actor.id, parent.note.content.length);
  const scope = {
    site,
    objects,
    keys,
    now,
    rules: moderation,
    ...(await findingsFor(genuine, parent, context)),
    // Seldom asked.
    get addressesUs() {
      return genuine.isOwnWord && addressesUs(received.json, context);
    },
  };
  const forwarding = received.isWrapped ? undefined : await forwardingOf(genuine, received.json, context);
  const silence = silenceOf(moderation.ofAccount(account));
  // Servers deliver more than once, and some use one id for two acts: effects are idempotent, ids are not remembered.
  await store.transact((tx) => {
    if (parent !== undefined) putParent(parent, tx, scope);
    if (author.isNew) tx.putActor(author.actor, now);
    if (silence !== undefined) tx.silence(author.actor.id, silence);
    handle(activity, author.actor, tx, scope);
    if (forwarding !== undefined) tx.enqueue(forwarding);
    rememberSignature(claim, received.activity, tx, now);
  });
  context.counters.count('activity', activity.type);
  if (isAnswered(activity)) context.queued.ring();
  if (author.isNew || isAboutTheActor(activity)) context.actors.forget(author.actor);
}

/** Throws Refusal('too-many-requests') where there is none; but a group is not to be kept waiting for one of its members. */
async function hasRoom(
  { activity, author }: Genuine,
  { bytes, isWrapped }: Received,
  { quotas }: Context,
): Promise<boolean> {
  if (!mayFill(activity)) return true;
  try {
    await quotas.admit(author.actor.id, bytes);
    return true;
  } catch (error) {
    if (isWrapped && error instanceof Refusal) return false;
    throw error;
  }
}

/** Before what answers it, which takes its thread from there. */
function putParent({ note, author }: MissingParent, tx: Transaction, scope: HandlerScope): void {
  if (author.isNew) tx.putActor(author.actor, scope.now);
  handleCreate(
    { type: 'Create', id: undefined, actor: author.actor.id, objects: [note] },
    author.actor,
    tx,
    scope,
  );
}

/** Somebody looks at a button till the answer is there. */
function isAnswered({ type }: Act): boolean {
  return type === 'Follow' || type === 'QuoteRequest';
}

async function findingsFor(
  { activity, successor }: Genuine,
  parent: MissingParent | undefined,
  context: Context,
): Promise<Omit<Findings, 'addressesUs'>> {
  return {
    isFollower: await isFollower(activity, context),
    admitted: await admittedIn(activity, parent, context),
    successor: successor && isBlocked(successor, context) ? undefined : successor,
  };
}

function isBlocked(actor: RemoteActor, { moderation }: Context): boolean {
  return moderation.ofAccount(accountOf(actor))?.act === 'block';
}

/** Asked for a Follow when followers are let in, and for a quote when they may quote. */
async function isFollower(activity: Act, { objects, site, store }: Context): Promise<boolean> {
  const matters =
    activity.type === 'Follow'
      ? site.blog.approveFollowers
      : activity.type === 'QuoteRequest' && objects(activity.object)?.quotes === 'followers';
  return matters && (await store.findFollower(activity.actor)) !== undefined;
}

/** Asked of what is proved: what was fetched may answer something else than what was said. */
async function admittedIn(
  activity: Act,
  parent: MissingParent | undefined,
  context: Context,
): Promise<ReadonlyMap<Uri, ReplyPolicy>> {
  const admitted = new Map<Uri, ReplyPolicy>();
  if (parent !== undefined)
    admitted.set(parent.note.id, policyOf(await threadAnswered(parent.note.inReplyTo, context)));
  if (activity.type !== 'Create' && activity.type !== 'Update') return admitted;
  for (const note of activity.objects) {
    if (isNamed(note)) continue;
    const ofParent = note.inReplyTo && admitted.get(note.inReplyTo);
    const policy = await policyFor(note, activity.type, ofParent, context);
    if (policy !== undefined) admitted.set(note.id, policy);
  }
  return admitted;
}

/**
 * How a note is taken that is in a thread of ours already, or comes to one that takes replies, or to one `ofParent`; undefined of
 * any other. What is there already stays there: by whichever activity it is edited, and whatever it says to answer by then,
 * the thread that it stands in decides.
 */
async function policyFor(
  { id, inReplyTo }: RemoteNote,
  type: 'Create' | 'Update',
  ofParent: ReplyPolicy | undefined,
  context: Context,
): Promise<ReplyPolicy | undefined> {
  const stands = await context.store.threadOf(id);
  if (stands !== undefined) {
    const root = context.objects(stands);
    const isTaken = type === 'Update' || (root !== undefined && takesReplies(root, context.now()));
    return isTaken ? policyOf(root) : undefined;
  }
  if (ofParent !== undefined) return ofParent;
  const answered = await threadAnswered(inReplyTo, context);
  return answered && takesReplies(answered, context.now()) ? policyOf(answered) : undefined;
}

/** Where nothing else is said, the first reply of an account waits. */
function policyOf(root: LocalObject | undefined): ReplyPolicy {
  return root?.policy ?? 'first-time';
}

function handle(activity: Act, author: RemoteActor, tx: Transaction, scope: HandlerScope): void {
  switch (activity.type) {
    case 'Follow':
      return handleFollow(activity, author, tx, scope);
    case 'Undo':
      return handleUndo(activity, author, tx, scope);
    case 'Create':
      return handleCreate(activity, author, tx, scope);
    case 'Update':
      return handleUpdate(activity, author, tx, scope);
    case 'UpdateActor':
      return handleUpdateActor(activity, author, tx, scope);
    case 'Delete':
      return handleDelete(activity, author, tx, scope);
    case 'Like':
    case 'Announce':
      return handleReaction(activity, author, tx, scope);
    case 'QuoteRequest':
      return handleQuoteRequest(activity, author, tx, scope);
    case 'Block':
      return handleBlock(activity, author, tx, scope);
    case 'Flag':
      return handleFlag(activity, author, tx, scope);
    case 'Move':
      return handleMove(activity, author, tx, scope);
    default:
      return unreachable(activity);
  }
}
