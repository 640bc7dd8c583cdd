import type { App } from '../app.ts';
import type { HubClient } from '../federation/websub.ts';
import type { Store } from '../store/store.ts';
import type { Manifest } from './manifest.ts';

/** Address of each feed → hash of what stands there. */
type Feeds = Readonly<Record<string, string>>;

/** What a hub knows of our feeds. */
interface Told {
  readonly hub: string;
  readonly feeds: Feeds;
}

/** Its value is a Told, as JSON. */
const settingName = 'websub';
/** Pauses after failures; when the last one was for nothing, the hub hears of these changes with the next. */
const pausesMs: readonly number[] = [10_000, 60_000, 600_000, 3_600_000, 6 * 3_600_000];

/**
 * What is to be asked every second: once the world is told of a publication, tells the hub that blog.yml names of each feed
 * that changed since it was last told (WebSub). What it was told is in the store, so a restart neither forgets a change nor tells
 * it twice. Rejects when the hub does not answer, and then waits before it asks again, a few times.
 */
export function hubTeller(app: App, client: Pick<HubClient, 'ping'>): () => Promise<void> {
  let settled = '';
  let failed = { release: '', times: 0, at: 0 };

  return async () => {
    const { elapsed, store } = app.context;
    const { manifest, site } = app.release;
    const { release } = manifest;
    const hub = site.blog.websub;
    const times = failed.release === release ? failed.times : 0;
    const isPausing = elapsed() - failed.at < (pausesMs[times - 1] ?? 0);
    if (hub === undefined || settled === release || isPausing) return;
    // What is still in its grace window may be called back.
    if ((await store.setting('release')) !== release) return;
    try {
      await tellHub(hub, feedsOf(manifest), store, client);
      settled = release;
    } catch (error) {
      failed = { release, times: times + 1, at: elapsed() };
      if (times === pausesMs.length) settled = release;
      throw error;
    }
  };
}

/** Of a hub that is new only what it will find is noted: nobody follows us there yet. */
async function tellHub(
  hub: string,
  feeds: Feeds,
  store: Store,
  client: Pick<HubClient, 'ping'>,
): Promise<void> {
  const told = await toldOf(hub, store);
  if (told === undefined) return remember({ hub, feeds }, store);
  const changed = Object.keys(feeds).filter((feed) => told.feeds[feed] !== feeds[feed]);
  if (changed.length === 0) return;
  const { left, reason } = await pingEach(hub, changed, client);
  await remember({ hub, feeds: { ...feeds, ...pick(told.feeds, left) } }, store);
  if (reason !== undefined)
    throw new Error(`the hub ${hub} could not be told of ${left.length} changed feeds: ${reason}`);
}

/** One after the other, up to the first that the hub does not take; what it refuses for good counts as told. */
async function pingEach(
  hub: string,
  feeds: readonly string[],
  client: Pick<HubClient, 'ping'>,
): Promise<{ readonly left: readonly string[]; readonly reason: string | undefined }> {
  for (const [place, feed] of feeds.entries()) {
    const outcome = await client.ping(hub, feed);
    if (outcome.kind === 'failed') return { left: feeds.slice(place), reason: outcome.reason };
  }
  return { left: [], reason: undefined };
}

/** An empty hash is none. */
function pick(feeds: Feeds, names: readonly string[]): Feeds {
  return Object.fromEntries(names.map((name) => [name, feeds[name] ?? '']));
}

/** Undefined of a hub that was never told anything. */
async function toldOf(hub: string, store: Store): Promise<Told | undefined> {
  const text = await store.setting(settingName);
  const told = text === undefined ? undefined : (JSON.parse(text) as Told);
  return told?.hub === hub ? told : undefined;
}

function remember(told: Told, store: Store): Promise<void> {
  return store.transact((tx) => tx.putSetting(settingName, JSON.stringify(told)));
}

function feedsOf({ origin, resources }: Manifest): Feeds {
  const feeds = Object.entries(resources).filter(([, { type }]) => isFeed(type));
  return Object.fromEntries(feeds.map(([path, { hash }]) => [origin + path, hash]));
}

/** By media type: Atom, RSS, JSON Feed. */
export function isFeed(type: string): boolean {
  return /^application\/(?:(?:atom|rss)\+xml|feed\+json)\b/.test(type);
}
