import type { KeyObject } from 'node:crypto';
import { parseActor } from '../protocol/actor.ts';
import { findKey, keyDocumentUri, type KeyDocument } from '../protocol/key.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { SignatureClaim } from '../protocol/signature/claim.ts';
import { publicKeyFromPem } from '../protocol/signature/keys.ts';
import { parseUri } from '../protocol/uri.ts';
import type { JsonObject, RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';
import { putBounded } from './bounded.ts';
import { openDocuments, type Fetched } from './documents.ts';
import { openRefused } from './refused.ts';
import type { Remote } from './remote.ts';

/** Who signed a request, proved. */
export interface Signer {
  readonly actor: RemoteActor;
  /** Fetched, and not in the store yet. */
  readonly isNew: boolean;
}

/** A signature or a proof, and the key that it names. */
export type KeyClaim = Pick<SignatureClaim, 'keyId' | 'verify'>;

/** Remote actors and their keys: in memory, in the store, or fetched from their own origin, in this order. */
export interface ActorDirectory {
  /**
   * Resolves with whose signature this is, verified by the key of theirs that it names. One that fails is fetched once more,
   * for it may have been changed. Throws a Refusal: 'bad-signature', 'key-unavailable' when the key is not what it should be,
   * 'unavailable' when its server does not answer, or was asked for the same document too often.
   */
  authenticate(claim: KeyClaim): Promise<Signer>;
  /** The actor with this id, known or fetched. Throws a Refusal, 'key-unavailable' or 'unavailable', when there is none. */
  find(id: Uri): Promise<Signer>;
  /** As `find`, but as its own server has it now. */
  fetch(id: Uri): Promise<RemoteActor>;
  /** The store knows better than what is held in memory of an actor: it has stored, changed or removed it. */
  forget(actor: RemoteActor): void;
  /** As `forget`, of all: another process has changed the store, or actors have expired in it. */
  forgetAll(): void;
}

interface Entry extends Signer {
  /** By key id, each made when it is first needed: that costs more than a verification. */
  readonly keys: Map<string, KeyObject>;
}

const heldMax = 10_000;
/**
 * One look at a document again in this time, whatever keys are named in it, so that bad signatures cannot make us hammer
 * somebody's server. A change of keys that happens meanwhile is seen after it at the latest.
 */
const againMs = 5 * 60_000;

/** `elapsed` gives milliseconds that never go back. */
export function openActorDirectory(
  store: Pick<Store, 'findActor' | 'findActorByKeyId'>,
  remote: Pick<Remote, 'fetchDocument' | 'inVain'>,
  elapsed: () => number = () => performance.now(),
): ActorDirectory {
  const held = new Map<Uri, Entry>();
  /** Whose a key was when it was asked for. One actor is held once, so that a key taken back is taken back for good. */
  const owners = new Map<string, Uri>();
  const documents = openDocuments(remote, elapsed);
  /** Of documents that keys were looked for in: when that was done again. */
  const looks = new Map<Uri, number>();
  /** Ids behind which there is no actor. */
  const nobody = openRefused(elapsed);

  async function authenticate(claim: KeyClaim): Promise<Signer> {
    const keyId = parseUri(claim.keyId);
    if (keyId === undefined) throw new Refusal('key-unavailable', `${claim.keyId} is no address of a key`);
    const known = heldBy(keyId) ?? (await findStored(keyId)) ?? held.get(keyDocumentUri(keyId));
    if (known !== undefined && verifies(claim, known)) return known;
    const isAgain = known !== undefined || looks.has(keyDocumentUri(keyId));
    if (isAgain) checkMayLookAgain(keyId, known);
    const { entry, inVain } = await fetchByKey(keyId, isAgain);
    if (verifies(claim, entry)) return entry;
    inVain();
    throw unverified(keyId);
  }

  function heldBy(keyId: Uri): Entry | undefined {
    const owner = owners.get(keyId);
    return owner && held.get(owner);
  }

  async function findStored(keyId: Uri): Promise<Entry | undefined> {
    const actor = await store.findActorByKeyId(keyId);
    // Meanwhile another request may have fetched a newer one.
    return heldBy(keyId) ?? (actor && hold(entryOf(actor, false), keyId));
  }

  function hold(entry: Entry, keyId: Uri): Entry {
    putBounded(held, entry.actor.id, entry, heldMax);
    putBounded(owners, keyId, entry.actor.id, heldMax);
    return entry;
  }

  /** Of a key that was not there a moment ago we cannot tell whether it is there now, so that its owner comes again. */
  function checkMayLookAgain(keyId: Uri, known: Entry | undefined): void {
    const document = keyDocumentUri(keyId);
    const waitMs = againMs - (elapsed() - (looks.get(document) ?? -Infinity));
    if (waitMs <= 0 || documents.isUnderWay(document)) return;
    if (known !== undefined && keyOf(keyId, known) !== undefined) throw unverified(keyId);
    throw new Refusal('unavailable', `${keyId} was not there a moment ago`, Math.ceil(waitMs / 1000));
  }

  async function find(id: Uri): Promise<Signer> {
    const actor = await store.findActor(id);
    return held.get(id) ?? (actor ? { actor, isNew: false } : { actor: await fetch(id), isNew: true });
  }

  async function fetch(id: Uri): Promise<RemoteActor> {
    nobody.check(id);
    try {
      return await fetchActor(id);
    } catch (error) {
      if (error instanceof Refusal) nobody.put(id, error);
      throw error;
    }
  }

  /** The key's document, and its owner's where that is another: the owner must list the key (FEP-fe34). */
  async function fetchByKey(
    keyId: Uri,
    isAgain: boolean,
  ): Promise<{ entry: Entry } & Pick<Fetched, 'inVain'>> {
    const document = keyDocumentUri(keyId);
    const fetched = await documents.fetch(document);
    putBounded(looks, document, isAgain ? elapsed() : -Infinity, heldMax);
    const found = read(fetched, (json) => findKeyOrHold(json, keyId));
    const actor = found.kind === 'actor' ? found.actor : await fetchActor(found.owner, keyId);
    // Held though it may not verify, so that wrong signatures do not have it fetched again and again.
    return { entry: hold(entryOf(actor, true), keyId), inVain: fetched.inVain };
  }

  /** An actor without that key may have others: nobody who names a wrong one may keep us from knowing those. */
  function findKeyOrHold(json: JsonObject, keyId: Uri): KeyDocument {
    try {
      return findKey(json, keyId);
    } catch (error) {
      const actor = actorIn(json);
      if (actor?.id === keyDocumentUri(keyId)) putBounded(held, actor.id, entryOf(actor, true), heldMax);
      throw error;
    }
  }

  async function fetchActor(id: Uri, keyId?: Uri): Promise<RemoteActor> {
    return read(await documents.fetch(id), (json) => {
      const actor = parseActor(json, keyId);
      if (actor.id !== id) throw new Refusal('key-unavailable', `${id} calls itself ${actor.id}`);
      return actor;
    });
  }

  return {
    authenticate,
    find,
    fetch,
    forget: ({ id }) => {
      held.delete(id);
    },
    forgetAll: () => held.clear(),
  };
}

function entryOf(actor: RemoteActor, isNew: boolean): Entry {
  return { actor, isNew, keys: new Map() };
}

function actorIn(json: JsonObject): RemoteActor | undefined {
  try {
    return parseActor(json);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** What a document says. */
function read<Read>({ inVain, json }: Fetched, parse: (json: JsonObject) => Read): Read {
  try {
    return parse(json);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    inVain();
    throw new Refusal('key-unavailable', error.message);
  }
}

/** Whether the key that the claim names is one of the actor's, and verifies. */
function verifies(claim: KeyClaim, entry: Entry): boolean {
  const key = keyOf(claim.keyId, entry);
  return key !== undefined && claim.verify(key);
}

function keyOf(keyId: string, { actor, keys }: Entry): KeyObject | undefined {
  const made = keys.get(keyId);
  if (made !== undefined) return made;
  const published = actor.keys.find(({ id }) => id === keyId);
  if (published === undefined) return undefined;
  const key = publicKeyFromPem(published.pem);
  keys.set(keyId, key);
  return key;
}

function unverified(keyId: string): Refusal {
  return new Refusal('bad-signature', `the signature does not verify with ${keyId}`);
}
