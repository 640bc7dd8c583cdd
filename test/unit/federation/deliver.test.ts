import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { PostOutcome } from '../../../src/federation/remote.ts';
import { followersDigest } from '../../../src/protocol/follower-sync.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { followerOf, outgoing } from '../../store/cast.ts';
import { waitFor } from '../../support/wait-for.ts';
import { site } from '../theme/sample.ts';
import { answered, minuteMs, NOW, uri } from '../builders.ts';
import { activityId, holding, inboxes, openPost, queue, untilDone, type Post } from './delivery-desk.ts';

test('what is due is sent, with its very bytes, and recorded', async () => {
  const post = await openPost();
  await queue(post, 'tea', inboxes('social.test', 3));
  post.start();
  await untilDone(post);
  expect(post.remote.posted.map(({ inbox }) => inbox).toSorted()).toEqual(inboxes('social.test', 3));
  expect(new Set(post.remote.posted.map(({ body }) => body))).toEqual(new Set(['{"id":"tea"}']));
  expect(await post.store.deliveriesOf(activityId('tea'))).toMatchObject(
    inboxes('social.test', 3).map((inbox) => ({ inbox, state: 'delivered', attempts: 1 })),
  );
});

test('what goes to all followers brings the digest of those whom the server has (FEP-8fcf)', async () => {
  const post = await openPost();
  const ann = uri('https://social.test/users/ann');
  await post.store.transact((tx) => tx.putFollower(followerOf(ann), 1));
  await queue(post, 'tea', [uri('https://snac.test/bob/inbox')], { to: 'followers' });
  post.start();
  await untilDone(post);
  const fields = new Map(post.remote.posted.map(({ inbox, fields }) => [inbox, fields]));
  expect(fields.get(uri(`${ann}/inbox`))).toEqual({
    'collection-synchronization': expect.stringContaining(followersDigest([ann])) as string,
  });
  expect(fields.get(uri('https://snac.test/bob/inbox'))).toBeUndefined();
});

test("what the server's own actor says is signed by its own key, all else by the blog's", async () => {
  const post = await openPost();
  const [inbox] = inboxes('social.test', 1) as [Uri];
  await queue(post, 'tea', [inbox]);
  await queue(post, 'report', [inbox], { id: uri(`${site.instanceActor}#flag-1`), objectId: uri('flag') });
  post.start();
  await untilDone(post);
  expect(post.remote.posted.map(({ body, key }) => [body, key])).toEqual([
    ['{"id":"tea"}', 'request'],
    ['{"id":"report"}', 'instance'],
  ]);
});

test('what is not due yet waits', async () => {
  const post = await openPost();
  await queue(post, 'later', inboxes('social.test', 1), { notBefore: NOW + minuteMs });
  await queue(post, 'now', inboxes('snac.test', 1), { objectId: activityId('now') });
  post.start();
  await waitFor(async () => (await post.store.deliveryCounts()).delivered === 1, 'the one that is due');
  expect(post.remote.posted).toHaveLength(1);
  post.clock += minuteMs;
  await untilDone(post);
  expect(post.remote.posted).toHaveLength(2);
});

test('a ring of the bell makes it look at once', async () => {
  const post = await openPost();
  post.start();
  await queue(post, 'tea', inboxes('social.test', 1));
  post.bell.ring();
  await untilDone(post);
  expect(post.remote.posted).toHaveLength(1);
});

