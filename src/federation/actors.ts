import type { KeyObject } from 'node:crypto';
import { parseActor } from '../protocol/actor.ts';
import { findKey, keyDocumentUri } from '../protocol/key.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { SignatureClaim } from '../protocol/signature/claim.ts';
import { publicKeyFromPem } from '../protocol/signature/rsa.ts';
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

/** Remote actors and their keys: in memory, in the store, or fetched from their own origin, in this order. */
export interface ActorDirectory {
  /**
   * Resolves with whose signature this is, verified. A key that fails is fetched once more, for it may have been changed.
   * Throws a Refusal: 'bad-signature', 'key-unavailable' when the key is not what it should be, 'unavailable' when its
   * server does not answer.
   */
  authenticate(claim: SignatureClaim): Promise<Signer>;
  /** The store knows better than what is held in memory of an actor: it has stored, changed or removed it. */
  forget(actor: RemoteActor): void;
}

interface Entry extends Signer {
  readonly key: KeyObject;
}

const heldMax = 10_000;
const failureMs = 5 * 60_000;
/** Of a server that does not answer: shorter than a sender waits before it tries again. */
const outageMs = 30_000;
/** One look at a key again in this time, so that bad signatures cannot make us hammer somebody's server. */
const refetchMs = 5 * 60_000;

export function openActorDirectory(store: Store, remote: Remote, now: () => number): ActorDirectory {
  const held = new Map<string, Entry>();
  const underWay = new Map<string, Promise<Entry>>();
  const failures = new Map<string, { readonly until: number; readonly refusal: Refusal }>();
  const refetched = new Map<string, number>();

  async function authenticate(claim: SignatureClaim): Promise<Signer> {
    const known = held.get(claim.keyId) ?? (await findStored(claim.keyId));
    if (known !== undefined && claim.verify(known.key)) return known;
    const mayFetch = known === undefined || underWay.has(claim.keyId) || mayRefetch(claim.keyId);
    if (!mayFetch) throw unverified(claim.keyId);
    // Held though it may not verify, so that wrong signatures do not have it fetched again and again.
    const fetched = hold(await fetchOnce(claim.keyId));
    if (!claim.verify(fetched.key)) throw unverified(claim.keyId);
    return fetched;
  }

  async function findStored(keyId: string): Promise<Entry | undefined> {
    const actor = await store.findActorByKeyId(keyId);
    // Meanwhile another request may have fetched a newer one.
    const newer = held.get(keyId);
    return newer ?? (actor && hold({ actor, key: publicKeyFromPem(actor.publicKeyPem), isNew: false }));
  }

  function hold(entry: Entry): Entry {
    makeRoom(held);
    held.set(entry.actor.keyId, entry);
    return entry;
  }

  function mayRefetch(keyId: string): boolean {
    if (now() - (refetched.get(keyId) ?? -Infinity) < refetchMs) return false;
    makeRoom(refetched);
    refetched.set(keyId, now());
    return true;
  }

  /** One request at a time for a key, and none for a while after one failed. */
  function fetchOnce(keyId: string): Promise<Entry> {
    const failure = failures.get(keyId);
    if (failure !== undefined && failure.until > now()) throw failure.refusal;
    const running = underWay.get(keyId);
    if (running !== undefined) return running;
    const fetching = fetchEntry(keyId).catch((error: unknown) => {
      const refusal = refusalOf(error);
      makeRoom(failures);
      failures.set(keyId, {
        until: now() + (refusal.code === 'unavailable' ? outageMs : failureMs),
        refusal,
      });
      throw refusal;
    });
    underWay.set(keyId, fetching);
    void fetching.catch(() => undefined).then(() => underWay.delete(keyId));
    return fetching;
  }

  /** The key's document, and its owner's where that is another: the owner must list the key (FEP-fe34). */
  async function fetchEntry(keyId: string): Promise<Entry> {
    const uri = parseUri(keyId);
    if (uri === undefined) throw new Refusal('key-unavailable', `${keyId} is no address of a key`);
    const found = findKey(await fetchJson(keyDocumentUri(uri)), uri);
    const actor = found.kind === 'actor' ? found.actor : await fetchOwner(found.owner, uri);
    return { actor, key: publicKeyFromPem(actor.publicKeyPem), isNew: true };
  }

  async function fetchOwner(owner: Uri, keyId: Uri): Promise<RemoteActor> {
    const actor = parseActor(await fetchJson(owner), keyId);
    if (actor.id !== owner) throw new Refusal('key-unavailable', `${owner} calls itself ${actor.id}`);
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
    forget: (actor) => {
      held.delete(actor.keyId);
    },
  };
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
