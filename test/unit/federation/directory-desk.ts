import { createPublicKey, type KeyObject } from 'node:crypto';
import { openActorDirectory, type ActorDirectory, type KeyClaim } from '../../../src/federation/actors.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { parseActor } from '../../../src/protocol/actor.ts';
import { generateKeyPair } from '../../../src/protocol/signature/keys.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { aliceKeys, fakeRemote, found, minuteMs, NOW, personOf, uri, type FakeRemote } from '../builders.ts';

export const id = 'https://social.test/users/alice';
export const keyId = uri(`${id}#main-key`);
/** Of whoever is not alice, and hers when she has changed them. */
export const newKeys = await generateKeyPair('request');

/** A claim that is true for the holder of `publicKeyPem`. */
export function claimOf(publicKeyPem: string, of = keyId): KeyClaim {
  const expected = derOf(createPublicKey(publicKeyPem));
  return { keyId: of, verify: (key) => derOf(key).equals(expected) };
}
/** Compared as bytes: `equals` of keys of two types leaves an error behind, which the next use of OpenSSL throws. */
function derOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

export const byAlice = claimOf(aliceKeys.publicKeyPem);
export const byNewKey = claimOf(newKeys.publicKeyPem);

export interface Desk extends AsyncDisposable {
  readonly directory: ActorDirectory;
  readonly remote: FakeRemote;
  readonly store: Store;
  /** What was fetched for nothing. */
  readonly inVain: readonly string[];
  /** Milliseconds since any moment. */
  clock: number;
  /** What is served from now on. */
  serve(documents: Readonly<Record<string, FetchOutcome | Promise<FetchOutcome>>>): void;
}

export async function openDesk(
  documents: Readonly<Record<string, FetchOutcome | Promise<FetchOutcome>>> = {},
): Promise<Desk> {
  const fresh = await freshSqlite();
  const served: Record<string, FetchOutcome | Promise<FetchOutcome>> = {
    [id]: found(id, personOf(id)),
    ...documents,
  };
  const inVain: string[] = [];
  const remote = { ...fakeRemote(served), inVain: (url: string) => void inVain.push(url) };
  const desk: Desk = {
    remote,
    inVain,
    store: fresh.store,
    clock: 0,
    serve: (more) => void Object.assign(served, more),
    directory: openActorDirectory(fresh.store, remote, () => desk.clock),
    [Symbol.asyncDispose]: () => fresh[Symbol.asyncDispose](),
  };
  return desk;
}

/** Puts alice, with her old key, into the store. */
export async function know({ store }: Desk): Promise<void> {
  await store.transact((tx) => tx.putActor(parseActor(personOf(id)), NOW - minuteMs));
}
