import { describe, expect, onTestFinished, test } from 'vitest';
import { actorOf } from '../../store/cast.ts';
import { waitFor } from '../../support/wait-for.ts';
import { answered, minuteMs, NOW, uri } from '../builders.ts';
import { activityId, holding, inboxes, openPost, queue, untilDone, type Post } from './delivery-desk.ts';

describe('a host that fails', () => {
  const down = inboxes('down.test', 12);
  const wentDown = ({ remote }: Post): number =>
    remote.posted.filter(({ inbox }) => inbox.includes('down.test')).length;

  const untilOpen = ({ store }: Post): Promise<unknown> =>
    waitFor(async () => (await store.failingHosts(1))[0]?.failures === 5, 'the circuit to open');

  test('is asked with one request at a time, and gets the rest when it works', async () => {
    const network = holding();
    let works = false;
    const post = await openPost(async (inbox) => (works ? answered(202) : network.post(inbox)));
    await queue(post, 'tea', down);
    post.start();
    await waitFor(() => network.open().length === 2, 'two requests under way');
    network.answer(network.open()[0]!, answered(503));
    network.answer(network.open()[0]!, answered(503));
    for (const sent of [3, 4]) {
      await waitFor(() => network.open().length > 0, 'the next request');
      expect([network.open().length, wentDown(post)]).toEqual([1, sent]);
      if (sent === 4) works = true;
      network.answer(network.open()[0]!, answered(works ? 202 : 503));
    }
    await waitFor(
      async () => (await post.store.deliveryCounts()).delivered === 9,
      'all but those that failed',
    );
    post.clock += 10_000;
    await untilDone(post);
    expect(await post.store.failingHostNames()).toEqual([]);
  });

  test('five times in a row is left alone, and what waits uses up no attempts', async () => {
    const post = await openPost((inbox) => answered(inbox.includes('down.test') ? 503 : 202));
    await queue(post, 'tea', down);
    post.start();
    await untilOpen(post);
    await queue(post, 'milk', inboxes('up.test', 3), { objectId: activityId('milk') });
    await waitFor(async () => (await post.store.deliveryCounts()).delivered === 3, 'the others');
    expect(wentDown(post)).toBe(5);
    post.clock += minuteMs + 1;
    await waitFor(() => wentDown(post) === 6, 'one more try');
    const nextAt = async () => (await post.store.failingHosts(1))[0]?.nextAt;
    await waitFor(async () => (await nextAt()) === NOW + 6 * minuteMs + 1, 'the circuit to open for longer');
    const attempts = (await post.store.deliveriesOf(activityId('tea'))).map((report) => report.attempts);
    expect(attempts.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2]);
  });

  test('is asked at once when it speaks, by one request, and then gets all', async () => {
    let works = false;
    const post = await openPost(() => answered(works ? 202 : 503));
    await queue(post, 'tea', down);
    post.start();
    await untilOpen(post);
    works = true;
    post.circuits.hear(actorOf(uri('https://down.test/users/ann')));
    await untilDone(post);
    expect((await post.store.deliveryCounts()).delivered).toBe(12);
  });

  test('and asks for a pause gets one, with all that is for it', async () => {
    const post = await openPost(() => answered(429, '600'));
    await queue(post, 'tea', down.slice(0, 1));
    post.start();
    await waitFor(async () => (await post.store.nextDeliveryAt()) === NOW + 10 * minuteMs, 'the pause');
    await queue(post, 'milk', down, { objectId: activityId('milk') });
    post.bell.ring();
    await waitFor(async () => (await post.store.failingHosts(1))[0]?.pending === 13, 'all to wait');
    expect(wentDown(post)).toBe(1);
  });

  test('does not hold up two hundred that work, though it hangs with hundreds like it', async () => {
    const network = holding();
    const post = await openPost((inbox) => (inbox.includes('down') ? network.post(inbox) : answered(202)));
    const hosts = Array.from({ length: 300 }, (_, index) => uri(`https://down${index}.test/inbox`));
    await queue(post, 'tea', hosts);
    post.start();
    await waitFor(() => network.open().length === 300, 'all of them to hang');
    for (const inbox of network.open()) network.answer(inbox, answered(503));
    await waitFor(async () => (await post.store.failingHostNames()).length === 300, 'all to have failed');
    post.clock += minuteMs;
    await waitFor(() => network.open().length === 128, 'as many scouts as there may be');
    await queue(post, 'milk', inboxes('up.test', 200), { objectId: activityId('milk') });
    post.bell.ring();
    await waitFor(async () => (await post.store.deliveryCounts()).delivered === 200, 'those that work');
    const answering = setInterval(() => network.open().forEach((inbox) => network.answer(inbox)), 1);
    onTestFinished(() => clearInterval(answering));
    await untilDone(post);
  });
});
