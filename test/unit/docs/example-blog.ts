import { join } from 'node:path';
import type { App } from '../../../src/app.ts';
import { loadSettings } from '../../../src/config.ts';
import { openActorDirectory } from '../../../src/federation/actors.ts';
import { openClock } from '../../../src/clock.ts';
import { openBell } from '../../../src/federation/bell.ts';
import { openHomeLimit } from '../../../src/federation/home-limit.ts';
import { openInboxLimits } from '../../../src/federation/inbox-limits.ts';
import { openModeration } from '../../../src/federation/moderation.ts';
import { openQuotas } from '../../../src/federation/quotas.ts';
import { openCounters } from '../../../src/counters.ts';
import { openGate } from '../../../src/gate.ts';
import type { Post } from '../../../src/posts/post.ts';
import { buildRelease } from '../../../src/release/build.ts';
import { Conversations } from '../../../src/release/conversations.ts';
import { documentsOf, publishedPosts } from '../../../src/release/documents.ts';
import { serveManifest } from '../../../src/release/served.ts';
import { frontDoor } from '../../../src/server.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { COMMENTS_BEGIN, COMMENTS_END, type Renderer } from '../../../src/theme.ts';
import { openScratch } from '../../support/scratch.ts';
import { announcementOf, fakeRemote, noCircuits, NOW } from '../builders.ts';
import { ownKeysOf, site } from '../federation/examples.ts';
import { libraryOf } from '../theme/sample.ts';

/** The blog of the examples behind its front door: the same answers in every run, and no test runner needed. */
export interface ExampleBlog extends AsyncDisposable {
  readonly store: Store;
  /** `path` on the blog, asked for by GET unless `init` says otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

const plainTheme: Renderer = () =>
  Promise.resolve({
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: COMMENTS_BEGIN + COMMENTS_END,
  });

/** Opens it with `posts` published, in the environment `env`. */
export async function openExampleBlog(
  posts: readonly Post[],
  env: Readonly<Record<string, string>> = {},
): Promise<ExampleBlog> {
  const scratch = openScratch();
  const store = await openSqliteStore(join(scratch.path, 'outward.sqlite'));
  const app = await appOf(posts, store, loadSettings({ ORIGIN: site.origin, ...env }, scratch.path));
  const door = frontDoor(() => app);
  return {
    store,
    ask: async (path, init) => door.fetch(new Request(`${site.origin}${path}`, init)),
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

async function appOf(posts: readonly Post[], store: Store, settings: App['settings']): Promise<App> {
  const release = await releaseOf(posts, settings.dataDir);
  const remote = fakeRemote();
  return {
    settings,
    context: {
      site,
      objects: release.objects,
      store,
      remote,
      actors: openActorDirectory(store, remote, () => NOW),
      keys: ownKeysOf(site),
      queued: openBell(),
      circuits: noCircuits,
      counters: openCounters(),
      moderation: openModeration(store, () => NOW),
      quotas: openQuotas({ store, bytesMax: 100_000_000, now: () => NOW }),
      limits: openInboxLimits({ perMinute: 60_000, burst: 60_000 }, () => 0),
      now: () => NOW,
      elapsed: () => NOW,
      clock: openClock({ now: () => NOW, elapsed: () => NOW, log: () => undefined }),
      log: () => undefined,
    },
    homeLimit: openHomeLimit(() => 0),
    gate: openGate({ perMinute: 60_000, burst: 60_000 }, () => 0),
    metrics: { contentType: 'text/plain', text: () => Promise.resolve('') },
    conversations: new Conversations(
      store,
      () => release,
      () => undefined,
    ),
    since: NOW,
    release,
    refresh: () => Promise.resolve(false),
    refreshKeys: () => Promise.resolve(),
  };
}

async function releaseOf(posts: readonly Post[], dataDir: string): Promise<App['release']> {
  const library = libraryOf(posts, { blog: site.blog });
  const announcements = posts.map((post) => announcementOf(post));
  const published = publishedPosts(library, announcements, () => ({ mentions: [], parent: undefined }));
  const keys = ownKeysOf(site);
  const manifest = await buildRelease({
    dataDir,
    release: 'examples',
    inputs: '',
    site,
    library,
    theme: 'theme',
    render: plainTheme,
    indexer: () => Promise.resolve([]),
    corrections: new Map(),
    documents: documentsOf(published, announcements, { site, keys, polls: new Map(), now: NOW }),
    assertionKey: keys.assertion.id,
    now: NOW,
    formerSlugs: new Map(),
    previous: undefined,
  });
  return serveManifest(dataDir, manifest, plainTheme);
}
