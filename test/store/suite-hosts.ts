import { describe, expect, test } from 'vitest';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import type { Delivery, HostFailure, OutgoingActivity, Store } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import { claim, followerOf, outgoing, uri } from './cast.ts';

const dayMs = 86_400_000;
const inboxes = ['1', '2', '3', '4'].map((name) => uri(`https://down.test/${name}`));
const elsewhere = uri('https://up.test/inbox');
const down = 'down.test';

export function hosts(fresh: FreshStoreMaker): void {
  describe('a host that fails', () => failing(fresh));
  describe('a host that works again', () => recovering(fresh));
  describe('an open circuit', () => open(fresh));
  describe('death', () => death(fresh));
  describe('a pace', () => pace(fresh));
}

/** Three failures at once, the fourth opens for 100 ms and each further one for 200; after a week for 1,000. */
export function failureAt(at: number, changes: Partial<HostFailure> = {}): HostFailure {
  return {
    ...{ kind: 'fails', host: down, at, isOutage: true, isWitnessed: true },
    ...{ pausesMs: [0, 0, 0, 100, 200, 1_000], longAfterMs: 7 * dayMs, pauseMinMs: 0 },
    ...changes,
  };
}

async function fail(
  store: Store,
  delivery: Delivery | undefined,
  at: number,
  changes: Partial<HostFailure> = {},
): Promise<void> {
  const outcome = { state: 'retry', at: at + 10_000, reason: 'answered 503' } as const;
  await store.transact((tx) => tx.putDeliveryOutcome(delivery?.row ?? 0, outcome, failureAt(at, changes)));
}

async function deliver(store: Store, delivery: Delivery | undefined, at: number): Promise<void> {
  const outcome = { state: 'delivered', at, status: 202 } as const;
  await store.transact((tx) =>
    tx.putDeliveryOutcome(delivery?.row ?? 0, outcome, { kind: 'works', host: down, at }),
  );
}

const claimed = async (store: Store, now: number): Promise<readonly Uri[]> =>
  (await claim(store, { now })).map(({ inbox }) => inbox);

/** Queues one activity to the four, and has the first of them fail once at 100. */
async function withFailing(store: Store, changes: Partial<OutgoingActivity> = {}): Promise<void> {
  await store.transact((tx) => tx.enqueue(outgoing('1', inboxes, changes)));
  const [first] = await claim(store, { limit: 1 });
  await fail(store, first, 100);
}

/** Has a host fail `times` times more, each time with whichever delivery is its turn. */
async function failMore(store: Store, times: number, at: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await fail(store, (await claim(store, { now: at }))[0], at);
}

function failing(fresh: FreshStoreMaker): void {
  test('gets one delivery at a time, the oldest; other hosts get theirs', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('0', [elsewhere])));
    await withFailing(store, { notBefore: -1 });
    const [other, scout, ...more] = await claim(store, { now: 101 });
    expect([other?.inbox, scout?.inbox, more]).toEqual([elsewhere, inboxes[1], []]);
    expect([other?.isScout, scout?.isScout]).toEqual([false, true]);
    expect(await claimed(store, 102)).toEqual([]);
    await fail(store, scout, 103);
    expect(await claimed(store, 103)).toEqual([inboxes[2]]);
  });

  test('is asked again when the lease of who was asking ends, or when he died', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store);
    const asking = await claim(store, { now: 200, leaseMs: 50, owner: 'dead' });
    expect(asking).toHaveLength(1);
    expect(await store.nextDeliveryAt()).toBe(250);
    expect(await claimed(store, 249)).toEqual([]);
    expect(await claim(store, { now: 250, leaseMs: 50, owner: 'dead' })).toHaveLength(1);
    await store.releaseLeases((owner) => owner === 'dead');
    expect(await claimed(store, 251)).toHaveLength(1);
  });

  test('no more of them are asked than may be', async () => {
    await using database = await fresh();
    const { store } = database;
    const many = ['a', 'b', 'c'].map((name) => uri(`https://${name}.test/inbox`));
    await store.transact((tx) => {
      for (const id of ['1', '2'])
        tx.enqueue(outgoing(id, many, { objectId: uri(`https://blog.test/${id}`) }));
    });
    const first = await claim(store, { limit: 3 });
    for (const delivery of first) await fail(store, delivery, 100, { host: new URL(delivery.inbox).host });
    const few = await claim(store, { now: 100, scouts: 2 });
    const rest = await claim(store, { now: 100, scouts: 2 });
    expect([few.length, rest.length]).toEqual([2, 1]);
  });

  test('what waits behind it is superseded and sent in order, as ever', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first] = inboxes as [Uri];
    await withFailing(store);
    const { objectId } = outgoing('1', []);
    const bodies = async (now: number): Promise<readonly string[]> =>
      (await claim(store, { now })).map(({ body }) => body);
    await store.transact((tx) => tx.enqueue(outgoing('old', [first], { type: 'Update' })));
    await store.transact((tx) => {
      tx.supersede(objectId, ['Update']);
      tx.enqueue(outgoing('new', [first], { type: 'Update' }));
    });
    const [scout] = await claim(store, { now: 20_000 });
    expect(scout).toMatchObject({ body: '{"id":"1"}', inbox: first });
    await store.transact((tx) => tx.supersede(objectId, ['Create']));
    await deliver(store, scout, 20_001);
    expect(await bodies(20_001)).toEqual(['{"id":"new"}']);
  });

  test('what was claimed and given back unsent is due again, and was never begun', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [elsewhere])));
    const [delivery] = await claim(store);
    const row = delivery?.row ?? 0;
    await store.transact((tx) => tx.giveBack(row, 'somebody else'));
    expect(await claimed(store, 101)).toEqual([]);
    await store.transact((tx) => tx.giveBack(row, 'worker'));
    expect(await claimed(store, 102)).toEqual([elsewhere]);
    await store.transact((tx) => tx.giveBack(row, 'worker'));
    await store.transact((tx) => tx.supersede(outgoing('1', []).objectId, ['Create']));
    expect(await store.deliveryCounts()).toEqual({ pending: 0, delivered: 0, failed: 0 });
  });
}

