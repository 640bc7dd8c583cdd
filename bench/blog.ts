import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Uri } from '../src/protocol/vocabulary.ts';
import { currentManifest } from '../src/release/current.ts';
import { siteOf, type Site } from '../src/site.ts';
import { openSqliteStore } from '../src/store/sqlite.ts';
import type { Store } from '../src/store/store.ts';
import { startOutward, type Outward } from '../test/support/outward.ts';
import type { ReplyLoad } from '../test/support/presign.ts';

/** The built program in a process of its own, with the fixture blog, and its store beside it. */
export interface BenchedBlog extends AsyncDisposable {
  readonly outward: Outward;
  readonly site: Site;
  readonly store: Store;
}

/** For load that comes from fewer hosts than it would in the world: what is to be measured is not to be refused. */
export const wideLimits = { INBOX_RATE: '100000000', ORIGIN_QUOTA: '100000' } as const;
export const wideLimitsNote =
  'The limits for one origin were raised (INBOX_RATE, ORIGIN_QUOTA): the load comes from few.';

/** Starts it with these settings besides what it needs. */
export async function startBlog(env: Readonly<Record<string, string>> = {}): Promise<BenchedBlog> {
  await using opened = new AsyncDisposableStack();
  const outward = opened.use(await startOutward({ env }));
  const manifest = await currentManifest(outward.dataDir);
  if (manifest === undefined) throw new Error(`the program serves nothing:\n${outward.output()}`);
  const store = await openSqliteStore(join(outward.dataDir, 'outward.sqlite'));
  opened.defer(() => store.close());
  const kept = opened.move();
  const site = siteOf(manifest.blog, manifest.origin);
  return { outward, site, store, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Where the program itself listens. */
export function portOf({ outward }: BenchedBlog): number {
  return Number(new URL(outward.address).port);
}

const answeredPost = 'how-to-brew';

/** What replies to its post say, from now on. */
export function replyLoadOf({ site }: BenchedBlog): ReplyLoad {
  return {
    inbox: site.sharedInbox,
    to: site.actor,
    inReplyTo: site.objectId(answeredPost),
    date: new Date(),
  };
}

/** Replies to the post that readers see. */
export async function shownReplies({ site, store }: BenchedBlog): Promise<number> {
  return (await store.counts()).get(site.objectId(answeredPost))?.replies ?? 0;
}

const lookMs = 20;
const shownDeadlineMs = 60_000;

/** Milliseconds until readers see `count` replies. Throws when they never do: then some were not stored. */
export async function untilShown(blog: BenchedBlog, count: number): Promise<number> {
  const begun = performance.now();
  while ((await shownReplies(blog)) < count) {
    if (performance.now() - begun > shownDeadlineMs)
      throw new Error(`${await shownReplies(blog)} of ${count} are shown`);
    await pause(lookMs);
  }
  return performance.now() - begun;
}

/** Runs `send`, which is answered `count` replies, and waits until all of them are shown. */
export async function storing<T>(blog: BenchedBlog, count: number, send: () => Promise<T>): Promise<T> {
  const before = await shownReplies(blog);
  const result = await send();
  await untilShown(blog, before + count);
  return result;
}

/** Starts the program anew, on a release that is finished: so no build is in what it holds. */
export async function restart({ outward }: BenchedBlog): Promise<void> {
  await outward.stop();
  await outward.start();
}

/** Makes one follower of each inbox. */
export async function addFollowers(store: Store, inboxes: readonly string[]): Promise<void> {
  await store.transact((tx) => {
    for (const inbox of inboxes) {
      const actor = inbox.replace(/inbox$/, 'actor') as Uri;
      tx.putFollower({ actor, inbox: inbox as Uri, sharedInbox: undefined, followId: undefined }, Date.now());
    }
  });
}

/** Makes `count` followers who share these inboxes, as many each. */
export async function addSharingFollowers(
  store: Store,
  inboxes: readonly string[],
  count: number,
): Promise<void> {
  await store.transact((tx) => {
    for (let n = 0; n < count; n += 1) {
      const sharedInbox = inboxes[n % inboxes.length] as Uri;
      const actor = new URL(`/users/u${n}`, sharedInbox).href as Uri;
      tx.putFollower({ actor, inbox: `${actor}/inbox` as Uri, sharedInbox, followId: undefined }, Date.now());
    }
  });
}

const paragraph = 'Tea is a plant, a drink, a pause and a reason to talk, in this order or in any other. ';

/** Writes a post of some 2 KB and publishes it, as a writer does who will not wait. */
export async function publishPost({ outward }: BenchedBlog, slug: string): Promise<void> {
  const post = `---\ntitle: Post ${slug}\ndate: ${new Date().toISOString()}\n---\n\n${paragraph.repeat(25)}\n`;
  await writeFile(join(outward.contentDir, 'posts', `${slug}.md`), post);
  const { code, stdout, stderr } = await outward.run('publish', '--now');
  if (code !== 0) throw new Error(`publishing failed:\n${stdout}${stderr}`);
}
