import { onTestFinished } from 'vitest';
import type { App } from '../../../src/app.ts';
import { loadSettings } from '../../../src/config.ts';
import { openActorDirectory } from '../../../src/federation/actors.ts';
import { openBell, type Bell } from '../../../src/federation/bell.ts';
import { openHomeLimit } from '../../../src/federation/home-limit.ts';
import { openInboxLimits } from '../../../src/federation/inbox-limits.ts';
import { openModeration } from '../../../src/federation/moderation.ts';
import { openQuotas } from '../../../src/federation/quotas.ts';
import { openClock } from '../../../src/clock.ts';
import { openCounters } from '../../../src/counters.ts';
import { openGate } from '../../../src/gate.ts';
import type { LogEvent } from '../../../src/federation/context.ts';
import type { Remote } from '../../../src/federation/remote.ts';
import type { Rate } from '../../../src/limits.ts';
import type { Post } from '../../../src/posts/post.ts';
import { Conversations } from '../../../src/release/conversations.ts';
import { frontDoor } from '../../../src/server.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { blogKeys, fakeRemote, noCircuits, NOW, type FakeRemote } from '../builders.ts';
import { openDesk, type Changes } from '../release/desk.ts';
import { postOf } from '../theme/sample.ts';

/** The whole blog behind its front door, but for the sockets: what comes to a URL, and what is answered. */
export interface Door {
  readonly store: Store;
  readonly log: readonly LogEvent[];
  /** URLs of other servers that were asked for, in order: all in vain. */
  readonly fetched: readonly string[];
  /** As it is handed to the server. */
  readonly hono: ReturnType<typeof frontDoor>;
  readonly dataDir: string;
  /** Rung when there is something to deliver. */
  readonly queued: Bell;
  /** `path` on the blog, asked for by GET unless `init` says otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

export async function openDoor(
  posts: readonly Post[] = [postOf('kettle')],
  changes: Changes = {},
  env: Readonly<Record<string, string>> = {},
  rate: Rate = { perMinute: 60_000, burst: 60_000 },
  remote: Remote & Partial<Pick<FakeRemote, 'fetched'>> = fakeRemote(),
): Promise<Door> {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  const { store } = fresh;
  const desk = openDesk();
  const release = desk.open(await desk.build(posts, changes));
  const { site, objects } = release;
  const log: LogEvent[] = [];
  const app: App = {
    settings: loadSettings({ ORIGIN: site.origin, DATA_DIR: desk.dataDir, ...env }, desk.dataDir),
    context: {
      site,
      objects,
      store,
      remote,
      actors: openActorDirectory(store, remote, () => NOW),
      keys: blogKeys,
      queued: openBell(),
      circuits: noCircuits,
      counters: openCounters(),
      moderation: openModeration(store, () => NOW),
      quotas: openQuotas({ store, bytesMax: 100_000_000, now: () => NOW }),
      limits: openInboxLimits({ perMinute: 60_000, burst: 60_000 }, () => 0),
      now: () => NOW,
      elapsed: () => 0,
      clock: openClock({ now: () => NOW, elapsed: () => 0, log: () => undefined }),
      log: (event) => void log.push(event),
    },
    gate: openGate(rate, () => 0),
    homeLimit: openHomeLimit(() => 0),
    metrics: { contentType: 'text/plain', text: () => Promise.resolve('') },
    conversations: new Conversations(
      store,
      () => release,
      (event) => void log.push(event),
    ),
    since: NOW,
    release,
    refresh: () => Promise.resolve(false),
    refreshKeys: () => Promise.resolve(),
  };
  const hono = frontDoor(() => app);
  return {
    store,
    log,
    fetched: remote.fetched ?? [],
    hono,
    dataDir: desk.dataDir,
    queued: app.context.queued,
    ask: async (path, init) => hono.fetch(new Request(`${site.origin}${path}`, init)),
  };
}
