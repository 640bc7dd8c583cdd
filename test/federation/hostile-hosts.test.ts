import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { testAuthority } from '../support/certificates.ts';
import { startHostileHosts, type HostileHosts } from '../support/hostile-hosts.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { postText, publishPost } from './scenario.ts';

/** Makes one follower of each inbox. */
async function addFollowers({ dataDir }: Outward, inboxes: readonly string[]): Promise<void> {
  const store = await openSqliteStore(join(dataDir, 'outward.sqlite'));
  await store.transact((tx) => {
    for (const inbox of inboxes) {
      const actor = inbox.replace(/inbox$/, 'actor') as Uri;
      tx.putFollower({ actor, inbox: inbox as Uri, sharedInbox: undefined, followId: undefined }, 1);
    }
  });
  await store.close();
}

const alwaysSilent = ['hang', 'trickle'] as const;

function hanging(hosts: HostileHosts): number {
  return alwaysSilent.map((way) => hosts.open(way)).reduce((sum, count) => sum + count);
}

test('hosts that hang, trickle, reset, redirect, lie, refuse and pour out keep nothing from the others, at once or later', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  await using hostile = await startHostileHosts('bad.test', testAuthority().issue(['*.bad.test']));
  const healthy = social.crowd(80, { distinctHosts: true });
  const bad = hostile.inboxes(220); // By their names all of them are mixed.
  await addFollowers(blog, [...healthy.map(({ inbox }) => inbox), ...bad]);

  const reached = (title: string): number =>
    healthy.filter(({ received }) => received.some((activity) => JSON.stringify(activity).includes(title)))
      .length;
  await publishPost(blog, 'leaves', postText('Leaves in the pot'));
  await waitFor(() => reached('Leaves in the pot') === healthy.length, 'all of the healthy');
  expect(hanging(hostile)).toBeGreaterThan(0);

  await publishPost(blog, 'water', postText('Water in the kettle'));
  await waitFor(() => reached('Water in the kettle') === healthy.length, 'all of the healthy, again');
  expect(hanging(hostile)).toBeGreaterThan(0);
  for (const { received } of healthy) expect(received.map(({ type }) => type)).toEqual(['Create', 'Create']);
  // One attempt each, and two requests where the signature was refused in both forms.
  expect(hostile.asked('unauthorized')).toBeGreaterThanOrEqual(40);
  const { stdout } = await blog.run('status', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ followers: 300, deliveries: { failed: 0 } });
});