function recovering(fresh: FreshStoreMaker): void {
  test('gets all that waited', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store);
    expect(await store.failingHostNames()).toEqual([down]);
    const [scout] = await claim(store, { now: 110 });
    await deliver(store, scout, 120);
    expect(await claimed(store, 120)).toEqual([inboxes[2], inboxes[3]]);
    expect(await store.failingHostNames()).toEqual([]);
  });

  test('after its circuit was open gets what was to be tried later, too', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('2', inboxes, { objectId: elsewhere })));
    await withFailing(store);
    await failMore(store, 3, 100);
    const [scout] = await claim(store, { now: 200 });
    await deliver(store, scout, 210);
    expect(await claim(store, { now: 210 })).toHaveLength(7);
  });

  test('but fails with one delivery each time, tries that one no sooner', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store);
    for (let at = 110; at < 113; at += 1)
      await deliver(store, (await claim(store, { limit: 1, now: at }))[0], at);
    expect(await store.nextDeliveryAt()).toBe(10_100);
  });

  test('gets nothing before its time', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store);
    await store.transact((tx) =>
      tx.enqueue(
        outgoing('later', [elsewhere, ...inboxes.slice(0, 1)], { notBefore: 5_000, objectId: elsewhere }),
      ),
    );
    const [scout] = await claim(store, { now: 110 });
    await deliver(store, scout, 120);
    expect(await claim(store, { now: 120 })).toHaveLength(2);
    expect(await store.nextDeliveryAt()).toBe(5_000);
  });
}

function open(fresh: FreshStoreMaker): void {
  test('is waited out, longer each time, without using up attempts', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store);
    await failMore(store, 3, 100);
    await store.transact((tx) => tx.enqueue(outgoing('2', inboxes.slice(0, 2), { objectId: elsewhere })));
    expect(await claimed(store, 199)).toEqual([]);
    expect(await store.nextDeliveryAt()).toBe(200);
    const [scout] = await claim(store, { now: 200 });
    expect(scout).toMatchObject({ attempt: 0 });
    await fail(store, scout, 210);
    expect(await store.nextDeliveryAt()).toBe(410);
    const reports = await store.deliveriesOf(outgoing('1', []).id);
    expect(reports.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
  });

  test('lets one through at once when its host speaks', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store);
    await failMore(store, 3, 100);
    await store.transact((tx) => {
      tx.askHost(down, 150);
      tx.askHost('unknown.test', 150);
    });
    const [scout, ...more] = await claim(store, { now: 150 });
    expect([scout?.inbox, more]).toEqual([inboxes[0], []]);
    await fail(store, scout, 160);
    expect(await claimed(store, 160)).toEqual([]);
  });

  test('lets one through when those that began to fail with it are asked', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store);
    await failMore(store, 3, 100);
    await store.transact((tx) => tx.askHostsFailingSince(101, 150));
    expect(await claimed(store, 150)).toEqual([]);
    await store.transact((tx) => tx.askHostsFailingSince(100, 151));
    expect(await claimed(store, 151)).toEqual([inboxes[0]]);
  });

  test('lasts for as long as its host asked, though it does not fail', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', inboxes)));
    const [first] = await claim(store, { limit: 1 });
    await fail(store, first, 100, { isOutage: false, pauseMinMs: 700 });
    expect(await claimed(store, 799)).toEqual([]);
    expect(await claimed(store, 800)).toEqual([inboxes[1]]);
  });

  test('is a day for who has failed for a week', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store);
    const now = 100 + 7 * dayMs;
    const [scout] = await claim(store, { now });
    await fail(store, scout, now);
    expect(await claimed(store, now + 999)).toEqual([]);
    expect(await claim(store, { now: now + 1_000 })).toHaveLength(1);
  });

  test('ends what has waited for too long, untried, and what stands behind it may go', async () => {
    await using database = await fresh();
    const { store } = database;
    await withFailing(store, { notBefore: 1 });
    await store.transact((tx) =>
      tx.enqueue(
        outgoing('answer', [...inboxes], { notBefore: 1, objectId: elsewhere, causedBy: elsewhere }),
      ),
    );
    await store.transact((tx) =>
      tx.enqueue(outgoing('update', [inboxes[3]!], { type: 'Update', notBefore: 50 })),
    );
    await claim(store, { now: 101, overdueBefore: 2 });
    expect(await store.deliveriesOf(outgoing('1', []).id)).toMatchObject([
      { state: 'pending', attempts: 1 },
      { state: 'pending', attempts: 0 },
      { state: 'failed', attempts: 0, reason: 'the server did not answer for as long as it waited' },
      { state: 'failed', attempts: 0 },
    ]);
    expect(await store.deliveriesOf(outgoing('answer', []).id)).toEqual([]);
    expect(await store.deliveryCounts()).toEqual({ pending: 3, delivered: 0, failed: 2 });
    await deliver(store, undefined, 102);
    expect(await claimed(store, 102)).toEqual([inboxes[3]]);
  });
}

