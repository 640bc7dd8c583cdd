import { expect, onTestFinished, test } from 'vitest';
import type { App } from '../../../src/app.ts';
import type { PingOutcome } from '../../../src/federation/websub.ts';
import { hubTeller, isFeed } from '../../../src/release/hub.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';

const day = 86_400_000;

/** A server that has something for its hub to hear, with a store of its own. */
async function openDesk() {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  const { store } = fresh;
  const desk = {
    elapsed: 0,
    release: 'r1',
    websub: 'https://hub.test/' as string | undefined,
    /** Of the feeds. */
    hashes: { '/feed.xml': 'a', '/tags/tea/feed.xml': 'b' } as Readonly<Record<string, string>>,
    answer: { kind: 'told' } as PingOutcome,
  };
  const told: string[] = [];
  const app = {
    get release() {
      const feeds = Object.entries(desk.hashes).map(([path, hash]) => [
        path,
        { type: 'application/atom+xml; charset=utf-8', hash },
      ]);
      const page = { type: 'text/html; charset=utf-8', hash: desk.release };
      const resources = { ...(Object.fromEntries(feeds) as object), '/': page };
      return {
        manifest: { release: desk.release, origin: 'https://blog.test', resources },
        site: { blog: { websub: desk.websub } },
      };
    },
    context: { elapsed: () => desk.elapsed, store },
  } as unknown as App;
  const ping = (hub: string, topic: string): Promise<PingOutcome> => {
    told.push(`${hub} ${topic}`);
    return Promise.resolve(desk.answer);
  };
  const start = () => hubTeller(app, { ping });
  let ask = start();
  return {
    desk,
    told,
    ask: () => ask(),
    restart: () => {
      ask = start();
    },
    /** Followers have been told of it. */
    publish: async (release: string, hashes: Readonly<Record<string, string>>) => {
      Object.assign(desk, { release, hashes: { ...desk.hashes, ...hashes } });
      await store.transact((tx) => tx.putSetting('release', release));
    },
  };
}

/** As `openDesk`, where the hub knows the feeds as they are. */
async function openKnown() {
  const opened = await openDesk();
  await opened.publish('r1', {});
  await opened.ask();
  expect(opened.told).toEqual([]);
  return opened;
}

test('after a publication the hub is told of the feeds that changed, once each', async () => {
  const { ask, publish, told } = await openKnown();
  await publish('r2', { '/feed.xml': 'c', '/authors/ann/feed.xml': 'd' });
  await ask();
  await ask();
  expect(told).toEqual([
    'https://hub.test/ https://blog.test/feed.xml',
    'https://hub.test/ https://blog.test/authors/ann/feed.xml',
  ]);
});

test('nothing is told where no feed changed, or no hub is named', async () => {
  const { ask, desk, publish, told } = await openKnown();
  await publish('r2', {});
  await ask();
  desk.websub = undefined;
  await publish('r3', { '/feed.xml': 'c' });
  await ask();
  expect(told).toEqual([]);
});

test('nothing is told while the publication can still be called back', async () => {
  const { ask, desk, publish, told } = await openKnown();
  Object.assign(desk, { release: 'r2', hashes: { '/feed.xml': 'c' } });
  await ask();
  expect(told).toEqual([]);
  await publish('r2', {});
  await ask();
  expect(told.length).toBe(1);
});

test('a restart neither forgets a change nor tells it twice', async () => {
  const { ask, publish, restart, told } = await openKnown();
  await publish('r2', { '/feed.xml': 'c' });
  restart();
  await ask();
  restart();
  await ask();
  expect(told.length).toBe(1);
});

test('another hub is told from its first publication on', async () => {
  const { ask, desk, publish, told } = await openKnown();
  desk.websub = 'https://other.test/';
  await publish('r2', { '/feed.xml': 'c' });
  await ask();
  expect(told).toEqual([]);
  await publish('r3', { '/feed.xml': 'd' });
  await ask();
  expect(told).toEqual(['https://other.test/ https://blog.test/feed.xml']);
});

test('a hub that does not answer is asked again, after ever longer pauses, a few times', async () => {
  const { ask, desk, publish, told } = await openKnown();
  await publish('r2', { '/feed.xml': 'c', '/tags/tea/feed.xml': 'd' });
  desk.answer = { kind: 'failed', reason: 'answered 500' };
  await expect(ask()).rejects.toThrow('https://hub.test/ could not be told of 2 changed feeds: answered 500');
  await ask();
  expect(told.length).toBe(1);
  for (let tries = 2; tries < 20; tries += 1) {
    desk.elapsed += day;
    await ask().catch(() => undefined);
  }
  expect(told.length).toBe(6);
});

test('what a hub could not be told, it is told with the next publication', async () => {
  const { ask, desk, publish, told } = await openKnown();
  await publish('r2', { '/feed.xml': 'c' });
  desk.answer = { kind: 'failed', reason: 'answered 500' };
  await ask().catch(() => undefined);
  desk.answer = { kind: 'told' };
  await publish('r3', { '/tags/tea/feed.xml': 'd' });
  await ask();
  expect(told.slice(1)).toEqual([
    'https://hub.test/ https://blog.test/feed.xml',
    'https://hub.test/ https://blog.test/tags/tea/feed.xml',
  ]);
});

test('what a hub refuses is not told it again', async () => {
  const { ask, desk, publish, restart, told } = await openKnown();
  await publish('r2', { '/feed.xml': 'c' });
  desk.answer = { kind: 'refused', reason: 'answered 404' };
  await ask();
  restart();
  await ask();
  expect(told.length).toBe(1);
});

test.each([
  ['application/atom+xml; charset=utf-8', true],
  ['application/rss+xml; charset=utf-8', true],
  ['application/feed+json', true],
  ['application/xml; charset=utf-8', false],
  ['application/activity+json', false],
])('%s is a feed: %s', (type, expected) => {
  expect(isFeed(type)).toBe(expected);
});