describe('a host', () => {
  test('has at most two requests at once, however many wait', async () => {
    const network = holding();
    const post = await openPost(network.post);
    await queue(post, 'tea', inboxes('social.test', 7));
    post.start();
    for (let left = 7; left > 0; left -= 1) {
      await waitFor(() => network.open().length === Math.min(2, left), 'two requests under way');
      expect(post.remote.posted).toHaveLength(Math.min(9 - left, 7));
      network.answer(network.open()[0]!);
    }
    await untilDone(post);
  });

  test('is reached though eighty others hang that have many inboxes each', async () => {
    const network = holding();
    const post = await openPost((inbox) => (inbox.includes('slow') ? network.post(inbox) : answered(202)));
    const slow = Array.from({ length: 80 }, (_, index) => inboxes(`slow${index}.test`, 20)).flat();
    await queue(post, 'tea', [...slow, ...inboxes('quick.test', 3)]);
    post.start();
    await waitFor(async () => (await post.store.deliveryCounts()).delivered === 3, 'the quick ones');
    const answering = setInterval(() => network.open().forEach((inbox) => network.answer(inbox)), 1);
    onTestFinished(() => clearInterval(answering));
    await untilDone(post);
  });

  test('that hangs does not hold up another', async () => {
    const slow = inboxes('slow.test', 50);
    const network = holding();
    const post = await openPost((inbox) =>
      inbox.includes('slow.test') ? network.post(inbox) : answered(202),
    );
    await queue(post, 'tea', [...slow, ...inboxes('quick.test', 50)]);
    post.start();
    await waitFor(async () => (await post.store.deliveryCounts()).delivered === 50, 'the quick ones');
    expect(network.open()).toHaveLength(2);
    const answering = setInterval(() => network.open().forEach((inbox) => network.answer(inbox)), 1);
    onTestFinished(() => clearInterval(answering));
    await untilDone(post);
  });

  test('by the hundred that hang do not hold up the rest', async () => {
    const network = holding();
    const post = await openPost((inbox) => (inbox.includes('slow') ? network.post(inbox) : answered(202)));
    const slow = Array.from({ length: 150 }, (_, index) => uri(`https://slow${index}.test/inbox`));
    await queue(post, 'tea', [...slow, ...inboxes('quick.test', 5)]);
    post.start();
    await waitFor(async () => (await post.store.deliveryCounts()).delivered === 5, 'the quick ones');
    expect(network.open()).toHaveLength(150);
    for (const inbox of slow) network.answer(inbox);
    await untilDone(post);
  });
});

describe('an answer of', () => {
  const inbox = uri('https://social.test/users/ann/inbox');
  async function deliverOnce(outcome: PostOutcome): Promise<Post> {
    const post = await openPost(() => outcome);
    await post.store.transact((tx) => {
      tx.putFollower(followerOf(uri('https://social.test/users/ann')), 1);
      tx.putFollower(followerOf(uri('https://snac.test/bob')), 1);
      tx.enqueue(outgoing('tea', [inbox], { notBefore: NOW }));
    });
    post.start();
    await waitFor(
      async () => (await post.store.deliveriesOf(activityId('tea')))[0]?.attempts === 1,
      'the attempt',
    );
    return post;
  }

  test.each<[string, PostOutcome, number]>([
    ['503', answered(503), 10_000],
    ['429', answered(429), 10_000],
    ['429 that says when', answered(429, '3600'), 3_600_000],
    ['429 that says sooner than our own pause', answered(429, '1'), 10_000],
    ['nothing', { kind: 'failed', reason: 'ECONNREFUSED' }, 10_000],
  ])('%s is tried again later', async (_, outcome, pauseMs) => {
    const post = await deliverOnce(outcome);
    expect(await post.store.nextDeliveryAt()).toBe(NOW + pauseMs);
    expect(post.log).toMatchObject([{ event: 'delivery.retry', inbox }]);
  });

  test.each([400, 403, 404, 405, 410, 422, 501])('%i ends it, and costs no follower', async (status) => {
    const post = await deliverOnce(answered(status));
    expect(await post.store.deliveriesOf(activityId('tea'))).toMatchObject([
      { state: 'failed', reason: `answered ${status}` },
    ]);
    expect(await post.store.countFollowers()).toBe(2);
  });

  test.each([301, 308, 404, 405, 410])('%i puts those who are reached there in doubt', async (status) => {
    const { store } = await deliverOnce(answered(status));
    expect(await store.doubtedFollowers(NOW, 10)).toMatchObject([{ actor: 'https://social.test/users/ann' }]);
  });
});

test('what was to be sent a week ago is tried once more, and then given up', async () => {
  const post = await openPost(() => answered(503));
  await queue(post, 'tea', inboxes('social.test', 1), { notBefore: NOW - 7 * 24 * 60 * minuteMs });
  post.start();
  await untilDone(post);
  expect(await post.store.deliveriesOf(activityId('tea'))).toMatchObject([{ state: 'failed', attempts: 1 }]);
});

