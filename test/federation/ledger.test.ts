import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOutward, type Outward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { follow, postText, publishPost, received, writePost } from './scenario.ts';

/** As `outward status <post> --json` prints it, as far as it is looked at here. */
interface Ledger {
  readonly state: string;
  readonly waiting: { readonly verbs: readonly string[]; readonly tellAt: string } | null;
  readonly reached: { readonly inboxes: number; readonly servers: number; readonly firstAt: string | null };
  readonly activities: readonly {
    readonly type: string;
    readonly accepted: { readonly inboxes: number };
    readonly pending: { readonly inboxes: number };
    readonly deliveries?: readonly {
      readonly inbox: string;
      readonly state: string;
      readonly endedAt: string;
    }[];
  }[];
}

async function ledgerOf(blog: Outward, post: string, ...options: readonly string[]): Promise<Ledger> {
  const { stdout } = await blog.run('status', post, '--json', ...options);
  return JSON.parse(stdout) as Ledger;
}

async function statusOf(blog: Outward, ...words: readonly string[]): Promise<string> {
  return (await blog.run('status', ...words)).stdout;
}

test('a post tells who accepted it, who did not yet and why, and what was given up, until all have it', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const [alice, bob, carol] = (['alice', 'bob', 'carol'] as const).map((name) =>
    social.actor(name, { hasSharedInbox: false }),
  ) as [ReturnType<typeof social.actor>, ReturnType<typeof social.actor>, ReturnType<typeof social.actor>];
  for (const person of [alice, bob, carol]) await follow(person, blog);
  bob.respondWith({ status: 503 });
  carol.respondWith({ status: 403 });
  await publishPost(blog, 'leaves', postText('Leaves in the pot'));
  await received(alice, 'Create');
  await waitFor(
    async () => (await statusOf(blog, 'leaves')).includes('given up'),
    'the refusal to be on record',
  );

  const text = await statusOf(blog, 'leaves');
  expect(text).toMatch(
    /^leaves: told \S+Z\.\nReached 1 inbox on 1 server \S+Z\.\n"Sent" .* answered 2xx\.$/m,
  );
  expect(text).toMatch(/^Create \S+ to 3 inboxes on 1 server$/m);
  expect(text).toMatch(/^ {2}pending: 1 inbox on 1 server, next try \S+Z\n {4}1 answered 503: social\.test/m);
  expect(text).toMatch(/^ {2}given up: 1 inbox on 1 server\n {4}1 answered 403: social\.test/m);

  const ledger = await ledgerOf(blog, `${blog.origin}/posts/leaves/`, '--all');
  expect(ledger).toMatchObject({ state: 'announced', waiting: null, reached: { inboxes: 1, servers: 1 } });
  const { deliveries = [] } = ledger.activities[0]!;
  expect(new Map(deliveries.map(({ inbox, state }) => [inbox, state]))).toEqual(
    new Map([
      [alice.inbox, 'delivered'],
      [bob.inbox, 'pending'],
      [carol.inbox, 'failed'],
    ]),
  );
  expect(await statusOf(blog, 'leaves', '--all')).toContain(
    `given up ${deliveries.at(-1)?.endedAt.slice(0, 19)}Z`,
  );

  bob.respondWith(undefined);
  await received(bob, 'Create');
  await waitFor(
    async () => (await ledgerOf(blog, 'leaves')).activities[0]?.accepted.inboxes === 2,
    'the second acceptance to be on record',
  );
});

test('what waits is told of with the time and the way to stop it; registered and deleted posts say what they are', async () => {
  await using blog = await startOutward({ name: 'blog.test', env: { GRACE: '3000' } });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);
  expect(await statusOf(blog, 'how-to-brew')).toBe(
    'how-to-brew: never sent: it stood there at first start.\n',
  );

  await publishPost(blog, 'leaves', postText('Leaves in the pot'));
  expect(await statusOf(blog, 'leaves')).toMatch(
    /^leaves: nobody has been told yet\.\nCreate: told in \d+ min(?: \d+ s)? unless you stop it: npm run outward -- cancel\n$/,
  );
  expect(await ledgerOf(blog, 'leaves')).toMatchObject({ state: 'untold', waiting: { verbs: ['Create'] } });
  const overview = await statusOf(blog);
  expect(overview).toMatch(
    /Told in \d+ min(?: \d+ s)?, unless you stop it .*https:\/\/blog\.test:\d+\/waiting\/\S+\):/,
  );
  expect(overview).toContain('  Create leaves to 1 inbox\n');
  await blog.run('cancel');
  expect(await statusOf(blog)).toContain('Held: nothing is published by itself');

  await blog.run('publish', '--now');
  await received(alice, 'Create');
  await rm(join(blog.contentDir, 'posts', 'leaves.md'));
  await blog.run('publish', '--now');
  await received(alice, 'Delete');
  await waitFor(
    async () => (await ledgerOf(blog, 'leaves')).activities[0]?.accepted.inboxes === 1,
    'the Delete to be on record',
  );
  const ledger = await ledgerOf(blog, 'leaves');
  expect(ledger).toMatchObject({ state: 'deleted', reached: { inboxes: 1 } });
  expect(ledger.activities.map(({ type }) => type)).toEqual(['Delete', 'Create']);
});

test('a post that nobody was told of is refused, with the nearest one that there is', async () => {
  await using blog = await startOutward();
  await writePost(blog, 'draft', postText('A draft', 'Not yet.', 'draft: true\n'));
  const { code, stderr } = await blog.run('status', 'how-to-brev');
  expect([code, stderr]).toEqual([
    1,
    'Nobody was ever told of a post "how-to-brev", and none waits to be told. Did you mean how-to-brew?\n',
  ]);
  expect(await blog.run('status', 'draft')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('see: npm run outward -- status') as string,
  });
});
