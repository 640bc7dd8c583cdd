import type { KeyObject } from 'node:crypto';
import { assert } from '../assert.ts';
import { generateKeyPair, privateKeyFromPem } from '../protocol/signature/keys.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { KeyPair, KeyPurpose, Store } from '../store/store.ts';

/** A key pair of an actor of ours, in use. */
export interface OwnKey {
  /** Names it in the actor's document. */
  readonly id: Uri;
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
}

/** All keys that the blog signs with. */
export interface OwnKeys {
  /** RSA, of the blog's actor: signs what is delivered. */
  readonly request: OwnKey;
  /** Ed25519, of the blog's actor: makes integrity proofs (FEP-8b32). */
  readonly assertion: OwnKey;
  /** RSA, of the server's own actor: signs what is fetched. */
  readonly instance: OwnKey;
}

/** Whose key it is and what for: where the store keeps it. */
export interface KeyPlace {
  readonly actor: Uri;
  readonly purpose: KeyPurpose;
}

/** The keys in use, from the store; made there where they are missing. */
export function loadKeys(store: Store, site: Site): Promise<OwnKeys> {
  return forEachKey(site, (place) => loadKey(store, place));
}

/** Has `make` done for each of our keys. */
export async function forEachKey<Made>(
  { actor, instanceActor }: Site,
  make: (place: KeyPlace) => Promise<Made>,
): Promise<Readonly<Record<keyof OwnKeys, Made>>> {
  const [request, assertion, instance] = await Promise.all([
    make({ actor, purpose: 'request' }),
    make({ actor, purpose: 'assertion' }),
    make({ actor: instanceActor, purpose: 'request' }),
  ]);
  return { request, assertion, instance };
}

/** A new pair, called `name`. */
export async function makeKeyPair({ actor, purpose }: KeyPlace, name: string): Promise<KeyPair> {
  return { id: `${actor}#${name}` as Uri, ...(await generateKeyPair(purpose)) };
}

export function ownKeyOf({ id, privateKeyPem, publicKeyPem }: KeyPair): OwnKey {
  return { id, privateKey: privateKeyFromPem(privateKeyPem), publicKeyPem };
}

/** What they are called that were never rotated. */
const firstNames: Readonly<Record<KeyPurpose, string>> = { request: 'main-key', assertion: 'ed25519-key' };

async function loadKey(store: Store, place: KeyPlace): Promise<OwnKey> {
  const { actor, purpose } = place;
  const known = await store.keyPair(actor, purpose);
  if (known !== undefined) return ownKeyOf(known);
  const made = await makeKeyPair(place, firstNames[purpose]);
  await store.transact((tx) => tx.makeKeyPair(actor, purpose, made));
  // Read again: of two processes that made one, the store kept one.
  const kept = await store.keyPair(actor, purpose);
  assert(kept !== undefined, 'a stored key can be read');
  return ownKeyOf(kept);
}
