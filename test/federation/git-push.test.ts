import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRunning } from '../../src/release/lock.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { openPusher, type Pusher } from '../support/pusher.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { follow, postText, received, typesOf } from './scenario.ts';

/** A dozen publications, each in processes of its own, on a machine that has more to do. */
const testMs = 120_000;

async function statusOf(blog: Outward, path: string): Promise<number> {
  return (await fetch(`${blog.address}${path}`)).status;
}

/** Titles of what was sent as new. */
function createdBy({ received: activities }: RemotePerson): readonly string[] {
  const created = activities.filter(({ type }) => type === 'Create');
  return created.map(({ object }) => String((object as { name?: string }).name)).sort();
}

/** A blog with a follower, published by a push. */
interface Scene extends AsyncDisposable {
  readonly blog: Outward;
  readonly pusher: Pusher;
  readonly alice: RemotePerson;
  /** The commit that the branch has. */
  readonly before: string;
}

async function openScene(): Promise<Scene> {
  await using opened = new AsyncDisposableStack();
  const blog = opened.use(await startOutward({ name: 'blog.test' }));
  const social = opened.use(await startRemoteServer('social.test'));
  const pusher = opened.use(await openPusher(blog));
  const alice = social.actor('alice');
  await follow(alice, blog);
  expect(await pusher.push('main')).toMatchObject({ code: 0 });
  const before = await pusher.tip();
  const kept = opened.move();
  return { blog, pusher, alice, before, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

test(
  'pushes are planned, published in turn and told; what is broken is refused with file and line; a rollback tells nobody',
  async () => {
    await using scene = await openScene();
    const { alice, before, blog, pusher } = scene;

    // Two at once: the second begins while the first is being published.
    await pusher.write('content/posts/leaves.md', postText('Leaves in the pot'));
    await pusher.write('README.md', 'Read me.');
    await pusher.commit('Leaves');
    const pushing = pusher.push('main');
    await waitFor(async () => (await pusher.tip()) !== before, 'the first to be accepted');
    await pusher.write('content/posts/second.md', postText('A second pot'));
    const second = await pusher.commit('Second');
    const endings = await Promise.all([pushing, pusher.push('main')]);
    expect(endings.map(({ code }) => code)).toEqual([0, 0]);
    expect(endings[0].output).toContain('remote: Create leaves to 1 inbox on 1 server, because');
    expect(endings[0].output).toContain('remote: 1 file outside content/ changed too');
    expect(endings[1].output).toContain(`remote: Live: ${blog.origin}/`);
    await waitFor(() => alice.received.length === 3, 'both to be told');
    expect(createdBy(alice)).toEqual(['A second pot', 'Leaves in the pot']);
    expect(JSON.parse((await blog.run('hook', 'status', '--json')).stdout)).toEqual({
      ...{ repository: pusher.repository, branch: 'main', accepted: second, published: second },
      ...{ webhook: null, faults: [] },
    });
    expect(await readdir(join(blog.dataDir, 'pushes'))).toEqual([]);
    const begun = await blog.run('new', 'Later');
    expect(begun.stdout).toContain(`then: commit, and push to main of ${pusher.repository}`);

    await pusher.write('content/posts/bad.md', '---\ntitle: A bad one\ndate: soon\n---\n\nText.\n');
    await pusher.commit('A bad one');
    const broken = await pusher.push('main');
    expect(broken.output).toMatch(/remote: content\/posts\/bad\.md:3: date: .*\d{4}-\d\d-\d\d/);
    expect(broken.output).toContain('[remote rejected] main -> main (pre-receive hook declined)');
    await pusher.git('mv', 'content', 'blog');
    await pusher.commit('Another place');
    expect((await pusher.push('main')).output).toContain('no folder content/');
    expect((await pusher.push(':main')).output).toContain('cannot be deleted');
    const draft = await pusher.push('main:refs/heads/draft');
    expect(draft).toMatchObject({ code: 0, output: expect.stringContaining('only main is') as string });
    await pusher.git('reset', '--hard', '--quiet', second);
    expect([await pusher.tip(), await statusOf(blog, '/posts/bad/')]).toEqual([second, 404]);

    // What CONTENT_DIR has is of no account any more: not for a publication by hand, nor at a start.
    await writeFile(join(blog.contentDir, 'posts/stray.md'), postText('Stray'));
    const byHand = await blog.run('publish');
    expect(byHand).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to tell') as string });
    const back = await blog.run('rollback', before.slice(0, 8));
    expect(back).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 posts that followers were told of') as string,
    });
    expect(await statusOf(blog, '/posts/second/')).toBe(404);
    await blog.stop();
    await blog.start();
    const statuses = ['leaves', 'second', 'stray'].map((slug) => statusOf(blog, `/posts/${slug}/`));
    expect(await Promise.all(statuses)).toEqual([404, 404, 404]);
    const { stdout } = await blog.run('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ held: true, release: { commit: before } });

    await pusher.write('content/posts/second.md', undefined);
    await pusher.commit('No second pot');
    expect((await pusher.push('main')).output).toContain('Delete second');
    await received(alice, 'Delete');
    expect(await statusOf(blog, '/posts/leaves/')).toBe(200);
    expect(typesOf(alice.received)).toEqual(['Accept', 'Create', 'Create', 'Delete']);
  },
  testMs,
);

/**
 * Kills whoever publishes, once `isTime`. The server stands still meanwhile: whoever publishes waits for it between the switch
 * and the record, so that no moment is over before it is seen.
 */
async function killPublisher(blog: Outward, isTime: () => Promise<boolean>): Promise<void> {
  process.kill(blog.pid(), 'SIGSTOP');
  try {
    const holder = await waitFor(async () => {
      const [pid] = (await readFile(join(blog.dataDir, 'publishing'), 'utf8').catch(() => '')).split(' ');
      return Number(pid) > 0 && isRunning(Number(pid)) && (await isTime()) ? Number(pid) : undefined;
    }, 'the moment to kill');
    process.kill(holder, 'SIGKILL');
  } finally {
    process.kill(blog.pid(), 'SIGCONT');
  }
}

/** Waits until every push that git received is published, or forgotten. */
async function untilSettled({ dataDir }: Outward): Promise<void> {
  const isSettled = async (): Promise<boolean> => (await readdir(join(dataDir, 'pushes'))).length === 0;
  await waitFor(isSettled, 'the push to be settled');
}

test(
  'killed before git accepts it, a push changes nothing; killed after, it is finished by the server, and told once',
  async () => {
    await using scene = await openScene();
    const { alice, before, blog, pusher } = scene;
    const releases = (): Promise<readonly string[]> => readdir(join(blog.dataDir, 'releases'));
    const current = (): Promise<string> => readFile(join(blog.dataDir, 'current'), 'utf8');
    const [shown, built] = [await current(), await releases()];
    const isAccepted = async (): Promise<boolean> => (await pusher.tip()) !== before;

    await pusher.write('content/posts/leaves.md', postText('Leaves in the pot'));
    await pusher.commit('Leaves');
    for (const isTime of [
      async () => (await releases()).includes('rehearsal'),
      () => Promise.resolve(true),
    ]) {
      const [killed] = await Promise.all([pusher.push('main'), killPublisher(blog, isTime)]);
      expect([killed.code, await pusher.tip(), await current()]).toEqual([1, before, shown]);
    }

    const whileBuilt = async (): Promise<boolean> =>
      (await isAccepted()) && (await releases()).filter((name) => name !== 'rehearsal').length > built.length;
    await Promise.all([pusher.push('main'), killPublisher(blog, whileBuilt)]);
    await received(alice, 'Create');
    await untilSettled(blog);

    const after = await current();
    await pusher.write('content/posts/second.md', postText('A second pot'));
    await pusher.commit('Second');
    await Promise.all([pusher.push('main'), killPublisher(blog, async () => (await current()) !== after)]);
    await untilSettled(blog);

    // Git itself is killed around the moment in which it accepts: whatever it decided is what holds.
    const [tip] = [await pusher.tip()];
    await pusher.write('content/posts/third.md', postText('A third pot'));
    const third = await pusher.commit('Third');
    const receiver = waitFor(
      () =>
        readFile(join(blog.dataDir, 'pushes', third), 'utf8').then(
          (mark) => Number(mark.split(' ')[0]) || undefined,
        ),
      'the push to be noted',
    );
    await Promise.all([pusher.push('main'), receiver.then((pid) => process.kill(pid, 'SIGKILL'))]);
    await untilSettled(blog);
    const isThird = (await pusher.tip()) !== tip;
    expect(await statusOf(blog, '/posts/third/')).toBe(isThird ? 200 : 404);

    await waitFor(() => alice.received.length === (isThird ? 4 : 3), 'all to be told');
    expect(typesOf(alice.received)).toEqual([
      'Accept',
      ...Array.from({ length: isThird ? 3 : 2 }, () => 'Create'),
    ]);
  },
  testMs,
);
