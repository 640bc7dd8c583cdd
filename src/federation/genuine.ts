import { proofsOf, type ProofClaim } from '../protocol/proof/proof.ts';
import { Refusal } from '../protocol/refusal.ts';
import { sameOrigin } from '../protocol/uri.ts';
import type { JsonObject, RemoteActor, RemoteNote, Uri } from '../protocol/vocabulary.ts';
import type { KeyClaim, Signer } from './actors.ts';
import { isAboutTheActor } from './concerns.ts';
import type { Context } from './context.ts';
import { fetchNote, type NoteOutcome } from './fetch-note.ts';
import type { Act } from './handlers/handler.ts';
import { isNamed } from './handlers/note.ts';

/** An activity as somebody delivered it: in his own name, or in that of another. */
export interface Delivered {
  readonly activity: Act;
  /** The document that it was read from. */
  readonly json: JsonObject;
}

/** An activity that is true: done by its actor, with what only the network could tell of it. */
export interface Genuine {
  readonly activity: Act;
  /** Its actor. */
  readonly author: Signer;
  /** Whether the author's own key vouches for the document; else only what was fetched is true. */
  readonly isOwnWord: boolean;
  /** Whom a Move names, when that actor says to be the same person. */
  readonly successor?: RemoteActor | undefined;
}

type Told<Type extends Act['type']> = Extract<Act, { readonly type: Type }>;

/** What others may pass on. An old Follow, Like, Undo or profile with its proof would bring back what has long been changed. */
const passedOn: ReadonlySet<Act['type']> = new Set(['Create', 'Update', 'Delete']);

/** An older proof proves nothing any more, so that what was taken back need not be remembered for ever. */
const proofAgeMaxMs = 30 * 24 * 3_600_000;
/** For clocks that are wrong. */
const proofAheadMaxMs = 3_600_000;

/**
 * Believes `signer` in his own name. In that of another he is believed only where the document carries that actor's integrity
 * proof (FEP-8b32) of the last 30 days, or its effect can be seen at the origin (interop 5.3); undefined when neither is so.
 * An RsaSignature2017 is no proof. Costs at most the actor and one object; throws Refusal('unavailable') when their server
 * does not answer, so that the sender comes again.
 */
export async function genuineOf(
  delivered: Delivered,
  signer: Signer,
  context: Context,
): Promise<Genuine | undefined> {
  const { activity } = delivered;
  if (activity.actor === signer.actor.id) return complete(activity, signer, context);
  if (!passedOn.has(activity.type)) return undefined;
  const prover = await proverOf(delivered, context);
  return prover === undefined ? seenAtOrigin(activity, context) : complete(activity, prover, context);
}

/** The activity's actor, when a proof in the document is by a key of that actor. One look at one proof. */
async function proverOf(
  { activity, json }: Delivered,
  { actors, now }: Context,
): Promise<Signer | undefined> {
  // Who has come back would have to go again whenever somebody shows an old Delete.
  if (isAboutTheActor(activity)) return undefined;
  const proof = proofsOf(json).find(
    (each) => sameOrigin(each.verificationMethod, activity.actor) && isOfThisTime(each, now()),
  );
  if (proof === undefined) return undefined;
  const claim: KeyClaim = { keyId: proof.verificationMethod, verify: (key) => proof.verify(key) };
  const prover = await unlessRefused(() => actors.authenticate(claim));
  return prover?.actor.id === activity.actor ? prover : undefined;
}

function isOfThisTime({ created, expires }: ProofClaim, now: number): boolean {
  const ageMs = now - (created?.getTime() ?? -Infinity);
  return ageMs <= proofAgeMaxMs && ageMs >= -proofAheadMaxMs && (expires?.getTime() ?? Infinity) > now;
}

async function seenAtOrigin(activity: Act, context: Context): Promise<Genuine | undefined> {
  switch (activity.type) {
    case 'Create':
    case 'Update':
      return fetched(activity, context);
    case 'Delete':
      return seenGone(activity, context);
    default:
      return undefined;
  }
}