test('stopping begins nothing more, and waits for what is under way', async () => {
  const network = holding();
  const post = await openPost(network.post);
  await queue(post, 'tea', inboxes('social.test', 5));
  const deliverer = post.start();
  await waitFor(() => network.open().length === 2, 'two requests under way');
  let stopped = false;
  const stopping = deliverer.stop().then(() => (stopped = true));
  network.answer(inboxes('social.test', 5)[0]!);
  await waitFor(async () => (await post.store.deliveryCounts()).delivered === 1, 'the first to end');
  expect(stopped).toBe(false);
  network.answer(inboxes('social.test', 5)[1]!);
  await stopping;
  expect(post.remote.posted).toHaveLength(2);
  expect(await post.store.deliveryCounts()).toEqual({ pending: 3, delivered: 2, failed: 0 });
});

describe('a store that fails', () => {
  let failures = 0;
  const full = (): Promise<never> => {
    failures += 1;
    return Promise.reject(new StoreUnavailable('the disk is full'));
  };
  beforeEach(() => (failures = 0));

  test('leaves what was sent to its lease: it comes again, late and not lost', async () => {
    const post = await openPost();
    await queue(post, 'tea', inboxes('social.test', 1));
    post.start({ transact: full });
    await waitFor(() => failures > 0, 'the failure');
    expect(await post.store.deliveriesOf(activityId('tea'))).toMatchObject([
      { state: 'pending', attempts: 0 },
    ]);
    expect(await post.store.nextDeliveryAt()).toBe(NOW + minuteMs);

    post.clock += minuteMs;
    post.start();
    await untilDone(post);
    expect(post.remote.posted.map(({ body }) => body)).toContain('{"id":"tea"}');
  });

  test('to give deliveries is asked again', async () => {
    const post = await openPost();
    await queue(post, 'tea', inboxes('social.test', 1));
    post.start({ claimDeliveries: (claim) => (failures < 2 ? full() : post.store.claimDeliveries(claim)) });
    await untilDone(post);
    expect(post.log).toEqual([]); // The store says by itself that it is away.
  });

  test('to say who follows costs a field, and no delivery its turn', async () => {
    const post = await openPost();
    await post.store.transact((tx) => tx.putFollower(followerOf(uri('https://social.test/users/ann')), 1));
    await queue(post, 'tea', [], { to: 'followers' });
    post.start({ setting: full });
    await untilDone(post);
    expect(failures).toBe(1);
    expect(post.remote.posted).toMatchObject([{ body: '{"id":"tea"}' }]);
  });

  test('by a mistake of ours is told', async () => {
    const post = await openPost();
    await queue(post, 'tea', inboxes('social.test', 1));
    let mistakes = 1;
    const mistaken = (): Promise<never> => Promise.reject(new Error('no such column'));
    post.start({
      claimDeliveries: (claim) => (mistakes-- > 0 ? mistaken() : post.store.claimDeliveries(claim)),
    });
    await untilDone(post);
    expect(post.log).toMatchObject([{ event: 'delivery.store-failed', reason: 'Error: no such column' }]);
  });
});

test('what waited too long for its turn is left to its lease, for another worker may have it by now', async () => {
  const network = holding();
  const post = await openPost(network.post);
  await queue(post, 'tea', inboxes('social.test', 3));
  const deliverer = post.start();
  await waitFor(() => network.open().length === 2, 'two requests under way');
  post.clock += 31_000;
  for (const inbox of network.open()) network.answer(inbox);
  await waitFor(async () => (await post.store.deliveryCounts()).delivered === 2, 'both to end');
  await deliverer.stop();
  expect(post.remote.posted).toHaveLength(2);
  expect(await post.store.nextDeliveryAt()).toBe(NOW + minuteMs);
});

test('an Update is not sent before its Create has arrived', async () => {
  const network = holding();
  const post = await openPost(network.post);
  const [inbox] = inboxes('social.test', 1);
  await queue(post, 'create', [inbox!]);
  await queue(post, 'update', [inbox!], { type: 'Update' });
  post.start();
  await waitFor(() => network.open().length === 1, 'the Create');
  expect(post.remote.posted.map(({ body }) => body)).toEqual(['{"id":"create"}']);
  network.answer(inbox!);
  await waitFor(() => network.open().length === 1, 'the Update');
  network.answer(inbox!);
  await untilDone(post);
  expect(post.remote.posted.map(({ body }) => body)).toEqual(['{"id":"create"}', '{"id":"update"}']);
});
