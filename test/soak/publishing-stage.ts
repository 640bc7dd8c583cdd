import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { currentManifest } from '../../src/release/current.ts';
import { siteOf, type Site } from '../../src/site.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { makeKeys, startRemoteServer, type RemoteServer } from '../support/remote-server.ts';
import { openAudience, type Audience } from './audience.ts';
import { follow } from './stage.ts';

/** A blog whose followers, on servers of many kinds, must miss nothing. */
export interface PublishingStage extends AsyncDisposable {
  readonly blog: Outward;
  readonly site: Site;
  /** Where what is for all followers is sent; those of the first server share theirs. */
  readonly inboxes: readonly string[];
  readonly audience: Audience;
  /** All servers say something to the blog: whichever seemed dead is not. */
  speak(): Promise<void>;
}

const serverNames = ['elm.test', 'fir.test', 'gorse.test', 'hazel.test'] as const;
const names = ['ann', 'bo', 'cy'] as const;
const fixtureBlog = join(import.meta.dirname, '../fixtures/blog');

/** Opens the blog in the empty folder `dir`, and waits until its followers are followers. */
export async function openPublishingStage(dir: string, seed: number): Promise<PublishingStage> {
  await using opened = new AsyncDisposableStack();
  const servers: RemoteServer[] = [];
  for (const name of serverNames) servers.push(opened.use(await startRemoteServer(name, { verify: false })));
  await cp(fixtureBlog, join(dir, 'content'), { recursive: true });
  // What it finds to publish when it is started waits, too.
  const blog = opened.use(await startOutward({ name: 'blog.test', dir, env: { GRACE: '1' } }));
  const manifest = await currentManifest(blog.dataDir);
  if (manifest === undefined) throw new Error(`nothing was published:\n${blog.output()}`);
  const site = siteOf(manifest.blog, manifest.origin);
  const keys = makeKeys();
  const followers = servers.map((server, place) =>
    names.map((name) => server.actor(name, { keys, hasSharedInbox: place === 0 })),
  );
  await Promise.all(followers.flat().map((person) => follow(person, site)));
  const inboxes = followers.map((people) => [
    ...new Set(people.map(({ account, inbox }) => account.sharedInbox ?? inbox)),
  ]);
  const kept = opened.move();
  return {
    ...{ blog, site },
    inboxes: inboxes.flat(),
    audience: openAudience(servers, inboxes, seed),
    speak: async () => {
      const like = (person: RemotePerson): object => person.like(site.objectId('how-to-brew'));
      for (const [person] of followers)
        if (person !== undefined) await person.send(site.sharedInbox, like(person));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
