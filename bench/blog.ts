import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uri } from '../src/protocol/vocabulary.ts';
import { currentManifest } from '../src/release/current.ts';
import { siteOf, type Site } from '../src/site.ts';
import { openSqliteStore } from '../src/store/sqlite.ts';
import type { Store } from '../src/store/store.ts';
import { startOutward, type Outward } from '../test/support/outward.ts';

/** The built program in a process of its own, with the fixture blog, and its store beside it. */
export interface BenchedBlog extends AsyncDisposable {
  readonly outward: Outward;
  readonly site: Site;
  readonly store: Store;
}

export async function startBlog(): Promise<BenchedBlog> {
  await using opened = new AsyncDisposableStack();
  const outward = opened.use(await startOutward());
  const manifest = await currentManifest(outward.dataDir);
  if (manifest === undefined) throw new Error(`the program serves nothing:\n${outward.output()}`);
  const store = await openSqliteStore(join(outward.dataDir, 'outward.sqlite'));
  opened.defer(() => store.close());
  const kept = opened.move();
  const site = siteOf(manifest.blog, manifest.origin);
  return { outward, site, store, [Symbol.asyncDispose]: () => kept.disposeAsync() };
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

const paragraph = 'Tea is a plant, a drink, a pause and a reason to talk, in this order or in any other. ';

/** Writes a post of some 2 KB and publishes it, as a writer does. */
export async function publishPost({ outward }: BenchedBlog, slug: string): Promise<void> {
  const post = `---\ntitle: Post ${slug}\ndate: ${new Date().toISOString()}\n---\n\n${paragraph.repeat(25)}\n`;
  await writeFile(join(outward.contentDir, 'posts', `${slug}.md`), post);
  const { code, stdout, stderr } = await outward.run('publish');
  if (code !== 0) throw new Error(`publishing failed:\n${stdout}${stderr}`);
}
