import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { currentManifest } from '../../src/release/current.ts';
import { readForgeState, type ForgeState } from '../../src/release/forge.ts';
import { gitInBare } from '../../src/release/history.ts';
import { writeInto } from '../../src/release/files.ts';
import { isRunning } from '../../src/release/lock.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { openPusher } from '../support/pusher.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { openScratch } from '../support/scratch.ts';
import { waitFor } from '../support/wait-for.ts';
import { follow, postText, received, typesOf } from './scenario.ts';

const secret = 'the secret of a kettle';

/** As GitHub tells of a push. */
async function tell(blog: Outward): Promise<number> {
  const body = JSON.stringify({ ref: 'refs/heads/main' });
  const hmac = createHmac('sha256', secret).update(body).digest('hex');
  const headers = { 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${hmac}` };
  return (await fetch(`${blog.address}/hooks/forge`, { method: 'POST', headers, body })).status;
}

/** Waits until what was asked for is done, with `commit` as what the forge has. */
function outcomeOf({ dataDir }: Outward, commit: string): Promise<ForgeState['outcome']> {
  return waitFor(async () => {
    const state = await readForgeState(dataDir);
    return state?.outcome?.commit === commit && !state.isPending ? state.outcome : undefined;
  }, `${commit} to be taken`);
}

/** The process that plans or publishes at this moment. */
async function publisherIn({ dataDir }: Outward): Promise<number | undefined> {
  const [pid] = (await readFile(join(dataDir, 'publishing'), 'utf8').catch(() => '')).split(' ');
  return Number(pid) > 0 && isRunning(Number(pid)) ? Number(pid) : undefined;
}

async function publishedBy({ dataDir }: Outward): Promise<string | undefined> {
  return (await currentManifest(dataDir))?.commit;
}

test('what is pushed to a forge is published when its webhook says so; what is broken is refused, and killed processes lose nothing', async () => {
  await using scratch = openScratch();
  const forge = join(scratch.path, 'forge.git');
  await writeInto(join(forge, 'description'), 'The forge');
  await gitInBare(forge, ['init', '--quiet', '--bare']);
  const env = { WEBHOOK_SECRET: secret, WEBHOOK_REPOSITORY: `file://${forge}` };
  await using blog = await startOutward({ name: 'blog.test', env });
  await using social = await startRemoteServer('social.test');
  await using pusher = await openPusher(blog);
  const alice = social.actor('alice');
  await follow(alice, blog);
  const pushToForge = async (subject: string): Promise<string> => {
    const commit = await pusher.commit(subject);
    await pusher.git('push', '--quiet', forge, 'main');
    return commit;
  };

  // Whoever publishes is killed, and then the server: the next server finds what was asked for.
  await pusher.write('content/posts/leaves.md', postText('Leaves in the pot'));
  const good = await pushToForge('Leaves');
  expect(await tell(blog)).toBe(202);
  const publisher = await waitFor(() => publisherIn(blog), 'the commit to be planned');
  await blog.kill();
  process.kill(publisher, 'SIGKILL');
  expect(await readForgeState(blog.dataDir)).toMatchObject({ outcome: undefined, isPending: true });
  await blog.start();
  expect(await outcomeOf(blog, good)).toMatchObject({ kind: 'accepted' });
  expect([await pusher.tip(), await publishedBy(blog)]).toEqual([good, good]);
  await received(alice, 'Create');

  await pusher.write('content/posts/bad.md', '---\ntitle: A bad one\ndate: soon\n---\n\nText.\n');
  const broken = await pushToForge('A bad one');
  expect(await tell(blog)).toBe(202);
  expect(await outcomeOf(blog, broken)).toMatchObject({ kind: 'refused' });
  expect([await pusher.tip(), await publishedBy(blog)]).toEqual([good, good]);
  const { stdout } = await blog.run('hook', 'status');
  expect(stdout).toMatch(
    /Webhook: push .*\nFetched .*: refused.*\n(?:.*\n)*.*content\/posts\/bad\.md:3: date: /,
  );
  expect(typesOf(alice.received)).toEqual(['Accept', 'Create']);
}, 120_000);
