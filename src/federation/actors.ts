import type { KeyObject } from 'node:crypto';
import { parseActor } from '../protocol/actor.ts';
import { findKey, keyDocumentUri } from '../protocol/key.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { SignatureClaim } from '../protocol/signature/claim.ts';
import { publicKeyFromPem } from '../protocol/signature/keys.ts';
import { parseUri, sameOrigin } from '../protocol/uri.ts';
import type { JsonObject, RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';
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
   * 'unavailable' when its server does not answer.
   */
  authenticate(claim: KeyClaim): Promise<Signer>;
  /** The actor with this id, known or fetched. Throws a Refusal, 'key-unavailable' or 'unavailable', when there is none. */
  find(id: Uri): Promise<Signer>;
  /** As `find`, but as its own server has it now. */
  fetch(id: Uri): Promise<RemoteActor>;
  /** The store knows better than what is held in memory of an actor: it has stored, changed or removed it. */
  forget(actor: RemoteActor): void;
}

interface Entry extends Signer {
  /** By key id, each made when it is first needed: that costs more than a verification. */
  readonly keys: Map<string, KeyObject>;
}

const heldMax = 10_000;
const failureMs = 5 * 60_000;
/** Of a server that does not answer: shorter than a sender waits before it tries again. */
const outageMs = 30_000;
/** One look at a key again in this time, so that bad signatures cannot make us hammer somebody's server. */
const refetchMs = 5 * 60_000;

export function openActorDirectory(store: Store, remote: Remote, now: () => number): ActorDirectory {
  const held = new Map<Uri, Entry>();
  /** Whose a key was when it was asked for. One actor is held once, so that a key taken back is taken back for good. */
  const owners = new Map<string, Uri>();
  const underWay = new Map<string, Promise<Entry>>();
  const failures = new Map<string, { readonly until: number; readonly refusal: Refusal }>();
  const refetched = new Map<string, number>();

  async function authenticate(claim: KeyClaim): Promise<Signer> {
    const known = heldBy(claim.keyId) ?? (await findStored(claim.keyId));
    if (known !== undefined && verifies(claim, known)) return known;
    const mayFetch = known === undefined || underWay.has(claim.keyId) || mayRefetch(claim.keyId);
    if (!mayFetch) throw unverified(claim.keyId);
    // Held though it may not verify, so that wrong signatures do not have it fetched again and again.
    const fetched = hold(await fetchOnce(claim.keyId, () => fetchByKey(claim.keyId)), claim.keyId);
    if (!verifies(claim, fetched)) throw unverified(claim.keyId);
    return fetched;
  }

  function heldBy(keyId: string): Entry | undefined {
    const owner = owners.get(keyId);
    return owner && held.get(owner);
  }

  async function findStored(keyId: string): Promise<Entry | undefined> {
    const actor = await store.findActorByKeyId(keyId);
    // Meanwhile another request may have fetched a newer one.
    return heldBy(keyId) ?? (actor && hold(entryOf(actor, false), keyId));
  }

  function hold(entry: Entry, keyId: string): Entry {
    makeRoom(held);
    held.set(entry.actor.id, entry);
    makeRoom(owners);
    owners.set(keyId, entry.actor.id);
    return entry;
  }

  function mayRefetch(keyId: string): boolean {
    if (now() - (refetched.get(keyId) ?? -Infinity) < refetchMs) return false;
    makeRoom(refetched);
    refetched.set(keyId, now());
    return true;
  }

  async function find(id: Uri): Promise<Signer> {
    const actor = await store.findActor(id);
    return held.get(id) ?? (actor ? { actor, isNew: false } : { actor: await fetch(id), isNew: true });
  }

  async function fetch(id: Uri): Promise<RemoteActor> {
    const entry = await fetchOnce(`actor ${id}`, async () => entryOf(await fetchActor(id), true));
    return entry.actor;
  }

  /** One request at a time for a thing, and none for a while after one failed. */
  function fetchOnce(name: string, fetchEntry: () => Promise<Entry>): Promise<Entry> {
    const failure = failures.get(name);
    if (failure !== undefined && failure.until > now()) throw failure.refusal;
    const running = underWay.get(name);
    if (running !== undefined) return running;
    const fetching = fetchEntry().catch((error: unknown) => {
      const refusal = refusalOf(error);
      makeRoom(failures);
      failures.set(name, { until: now() + (refusal.code === 'unavailable' ? outageMs : failureMs), refusal });
      throw refusal;
    });
    underWay.set(name, fetching);
    void fetching.catch(() => undefined).then(() => underWay.delete(name));
    return fetching;
  }

  /** The key's document, and its owner's where that is another: the owner must list the key (FEP-fe34). */
  async function fetchByKey(keyId: string): Promise<Entry> {
    const uri = parseUri(keyId);
    if (uri === undefined) throw new Refusal('key-unavailable', `${keyId} is no address of a key`);
    const found = findKey(await fetchJson(keyDocumentUri(uri)), uri);
    return entryOf(found.kind === 'actor' ? found.actor : await fetchActor(found.owner, uri), true);
  }

  async function fetchActor(id: Uri, keyId?: Uri): Promise<RemoteActor> {
    const actor = parseActor(await fetchJson(id), keyId);
    if (actor.id !== id) throw new Refusal('key-unavailable', `${id} calls itself ${actor.id}`);
    return actor;
  }

  async function fetchJson(url: Uri): Promise<JsonObject> {
    const outcome = await remote.fetchDocument(url);
    if (outcome.kind === 'gone') throw new Refusal('key-unavailable', `${url} is gone`);
    if (outcome.kind === 'failed') {
      throw new Refusal(
        outcome.isPassing === true ? 'unavailable' : 'key-unavailable',
        `${url}: ${outcome.reason}`,
      );
    }
    // A document counts only when it comes from the origin it speaks for, wherever redirects led (interop 5.3).
    if (!sameOrigin(outcome.url, url)) throw new Refusal('key-unavailable', `${url} leads to ${outcome.url}`);
    return outcome.json;
  }

  return {
    authenticate,
    find,
    fetch,
    forget: ({ id }) => {
      held.delete(id);
    },
  };
}

function entryOf(actor: RemoteActor, isNew: boolean): Entry {
  return { actor, isNew, keys: new Map() };
}

/** Whether the key that the claim names is one of the actor's, and verifies. */
function verifies(claim: KeyClaim, entry: Entry): boolean {
  const key = entry.keys.get(claim.keyId) ?? readKey(claim.keyId, entry);
  return key !== undefined && claim.verify(key);
}

function readKey(keyId: string, { actor, keys }: Entry): KeyObject | undefined {
  const published = actor.keys.find(({ id }) => id === keyId);
  if (published === undefined) return undefined;
  const key = publicKeyFromPem(published.pem);
  keys.set(keyId, key);
  return key;
}

/** 503 for an outage, so that the sender comes again; else it is the key that is at fault. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal && error.code === 'unavailable') return error;
  return new Refusal('key-unavailable', error instanceof Error ? error.message : String(error));
}

function unverified(keyId: string): Refusal {
  return new Refusal('bad-signature', `the signature does not verify with ${keyId}`);
}

/** Forgets the oldest entry of a full map: memory stays bounded whatever strangers name. */
function makeRoom(map: Map<string, unknown>): void {
  if (map.size < heldMax) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