/** Only the fetched form counts, whatever came embedded. */
async function fetched(activity: Told<'Create' | 'Update'>, context: Context): Promise<Genuine | undefined> {
  const [named] = activity.objects;
  const note = named && (await noteAt(named.id, activity.actor, context));
  const author = note && (await unlessRefused(() => context.actors.find(activity.actor)));
  return author && { activity: { ...activity, objects: [note] }, author, isOwnWord: false };
}

/**
 * Whoever says so, what is gone is gone: by its author, as far as we are concerned. Only of what is stored here: an id that
 * does not exist yet is not gone, and its author would be forbidden to use it.
 */
async function seenGone(activity: Told<'Delete'>, { remote, store }: Context): Promise<Genuine | undefined> {
  const { actor, object } = activity;
  const isActor = object === actor;
  const owner = isActor ? actor : await store.authorOf(object);
  const known = owner && (await store.findActor(owner));
  if (known === undefined || !isGone(outcomeOf(await fetchNote(object, remote)), isActor)) return undefined;
  const author = { actor: known, isNew: false };
  return { activity: { ...activity, actor: known.id }, author, isOwnWord: false };
}

/** Of an actor everything goes, so its server must say that it was deleted: for a while it may not find anybody. */
function isGone(outcome: NoteOutcome, isActor: boolean): boolean {
  return outcome.kind === 'gone' && (outcome.isSaid || !isActor);
}

/** Adds what the author only named. */
async function complete(activity: Act, author: Signer, context: Context): Promise<Genuine> {
  switch (activity.type) {
    case 'Create':
    case 'Update':
      return { activity: await withNote(activity, context), author, isOwnWord: true };
    case 'QuoteRequest':
      return { activity: await withInstrument(activity, context), author, isOwnWord: true };
    case 'Move':
      return { activity, author, isOwnWord: true, successor: await successorOf(activity, context) };
    default:
      return { activity, author, isOwnWord: true };
  }
}

/** The first that is only named is fetched; further ones stay names, of which nothing comes. */
async function withNote(
  activity: Told<'Create' | 'Update'>,
  context: Context,
): Promise<Told<'Create' | 'Update'>> {
  const named = activity.objects.find(isNamed);
  const note = named && (await noteAt(named.id, activity.actor, context));
  if (note === undefined) return activity;
  return { ...activity, objects: activity.objects.map((object) => (object === named ? note : object)) };
}

async function withInstrument(
  activity: Told<'QuoteRequest'>,
  context: Context,
): Promise<Told<'QuoteRequest'>> {
  const { actor, instrument, object } = activity;
  if (!isNamed(instrument) || context.objects(object)?.quotes === 'nobody') return activity;
  return { ...activity, instrument: (await noteAt(instrument.id, actor, context)) ?? instrument };
}

/** Asked anew: the alias was set a moment before the Move. */
async function successorOf(
  { actor, target }: Told<'Move'>,
  { actors }: Context,
): Promise<RemoteActor | undefined> {
  const successor = await unlessRefused(() => actors.fetch(target));
  return successor?.alsoKnownAs.includes(actor) === true ? successor : undefined;
}

/** The note with this id as its server has it, if `author` wrote it. */
async function noteAt(id: Uri, author: Uri, { remote }: Context): Promise<RemoteNote | undefined> {
  if (!sameOrigin(id, author)) return undefined;
  const outcome = outcomeOf(await fetchNote(id, remote));
  return outcome.kind === 'note' && outcome.note.attributedTo === author ? outcome.note : undefined;
}

function outcomeOf(outcome: NoteOutcome): NoteOutcome {
  if (outcome.kind === 'failed' && outcome.isPassing) throw new Refusal('unavailable', outcome.reason);
  return outcome;
}

/** An outage is the sender's to hear of; any other Refusal means that there is nothing to believe. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'unavailable') return undefined;
    throw error;
  }
}