function death(fresh: FreshStoreMaker): void {
  const bob = uri('https://down.test/users/bob');
  const dead = (store: Store, now: number): Promise<readonly string[]> =>
    store.deadHosts({ failingSince: now - 60 * dayMs, failingDays: 3 });

  async function failOnDays(store: Store, days: readonly number[], changes: Partial<HostFailure> = {}) {
    await store.transact((tx) => tx.putFollower(followerOf(bob), 1));
    for (const day of days) await fail(store, undefined, day * dayMs, changes);
  }

  test('is to have failed for so long, on so many days', async () => {
    await using database = await fresh();
    const { store } = database;
    await failOnDays(store, [100, 100.1, 120, 159]);
    expect(await dead(store, 159 * dayMs)).toEqual([]);
    expect(await dead(store, 160 * dayMs)).toEqual([down]);
  });

  test.each<[string, readonly number[], Partial<HostFailure>]>([
    ['on few days only', [100, 100.2, 100.4, 161], {}],
    ['when nobody else answered', [100, 120, 161], { isWitnessed: false }],
    ['but answered that it is busy', [100, 120, 161], { isOutage: false }],
  ])('is none of who failed %s', async (_, days, changes) => {
    await using database = await fresh();
    await failOnDays(database.store, days, changes);
    expect(await dead(database.store, 170 * dayMs)).toEqual([]);
  });

  test('is none of who spoke, worked, or has no follower', async () => {
    await using database = await fresh();
    const { store } = database;
    await failOnDays(store, [100, 120, 161]);
    await store.transact((tx) => tx.askHost(down, 162 * dayMs));
    expect(await dead(store, 170 * dayMs)).toEqual([]);
    await failOnDays(store, [163, 164, 165]);
    expect(await dead(store, 222 * dayMs)).toEqual([down]);
    await store.transact((tx) => tx.removeFollowersOn(down));
    expect(await dead(store, 222 * dayMs)).toEqual([]);
    expect(await store.countFollowers()).toBe(0);
  });
}

function pace(fresh: FreshStoreMaker): void {
  const followers = Array.from({ length: 6 }, (_, n) => uri(`https://h${n}.test/a`));

  async function dueTimes(store: Store, paceOf: number | undefined): Promise<readonly number[]> {
    await store.transact((tx) => {
      for (const actor of followers) tx.putFollower(followerOf(actor), 1);
      tx.enqueue(outgoing('1', [elsewhere], { to: 'followers', notBefore: 1_000, pace: paceOf }));
    });
    const due: number[] = [];
    for (let next = await store.nextDeliveryAt(); next !== undefined && next < 10 * dayMs;) {
      const { length } = await claim(store, { now: next, leaseMs: 100 * dayMs });
      due.push(...Array<number>(length).fill(next));
      next = await store.nextDeliveryAt();
    }
    return due;
  }

  test.each<[string, number | undefined, readonly number[]]>([
    ['none: all at once', undefined, [1, 1, 1, 1, 1, 1, 1]],
    [
      'of six a minute: one every ten seconds; who is named besides does not wait',
      6,
      [1, 1, 11, 21, 31, 41, 51],
    ],
  ])('%s', async (_, paceOf, seconds) => {
    await using database = await fresh();
    expect(await dueTimes(database.store, paceOf)).toEqual(seconds.map((second) => second * 1000));
  });

  test('so slow that it would last for days is quicker: one day is enough', async () => {
    await using database = await fresh();
    const due = await dueTimes(database.store, 0.001);
    expect(due.at(-1)).toBe(1_000 + (5 * dayMs) / 6);
  });
}
