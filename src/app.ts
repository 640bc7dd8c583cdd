import { join } from 'node:path';
import type { Settings } from './config.ts';
import { openActorDirectory } from './federation/actors.ts';
import { openBell } from './federation/bell.ts';
import type { Context, LogEvent } from './federation/context.ts';
import { resolveBySystem, type Resolve } from './federation/guard.ts';
import { openRemote, type Remote } from './federation/remote.ts';
import { generateKeyPair, privateKeyFromPem } from './protocol/signature/rsa.ts';
import type { SigningKey } from './protocol/signature/sign.ts';
import { assert } from './assert.ts';
import { Conversations } from './release/conversations.ts';
import { openRelease, type ServedRelease } from './release/served.ts';
import { currentManifest, currentRelease } from './release/current.ts';
import type { Site } from './site.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { Store } from './store/store.ts';

export const version = '0.1.0';

/** What touches the world, for a test to put in its place. */
export interface World {
  readonly now: () => number;
  readonly random: () => number;
  readonly resolve: Resolve;
  readonly log: (event: LogEvent) => void;
}

/** The key of our actor: it signs, and its public half is shown. */
export interface ActorKey extends SigningKey {
  readonly publicKeyPem: string;
}

/** Store, network and clock: what the server and every command need. */
export interface Foundation {
  readonly settings: Settings;
  readonly projectDir: string;
  readonly store: Store;
  readonly remote: Remote;
  readonly world: World;
  now(): number;
  /** The key of the blog's actor, made and stored when there is none yet. What is sent from then on is signed with it. */
  useKeyOf(site: Site): Promise<ActorKey>;
  close(): Promise<void>;
}

export async function openFoundation(
  settings: Settings,
  projectDir: string,
  world: World,
): Promise<Foundation> {
  const store = await openSqliteStore(join(settings.dataDir, 'outward.sqlite'));
  let signingKey: ActorKey | undefined;
  const remote = openRemote({
    reach: { resolve: world.resolve, privatePeers: settings.privatePeers },
    userAgent: `Outward/${version} (+${settings.origin}/)`,
    key: () => {
      assert(signingKey !== undefined, 'a request is sent before the key is known');
      return signingKey;
    },
    now: world.now,
  });
  return {
    settings,
    projectDir,
    store,
    remote,
    world,
    now: world.now,
    useKeyOf: async (site) => (signingKey = await loadKey(store, site)),
    close: async () => {
      remote.close();
      await store.close();
    },
  };
}

async function loadKey(store: Store, site: Site): Promise<ActorKey> {
  if ((await store.keyPair(site.actor)) === undefined) {
    const made = await generateKeyPair();
    await store.transact((tx) => tx.putKeyPair(site.actor, made));
  }
  // Read again: of two processes that made one, the store kept one.
  const keys = await store.keyPair(site.actor);
  assert(keys !== undefined, 'a stored key can be read');
  return {
    keyId: site.keyId,
    privateKey: privateKeyFromPem(keys.privateKeyPem),
    publicKeyPem: keys.publicKeyPem,
  };
}

/** Everything that a function of the server works with. `release` and `context` are always those of the current release. */
export interface App {
  readonly settings: Settings;
  readonly context: Context;
  readonly conversations: Conversations;
  readonly key: ActorKey;
  /** When the blog first stood here, milliseconds. */
  readonly since: number;
  readonly release: ServedRelease;
  /** Takes up the release that is current by now; says whether it was another one. */
  refresh(): Promise<boolean>;
}

export async function openApp(foundation: Foundation, first: ServedRelease): Promise<App> {
  const { remote, settings, store, world } = foundation;
  let release = first;
  const key = await foundation.useKeyOf(release.site);
  const context: Context = {
    get site() {
      return release.site;
    },
    get objects() {
      return release.objects;
    },
    store,
    remote,
    actors: openActorDirectory(store, remote, world.now),
    queued: openBell(),
    now: world.now,
    log: world.log,
  };
  return {
    settings,
    context,
    key,
    since: Number((await store.setting('registeredAt')) ?? world.now()),
    conversations: new Conversations(store, () => release),
    get release() {
      return release;
    },
    refresh: async () => {
      // Asked often, so no more is read than the name while it is the same.
      if ((await currentRelease(settings.dataDir)) === release.manifest.release) return false;
      const next = await currentManifest(settings.dataDir);
      if (next === undefined) return false;
      release = await openRelease(settings.dataDir, next);
      return true;
    },
  };
}

/** The world as it is. */
export function realWorld(log: (event: LogEvent) => void): World {
  return { now: Date.now, random: Math.random, resolve: resolveBySystem, log };
}
