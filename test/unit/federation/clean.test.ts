import { expect, onTestFinished, test } from 'vitest';
import {
  clean,
  cleanIfDue,
  isClockDoubtful,
  removeAllFrom,
  startCleaning,
} from '../../../src/federation/clean.ts';
import type { Context, LogEvent } from '../../../src/federation/context.ts';
import { actorOf, followerOf, like, replyOf, show } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { announcementOf, hourMs, NOW, uri } from '../builders.ts';
import { postOf } from '../theme/sample.ts';
import { site } from '../theme/sample.ts';

const dayMs = 24 * hourMs;
const alice = uri('https://social.test/users/alice');

async function openDesk() {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  const { store } = fresh;
  const log: LogEvent[] = [];
  const desk = { at: NOW, forgotten: 0 };
  const context: Pick<Context, 'log' | 'now' | 'site' | 'store'> = {
    site,
    store,
    now: () => desk.at,
    log: (event) => void log.push(event),
  };
  const look = (): Promise<void> => cleanIfDue(context, () => (desk.forgotten += 1));
  return Object.assign(desk, { context, store, log, look });
}

test('all that has had its time goes, by many slices, and who was held in memory is looked up anew', async () => {
  const { context, store } = await openDesk();
  const people = Array.from({ length: 1_200 }, (_, n) => uri(`https://social.test/users/${n}`));
  await store.transact((tx) => {
    for (const id of people) tx.putActor(actorOf(id), NOW - 31 * dayMs);
    tx.putFollower(followerOf(people[700] ?? alice), 1);
  });
  let forgotten = 0;
  const swept = await clean(context, { forgetActors: () => (forgotten += 1) });
  expect(swept.get('actors')).toBe(1_199);
  expect(forgotten).toBe(3);
  expect(await store.findActor(people[700] ?? alice)).toBeDefined();
  expect(Number(await store.setting('cleanedAt'))).toBe(NOW);
});

test('a dry run counts the same and changes nothing', async () => {
  const { context, store } = await openDesk();
  await store.transact((tx) => tx.putActor(actorOf(alice), NOW - 31 * dayMs));
  expect((await clean(context, { dryRun: true })).get('actors')).toBe(1);
  expect(await store.findActor(alice)).toBeDefined();
  expect(await store.setting('cleanedAt')).toBeUndefined();
});

test('what stood under a post goes 30 days after it was deleted', async () => {
  const { context, store } = await openDesk();
  const [old, young] = [postOf('old'), postOf('young')];
  await store.transact((tx) => {
    for (const [post, days] of [
      [old, 31],
      [young, 29],
    ] as const)
      tx.putAnnouncement(announcementOf(post, { state: 'deleted', deleted: NOW - days * dayMs }));
  });
  const under = (id: string) => ({ objectId: site.objectId(id), inReplyTo: site.objectId(id) });
  await show(store, replyOf('1', under(old.id)), replyOf('2', under(young.id)));
  expect((await clean(context)).get('conversations of deleted posts')).toBe(1);
  expect([...(await store.counts()).keys()]).toEqual([site.objectId(young.id)]);
});

test('the store is cleaned once a day, the first time at once', async () => {
  const desk = await openDesk();
  const cleanings = async (at: number): Promise<number> => {
    desk.at = at;
    await desk.look();
    return desk.log.filter(({ event }) => event === 'clean.done').length;
  };
  expect(await cleanings(NOW)).toBe(1);
  expect(await cleanings(NOW + 23 * hourMs)).toBe(1);
  expect(await cleanings(NOW + 25 * hourMs)).toBe(2);
  expect(await cleanings(NOW + 48 * hourMs)).toBe(2);
});

test('a clock that runs years ahead makes nothing go, and one that was put back does not stop the cleaning', async () => {
  const desk = await openDesk();
  await desk.look();
  await desk.store.transact((tx) => tx.putActor(actorOf(alice), NOW));
  desk.at = NOW + 1_000 * dayMs;
  await desk.look();
  expect(await isClockDoubtful(desk.context)).toBe(true);
  expect(desk.log.at(-1)).toMatchObject({ event: 'clean.refused', cleanedAt: new Date(NOW).toISOString() });
  expect(await desk.store.findActor(alice)).toBeDefined();
  desk.at = NOW - 100 * dayMs;
  await desk.look();
  expect(desk.log.at(-1)).toMatchObject({ event: 'clean.done' });
});

test('a blog that was never cleaned is as old as its first start', async () => {
  const { context, store } = await openDesk();
  expect(await isClockDoubtful(context)).toBe(false);
  await store.transact((tx) => tx.putSetting('registeredAt', String(NOW - 61 * dayMs)));
  expect(await isClockDoubtful(context)).toBe(true);
});

test('a failure is told, and does not end the looking', async () => {
  const desk = await openDesk();
  const setting = (): Promise<never> => Promise.reject(new Error('the disk'));
  await cleanIfDue({ ...desk.context, store: { ...desk.store, setting } }, () => undefined);
  expect(desk.log).toEqual([{ event: 'clean.failed', reason: 'Error: the disk' }]);
});

test('cleaning that was started stops when it is asked to', async () => {
  const { context } = await openDesk();
  await startCleaning(context, () => undefined).stop();
});

test('all that the people of a host and of the names below it left can be removed, and nothing of its neighbours', async () => {
  const { context, store } = await openDesk();
  const [evil, below, beside] = ['evil.test', 'a.evil.test', 'notevil.test'].map((host) =>
    uri(`https://${host}/users/m`),
  ) as [typeof alice, typeof alice, typeof alice];
  const post = site.objectId('kettle');
  await store.transact((tx) => {
    for (const actor of [evil, below, beside]) {
      tx.putFollower(followerOf(actor), 1);
      tx.putReaction(like(actor, { objectId: post }), 1);
      tx.putReport({ actor, objects: [], content: 'spam', at: 1 });
    }
    tx.putReaction(like(alice, { objectId: post }), 1);
  });
  expect(await removeAllFrom('evil.test', context, { dryRun: true })).toEqual([below, evil]);
  expect((await store.counts()).get(post)?.likes).toBe(4);
  expect(await removeAllFrom('a.evil.test', context)).toEqual([below]);
  expect(await removeAllFrom('evil.test', context)).toEqual([evil]);
  expect((await store.counts()).get(post)?.likes).toBe(2);
  expect((await store.reports(10)).map(({ actor }) => actor)).toEqual([beside]);
  expect(await store.countFollowers()).toBe(1);
  expect(await store.domainBytes('evil.test')).toBe(0);
});
