import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApp, openFoundation, realWorld, type App } from '../../src/app.ts';
import { projectDir } from '../../src/cli/environment.ts';
import { loadSettings } from '../../src/config.ts';
import type { FetchOutcome, Remote } from '../../src/federation/remote.ts';
import { currentManifest } from '../../src/release/current.ts';
import { openRelease } from '../../src/release/served.ts';
import { frontDoor, type FrontDoor } from '../../src/server.ts';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { startOutward } from '../support/outward.ts';
import { NOW } from '../unit/builders.ts';

export const origin = 'https://blog.test';
const fixtureBlog = join(import.meta.dirname, '../fixtures/blog');
const posts: Readonly<Record<string, string>> = {
  kettle: 'title: On kettles\ndate: 2026-03-01',
  stove: 'type: note\ndate: 2026-03-01\npoll: { options: [gas, electric], closes: 2999-01-01 }',
};

/** Publishes, in the empty folder `dir`, the blog that the recorded activities are about. */
export async function publishBlog(dir: string): Promise<void> {
  await cp(fixtureBlog, join(dir, 'content'), { recursive: true });
  for (const [slug, fields] of Object.entries(posts)) {
    await writeFile(join(dir, 'content/posts', `${slug}.md`), `---\n${fields}\n---\n\nIt whistles.\n`);
  }
  await using outward = await startOutward({ dir, env: { ORIGIN: origin } });
  await outward.stop();
}

/** The whole blog but for its sockets: a real database, the real theme, and a network that says what it is told to. */
export interface FuzzedBlog extends AsyncDisposable {
  readonly app: App;
  readonly door: FrontDoor;
  readonly database: Connection;
  /** What is to be had at an address from now on. */
  serve(fetch: (url: string) => FetchOutcome): void;
  /** Mistakes of ours that were answered with 503 since it was last asked. */
  failures(): readonly string[];
}

export async function openBlog(dir: string): Promise<FuzzedBlog> {
  await using opened = new AsyncDisposableStack();
  const failed: string[] = [];
  let elapsed = 0;
  let fetch: (url: string) => FetchOutcome = () => ({ kind: 'failed', reason: 'nobody there' });
  const settings = loadSettings(
    { ORIGIN: origin, DATA_DIR: join(dir, 'var'), CONTENT_DIR: join(dir, 'content') },
    dir,
  );
  const world = {
    ...realWorld(({ event, reason }) => {
      if (event === 'request.failed') failed.push(String(reason));
    }),
    now: () => NOW,
    elapsed: () => (elapsed += 100), // Nobody here is to be told that he comes too often.
  };
  const foundation = await openFoundation(settings, projectDir, world);
  opened.defer(() => foundation.close());
  const manifest = await currentManifest(settings.dataDir);
  if (manifest === undefined) throw new Error(`nothing was published in ${dir}`);
  const remote: Remote = {
    ...foundation.remote,
    fetchDocument: (url) => Promise.resolve(fetch(url)),
    fetchJrd: (url) => Promise.resolve(fetch(url)),
  };
  const app = await openApp({ ...foundation, remote }, await openRelease(settings.dataDir, manifest));
  const database = await Connection.open(join(settings.dataDir, 'outward.sqlite'), 1_000);
  opened.defer(() => database.close());
  const kept = opened.move();
  return {
    app,
    database,
    door: frontDoor(() => app),
    serve: (from) => void (fetch = from),
    failures: () => failed.splice(0),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
