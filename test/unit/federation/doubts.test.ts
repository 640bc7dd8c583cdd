import { describe, expect, onTestFinished, test } from 'vitest';
import { openActorDirectory } from '../../../src/federation/actors.ts';
import type { LogEvent } from '../../../src/federation/context.ts';
import { forgetDeadHosts, settleDoubts } from '../../../src/federation/doubts.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import { actorOf, followerOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { failureAt } from '../../store/suite-hosts.ts';
import { fakeRemote, found, hourMs, NOW, personOf, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';

const dayMs = 24 * hourMs;
const ann = uri('https://social.test/users/ann');
const bea = uri('https://social.test/users/bea');
const inbox = uri(`${ann}/inbox`);
const gone: FetchOutcome = { kind: 'gone' };
const missing: FetchOutcome = { kind: 'failed', reason: 'answered 404', status: 404 };
const silent: FetchOutcome = { kind: 'failed', reason: 'no answer in time', isPassing: true };

/** Followers whose inboxes were not there, and what their actors are found to be. */
async function openDesk(documents: Record<string, FetchOutcome>, followers: readonly Uri[] = [ann]) {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  const { store } = fresh;
  await store.transact((tx) => {
    for (const actor of followers) {
      tx.putActor(actorOf(actor), NOW - dayMs);
      tx.putFollower(followerOf(actor), NOW - dayMs);
      tx.doubtFollowersAt(uri(`${actor}/inbox`), NOW);
    }
  });
  const log: LogEvent[] = [];
  const desk = { at: NOW, isInDoubt: false };
  const remote = fakeRemote(documents);
  const context = {
    store,
    remote,
    site,
    actors: openActorDirectory(store, remote, () => 0),
    clock: { isInDoubt: () => desk.isInDoubt, jumps: () => 0 },
    now: () => desk.at,
    log: (event: LogEvent) => void log.push(event),
  };
  const names = async (): Promise<readonly string[]> =>
    (await store.followers(0, 100)).map(({ actor }) => actor);
  return Object.assign(desk, {
    context,
    log,
    store,
    remote,
    names,
    round: () => settleDoubts(context),
    doubted: (at: number) => store.doubtedFollowers(at, 100),
  });
}

describe('a follower whose inbox is not there', () => {
  test.each<[string, FetchOutcome]>([
    ['is gone by 410', gone],
    ['is a Tombstone', found(ann, { id: ann, type: 'Tombstone' })],
  ])('is forgotten altogether when the actor %s', async (_, outcome) => {
    const desk = await openDesk({ [ann]: outcome });
    await desk.round();
    expect(await desk.names()).toEqual([]);
    expect(await desk.store.findActor(ann)).toBeUndefined();
    expect(desk.log).toEqual([{ event: 'follower.gone', actor: ann }]);
  });

  test('follows no more when the actor was not found on three days, and not before', async () => {
    const desk = await openDesk({ [ann]: missing });
    for (const day of [0, 1]) {
      desk.at = NOW + day * dayMs;
      await desk.round();
      await desk.round();
      expect(await desk.names()).toEqual([ann]);
    }
    desk.at = NOW + 2 * dayMs;
    await desk.round();
    expect(await desk.names()).toEqual([]);
    expect(await desk.store.findActor(ann)).toBeDefined();
    expect(desk.remote.fetched).toHaveLength(3);
    expect(desk.log).toEqual([{ event: 'follower.missing', actor: ann }]);
  });

  test('stays when the actor has that very inbox, and is in doubt no more', async () => {
    const desk = await openDesk({ [ann]: found(ann, personOf(ann)) });
    await desk.round();
    expect(await desk.names()).toEqual([ann]);
    expect(await desk.doubted(NOW + 999 * dayMs)).toEqual([]);
    expect(desk.log).toEqual([]);
  });

  test('is reached at the inbox that the actor has', async () => {
    const elsewhere = uri('https://social.test/new/inbox');
    const desk = await openDesk({ [ann]: found(ann, personOf(ann, undefined, { inbox: elsewhere })) });
    await desk.round();
    expect(await desk.store.followerInboxes()).toEqual([elsewhere]);
    expect(await desk.doubted(NOW + 999 * dayMs)).toEqual([]);
    expect(desk.log).toEqual([{ event: 'follower.inbox-changed', actor: ann }]);
  });

  test.each<[string, FetchOutcome]>([
    ['nobody answers', silent],
    ['its server fails', { kind: 'failed', reason: 'answered 503', status: 503, isPassing: true }],
    ['its server forbids to look', { kind: 'failed', reason: 'answered 403', status: 403 }],
    ['somebody else is there', found(ann, personOf(bea))],
    ['it comes from elsewhere', found('https://other.test/ann', personOf(ann))],
    [
      'a Tombstone of it comes from elsewhere',
      found('https://other.test/ann', { id: ann, type: 'Tombstone' }),
    ],
    ['what is there is no actor', found(ann, { id: ann, type: 'Note' })],
  ])('stays, and is asked for a day later, when %s', async (_, outcome) => {
    const desk = await openDesk({ [ann]: outcome });
    for (let day = 0; day < 5; day += 1) {
      desk.at = NOW + day * dayMs;
      await desk.round();
      expect(await desk.doubted(desk.at + dayMs - 1)).toEqual([]);
      expect(await desk.doubted(desk.at + dayMs)).toMatchObject([{ actor: ann, missingDays: 0 }]);
    }
    expect(await desk.names()).toEqual([ann]);
  });

  test('is each asked for himself, where many share an inbox', async () => {
    const desk = await openDesk({ [ann]: gone, [bea]: found(bea, personOf(bea)) }, [ann, bea]);
    await desk.round();
    await desk.round();
    expect(await desk.names()).toEqual([bea]);
  });

  test('is asked for one at a time a host, and a few at once', async () => {
    const followers = Array.from({ length: 12 }, (_, n) => uri(`https://h${n % 6}.test/${n}`));
    const desk = await openDesk({}, followers);
    await desk.round();
    const hosts = desk.remote.fetched.map((url) => new URL(url).host);
    expect(new Set(hosts).size).toBe(4);
    expect(hosts).toHaveLength(4);
  });

  test('is left alone while the time of day is in doubt', async () => {
    const desk = await openDesk({ [ann]: gone });
    desk.isInDoubt = true;
    await desk.round();
    expect(desk.remote.fetched).toEqual([]);
    expect(await desk.names()).toEqual([ann]);
  });
});

describe('a host that failed for sixty days', () => {
  async function withDead() {
    const desk = await openDesk({}, [ann, bea, uri('https://up.test/cai')]);
    await desk.store.transact((tx) => {
      tx.putSetting('cleanedAt', String(NOW));
      for (let day = 0; day < 10; day += 1) {
        const failure = failureAt(NOW - (60 - day) * dayMs, { host: 'social.test' });
        tx.putDeliveryOutcome(0, { state: 'failed', at: NOW, reason: 'no answer in time' }, failure);
      }
    });
    return desk;
  }

  test('loses its followers, and that is told with their number', async () => {
    const desk = await withDead();
    await forgetDeadHosts(desk.context);
    expect(await desk.names()).toEqual(['https://up.test/cai']);
    expect(desk.log).toEqual([{ event: 'host.dead', host: 'social.test', followers: 2 }]);
    await forgetDeadHosts(desk.context);
    expect(desk.log).toHaveLength(1);
  });

  test('keeps them a moment earlier', async () => {
    const desk = await withDead();
    desk.at = NOW - 1;
    await forgetDeadHosts(desk.context);
    expect(await desk.names()).toHaveLength(3);
  });

  test.each([
    ['is in doubt', 0, true],
    ['is months ahead', 90 * dayMs, false],
  ])('keeps them while the time of day %s', async (_, aheadMs, isInDoubt) => {
    const desk = await withDead();
    Object.assign(desk, { at: NOW + aheadMs, isInDoubt });
    await forgetDeadHosts(desk.context);
    expect(await desk.names()).toHaveLength(3);
  });
});

test('an inbox in doubt keeps getting what is sent: nothing is proved yet', async () => {
  const desk = await openDesk({ [ann]: silent });
  expect(await desk.store.followerInboxes()).toEqual([inbox]);
});
