import { join } from 'node:path';
import type { Settings } from './config.ts';
import { openActorDirectory } from './federation/actors.ts';
import { openBell } from './federation/bell.ts';
import { openCircuits } from './federation/circuits.ts';
import { openClock } from './clock.ts';
import { openCounters } from './counters.ts';
import type { Context, LogEvent } from './federation/context.ts';
import { resolveBySystem, type Resolve } from './federation/resolve.ts';
import { loadKeys, type OwnKeys } from './federation/keys.ts';
import { openModeration } from './federation/moderation.ts';
import { openQuotas } from './federation/quotas.ts';
import { openRemote, type Remote } from './federation/remote.ts';
import { openHomeLimit, type HomeLimit } from './federation/home-limit.ts';
import { openInboxLimits } from './federation/inbox-limits.ts';
import { openSignatureForms } from './federation/signature-forms.ts';
import { assert } from './assert.ts';
import { Conversations } from './release/conversations.ts';
import { openRelease, type ServedRelease } from './release/served.ts';
import { currentManifest, currentRelease } from './release/current.ts';
import { openGate, type Gate } from './gate.ts';
import type { Rate } from './limits.ts';
import { openMetrics, type Metrics } from './metrics.ts';
import type { Site } from './site.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { Store } from './store/store.ts';

export const version = '0.1.0';

/** What touches the world, for a test to put in its place. */
export interface World {
  /** Milliseconds since the epoch: the time of day, which may jump. */
  readonly now: () => number;
  /** Milliseconds since any moment, which pass evenly: for how long something takes, or is left alone. */
  readonly elapsed: () => number;
  readonly random: () => number;
  readonly resolve: Resolve;
  readonly log: (event: LogEvent) => void;
}

/** Store, network and clock: what the server and every command need. */
export interface Foundation {
  readonly settings: Settings;
  readonly projectDir: string;
  readonly store: Store;
  readonly remote: Remote;
  readonly world: World;
  now(): number;
  /** The blog's keys as the store has them, made there when there are none. What is sent from then on is signed with them. */
  useKeysOf(site: Site): Promise<OwnKeys>;
  close(): Promise<void>;
}

export async function openFoundation(
  settings: Settings,
  projectDir: string,
  world: World,
): Promise<Foundation> {
  const store = await openSqliteStore(join(settings.dataDir, 'outward.sqlite'), {
    mustExist: (await currentRelease(settings.dataDir)) !== undefined,
    log: world.log,
  });
  let keys: OwnKeys | undefined;
  const remote = openRemote({
    reach: { resolve: world.resolve, privatePeers: settings.privatePeers },
    userAgent: `Outward/${version} (+${settings.origin}/)`,
    keys: () => {
      assert(keys !== undefined, 'a request is sent before the keys are known');
      return keys;
    },
    forms: openSignatureForms(store, world),
    now: world.now,
    origin: settings.origin,
    elapsed: world.elapsed,
  });
  return {
    settings,
    projectDir,
    store,
    remote,
    world,
    now: world.now,
    useKeysOf: async (site) => (keys = await loadKeys(store, site)),
    close: async () => {
      remote.close();
      await store.close();
    },
  };
}

/** Everything that a function of the server works with. `release` and `context` are always those of the current release. */
export interface App {
  readonly settings: Settings;
  readonly context: Context;
  readonly conversations: Conversations;
  readonly gate: Gate;
  readonly homeLimit: HomeLimit;
  readonly metrics: Metrics;
  /** When the blog first stood here, milliseconds. */
  readonly since: number;
  readonly release: ServedRelease;
  /** Takes up the release that is current by now; says whether it was another one. */
  refresh(): Promise<boolean>;
  /** Takes up the keys that are in use by now: another process may have rotated them. */
  refreshKeys(): Promise<void>;
}

export async function openApp(foundation: Foundation, first: ServedRelease): Promise<App> {
  const { remote, settings, store, world } = foundation;
  let release = first;
  let keys = await foundation.useKeysOf(release.site);
  const counters = openCounters();
  const queued = openBell();
  const gate = openGate(inboxRateOf(settings), world.elapsed);
  const moderation = openModeration(store, world.now);
  await moderation.refresh();
  const conversations = new Conversations(store, () => release, world.log);
  const context: Context = {
    get site() {
      return release.site;
    },
    get objects() {
      return release.objects;
    },
    get keys() {
      return keys;
    },
    store,
    remote,
    actors: openActorDirectory(store, remote, world.elapsed),
    queued,
    circuits: openCircuits({ store, queued, ...world }),
    counters,
    moderation,
    quotas: openQuotas({ store, bytesMax: settings.domainQuotaBytes, now: world.now, log: world.log }),
    limits: openInboxLimits(inboxRateOf(settings), world.elapsed),
    clock: openClock(world),
    now: world.now,
    elapsed: world.elapsed,
    log: world.log,
  };
  return {
    settings,
    context,
    since: Number((await store.setting('registeredAt')) ?? world.now()),
    conversations,
    gate,
    homeLimit: openHomeLimit(world.elapsed),
    metrics: openMetrics({ version, counters, gate, store, now: world.now }),
    get release() {
      return release;
    },
    refresh: async () => {
      // Asked often, so no more is read than the name while it is the same.
      if ((await currentRelease(settings.dataDir)) === release.manifest.release) return false;
      const next = await currentManifest(settings.dataDir);
      if (next === undefined) return false;
      release = await openRelease(settings.dataDir, next);
      conversations.endListening();
      return true;
    },
    refreshKeys: async () => {
      keys = await foundation.useKeysOf(release.site);
    },
  };
}

/** Ten minutes' worth may come at once: so a post that many speak of fills no sender's queue. */
function inboxRateOf({ inboxRate: perMinute }: Settings): Rate {
  return { perMinute, burst: 10 * perMinute };
}

/** The world as it is. */
export function realWorld(log: (event: LogEvent) => void): World {
  const elapsed = (): number => performance.now();
  return { now: Date.now, elapsed, random: Math.random, resolve: resolveBySystem, log };
}
