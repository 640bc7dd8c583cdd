import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentManifest } from '../../src/release/current.ts';
import type { ServerMark } from '../../src/release/lock.ts';
import { siteOf, type Site } from '../../src/site.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { makeKeys, startRemoteServer, type RemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { options } from './subjects.ts';

/** The blog, and the fediverse around it, both on disk and on sockets as they are in life. */
export interface Stage extends AsyncDisposable {
  readonly blog: Outward;
  readonly site: Site;
  readonly servers: readonly RemoteServer[];
  /** Those who act. */
  readonly people: RemotePerson[];
  /** They follow from the first moment to the last, and must miss nothing. */
  readonly followers: readonly RemotePerson[];
  /** Takes somebody new into the cast, whom the blog has never heard of. */
  welcome(): void;
  /** From now on every inbox answers as it should. */
  heal(): void;
  /** The process that serves. */
  pid(): Promise<number>;
}

const serverNames = ['ash.test', 'birch.test', 'cedar.test', 'dale.test'] as const;
const peoplePerServer = 3;
const fixtureBlog = join(import.meta.dirname, '../fixtures/blog');

/** Opens the blog in the empty folder `dir`, and waits until its followers are followers. */
export async function openStage(dir: string): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const servers: RemoteServer[] = [];
  // They verify nothing: what is forwarded has another's name on it, and only its proof or its origin could vouch for it.
  for (const name of serverNames) servers.push(opened.use(await startRemoteServer(name, { verify: false })));
  await cp(fixtureBlog, join(dir, 'content'), { recursive: true });
  await writeFile(join(dir, 'content/posts/stove.md'), pollText);
  const blog = opened.use(await startOutward({ name: 'blog.test', dir }));
  const manifest = await currentManifest(blog.dataDir);
  if (manifest === undefined) throw new Error(`nothing was published:\n${blog.output()}`);
  const site = siteOf(manifest.blog, manifest.origin);
  const keys = makeKeys();
  const followers = servers.map((server) => server.actor('follower', { keys, hasSharedInbox: false }));
  await Promise.all(followers.map((person) => follow(person, site)));
  misbehave(servers, followers);

  let count = 0;
  const people: RemotePerson[] = [];
  const welcome = (): void => {
    const server = servers[count % servers.length]!;
    people.push(server.actor(`person${(count += 1)}`, { keys }));
  };
  for (let n = 0; n < servers.length * peoplePerServer; n += 1) welcome();
  const kept = opened.move();
  return {
    ...{ blog, site, servers, people, followers, welcome },
    heal: () => servers.forEach((server, index) => server.respondAt(followers[index]!.inbox, undefined)),
    pid: async () =>
      (JSON.parse(await readFile(join(blog.dataDir, 'server.json'), 'utf8')) as ServerMark).pid,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const pollText = `---
type: note
date: 2026-02-03
poll: { options: [${options.join(', ')}], closes: 2999-01-01 }
---

On what do you boil it?
`;

/** Resolves when the blog has accepted. */
export async function follow(person: RemotePerson, site: Site): Promise<void> {
  const status = await person.send(site.sharedInbox, person.follow(site.actor));
  if (status !== 202) throw new Error(`a Follow was answered ${status}`);
  await waitFor(() => person.following.has(site.actor), `the Accept for ${person.id}`);
}

/** Two are always there; the third refuses everything the first time, and the fourth never answers. */
function misbehave(servers: readonly RemoteServer[], followers: readonly RemotePerson[]): void {
  const told = new Set<string>();
  servers[2]!.respondAt(followers[2]!.inbox, ({ body }) => {
    const { id } = JSON.parse(body.toString()) as { readonly id: string };
    if (told.has(id)) return undefined;
    told.add(id);
    return 503;
  });
  servers[3]!.respondAt(followers[3]!.inbox, 'hang');
}
