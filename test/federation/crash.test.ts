import { expect, test } from 'vitest';
import { startOutward } from '../support/outward.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { findBlog, follow, pageOf, postText, publishPost, received, untilPage } from './scenario.ts';

test('kill -9 right after a 202 loses nothing: the reply, the follower and the Accept are there after a restart', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  const { id, inbox } = await findBlog(alice, blog);
  const objectId = `${blog.origin}/ap/objects/how-to-brew`;

  bob.respondWith({ status: 503 }); // The Accept cannot leave before the crash.
  const reply = alice.reply({ to: id, inReplyTo: objectId, content: '<p>Two minutes, not four.</p>' });
  const answers = await Promise.all([alice.send(inbox, reply), bob.send(inbox, bob.follow(id))]);
  await blog.kill();
  expect(answers).toEqual([202, 202]);

  bob.respondWith(undefined);
  await blog.start();
  await untilPage(blog, '/posts/how-to-brew/', 'Two minutes, not four.');
  await publishPost(blog, 'after', postText('After the crash'));
  await received(bob, 'Create');
});

test('kill -9 in the middle of a fan-out to 200 inboxes: after a restart each has received exactly one Create', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const crowd = social.crowd(200, { distinctHosts: true });
  for (const person of crowd) await follow(person, blog);
  const creates = (): number => social.deliveries.filter(({ activity }) => activity.type === 'Create').length;

  await publishPost(blog, 'leaves', postText('Leaves in the pot'));
  await waitFor(() => creates() >= 20, 'the first deliveries', 10_000);
  await blog.kill();
  const before = creates();
  await blog.start();
  const reached = (): number =>
    crowd.filter((person) => person.received.some(({ type }) => type === 'Create')).length;
  await waitFor(() => reached() === crowd.length, 'every inbox to be reached');

  expect(before).toBeLessThan(200);
  for (const person of crowd) {
    const ids = person.received.filter(({ type }) => type === 'Create').map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
  }
  expect(await pageOf(blog, '/posts/leaves/')).toContain('Leaves in the pot');
}, 180_000);

test('a follower whose server is down is tried again; one whose inbox is gone stays, unless the account is', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice', { hasSharedInbox: false });
  const [bob, carol] = ['bob', 'carol'].map((name) => social.actor(name, { hasSharedInbox: false })) as [
    RemotePerson,
    RemotePerson,
  ];
  for (const person of [alice, bob, carol]) await follow(person, blog);

  alice.respondWith({ status: 503 });
  for (const person of [bob, carol]) person.respondWith({ status: 410 });
  social.remove(bob.id);
  const asked = (id: string): number =>
    social.requests.filter(({ url, method }) => url === id && method === 'GET').length;
  const before = asked(carol.id);
  await publishPost(blog, 'leaves', postText('Leaves in the pot'));
  await waitFor(() => blog.output().includes('follower.gone'), 'bob to be forgotten');
  await waitFor(() => asked(carol.id) > before, 'carol to be asked for');
  alice.respondWith(undefined);
  await received(alice, 'Create');
  const { stdout } = await blog.run('status', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ followers: 2, deliveries: { pending: 0, failed: 2 } });
});
