import { describe, expect, onTestFinished, test } from 'vitest';
import { currentRelease, switchTo } from '../../../src/release/current.ts';
import { listen } from '../../../src/listen.ts';
import type { Saying, WaitingPublication } from '../../../src/store/store.ts';
import type { WaitingView } from '../../../src/theme.ts';
import { announcementOf, minuteMs, NOW } from '../builders.ts';
import { postOf, site } from '../theme/sample.ts';
import { openDoor, type Door } from './door.ts';

const token = 'AkettlethatWaits-0_9jq3k';
const path = `/waiting/${token}`;
const kettle = announcementOf(postOf('kettle'));

const publication: WaitingPublication = {
  token,
  release: 'second',
  previous: 'first',
  at: NOW,
  sendAt: NOW + 2 * minuteMs,
  says: [{ verb: 'Create', slug: 'kettle', inboxes: 3 }],
};

/** A blog on which `publication` waits, but for `changes`. */
async function openWaiting(changes: Partial<WaitingPublication> = {}): Promise<Door> {
  const door = await openDoor();
  const waiting = { ...publication, ...changes };
  await door.store.putPublication((tx) => tx.putAnnouncement(kettle), {
    instead: undefined,
    waiting,
    now: NOW,
  });
  await switchTo(door.dataDir, waiting.release);
  return door;
}

function press(
  door: Door,
  act: string,
  headers: Readonly<Record<string, string>> = {},
  at = path,
): Promise<Response> {
  const body = new URLSearchParams({ act });
  return door.ask(at, { method: 'POST', body, headers });
}

/** What the theme was given to draw. */
async function viewOf(door: Door, at = path): Promise<WaitingView> {
  const text = await (await door.ask(at)).text();
  return JSON.parse(text.slice(text.indexOf('{'))) as WaitingView;
}

describe('the page of a publication that waits', () => {
  test('says what is about to be told, to how many inboxes, and when', async () => {
    expect(await viewOf(await openWaiting())).toEqual({
      state: 'waiting',
      says: [{ verb: 'Create', title: 'On kettle', path: '/posts/kettle/', inboxes: 3 }],
      more: 0,
      sendAt: NOW + 120_000,
      secondsLeft: 120,
    });
  });

  test.each<[string, Saying, { readonly title?: string; readonly path?: string }]>([
    ['the blog itself', { verb: 'Update', slug: null, inboxes: 1 }, {}],
    ['a post that is gone', { verb: 'Delete', slug: 'teapot', inboxes: 1 }, { title: 'teapot' }],
  ])('links to nothing for what concerns %s', async (_, saying, { title, path: to }) => {
    const view = await viewOf(await openWaiting({ says: [saying] }));
    expect(view).toMatchObject({ says: [{ verb: saying.verb, inboxes: 1 }] });
    expect(view.state === 'waiting' && view.says[0]).toMatchObject({ ...(title && { title }) });
    expect(view.state === 'waiting' && view.says[0]?.path).toBe(to);
  });

  test('of a great many shows the first, and says how many more there are', async () => {
    const says = Array.from({ length: 25 }, (_, n) => ({ verb: 'Update', slug: `post-${n}`, inboxes: 1 }));
    const view = await viewOf(await openWaiting({ says }));
    expect(view).toMatchObject({ more: 5 });
    expect(view.state === 'waiting' && view.says).toHaveLength(20);
  });

  test('whose time is over counts nothing below zero', async () => {
    expect(await viewOf(await openWaiting({ sendAt: NOW - 1 }))).toMatchObject({ secondsLeft: 0 });
  });

  test.each(['GET', 'HEAD'])(
    '%s decides nothing, whatever its address or headers ask for',
    async (method) => {
      const door = await openWaiting();
      const headers = { purpose: 'prefetch', 'x-http-method-override': 'POST' };
      for (const query of ['', '?act=cancel', '?act=send', '?_method=POST&act=send'])
        expect((await door.ask(path + query, { method, headers })).status).toBe(200);
      expect(await door.store.waitingPublication()).toMatchObject({ token });
      expect(await door.store.announcements()).toEqual([]);
    },
  );

  test('is kept by nobody, found by no search engine, and its address told to no other page', async () => {
    const { headers } = await (await openWaiting()).ask(path);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('keeps these headers on the wire, where every answer gets some', async () => {
    const server = await listen((await openWaiting()).hono, { host: '127.0.0.1', port: 0 });
    onTestFinished(server.close);
    const { headers } = await fetch(`http://127.0.0.1:${server.port}${path}`);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/form-action 'self'.*frame-ancestors 'none'/);
  });
});

describe('a token that names nothing', () => {
  const wrong = [
    `${path}x`,
    path.slice(0, -1),
    path.toLowerCase(),
    `${path}/`,
    '/waiting/',
    '/waiting/undefined',
    '/waiting/%00',
    '/waiting/..%2f..',
  ];

  test.each(wrong)('404: %s is a page that is not there, like any other', async (at) => {
    const door = await openWaiting();
    const [answer, other] = await Promise.all([door.ask(at), door.ask('/nothing-here')]);
    expect(answer.status).toBe(404);
    expect([...answer.headers]).toEqual([...other.headers]);
    expect(await answer.text()).toBe(await other.text());
  });

  test.each(wrong)('%s decides nothing', async (at) => {
    const door = await openWaiting();
    for (const act of ['cancel', 'send'])
      expect((await press(door, act, {}, at)).status).toBeGreaterThanOrEqual(404);
    expect(await door.store.waitingPublication()).toMatchObject({ token });
  });

  test('where nothing waits and nothing did, is not there either', async () => {
    const door = await openDoor();
    expect((await door.ask('/waiting/undefined')).status).toBe(404);
    expect((await press(door, 'send')).status).toBe(404);
  });
});

describe('the stop button', () => {
  test('303: nobody is told, the site shows the release before, and nothing is published by itself', async () => {
    const door = await openWaiting();
    const answer = await press(door, 'cancel');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, path]);
    expect(await currentRelease(door.dataDir)).toBe('first');
    expect(await door.store.waitingPublication()).toBeUndefined();
    expect(await door.store.announcements()).toEqual([]);
    expect(await door.store.endedPublication()).toMatchObject({ outcome: 'cancelled', isHeld: true });
    expect(await viewOf(door)).toEqual({ state: 'cancelled', at: NOW });
  });

  test('pressed twice stops once', async () => {
    const door = await openWaiting();
    const answers = await Promise.all([press(door, 'cancel'), press(door, 'cancel')]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await viewOf(door)).toMatchObject({ state: 'cancelled' });
  });

  test('pressed too late changes nothing, and the page says so', async () => {
    const door = await openWaiting({ sendAt: NOW });
    await door.store.carryOut(token, NOW);
    expect((await press(door, 'cancel')).status).toBe(303);
    expect(await currentRelease(door.dataDir)).toBe('second');
    expect(await viewOf(door)).toEqual({ state: 'told', at: NOW });
  });

  test('of a publication that was replaced does not stop the newer one', async () => {
    const door = await openWaiting();
    const waiting = { ...publication, token: 'the-newer-one' };
    await door.store.putPublication(() => undefined, { instead: token, waiting, now: NOW });
    expect((await press(door, 'cancel')).status).toBe(303);
    expect(await door.store.waitingPublication()).toMatchObject({ token: 'the-newer-one' });
    expect(await viewOf(door)).toEqual({ state: 'replaced', at: NOW });
  });
});

describe('the button that does not wait', () => {
  test('303: it is told at once, and deliveries begin', async () => {
    const door = await openWaiting();
    let rung = 0;
    door.queued.onRing(() => (rung += 1));
    expect((await press(door, 'send')).status).toBe(303);
    expect(await door.store.announcements()).toMatchObject([{ id: kettle.id }]);
    expect(rung).toBe(1);
    expect(await viewOf(door)).toEqual({ state: 'told', at: NOW });
  });

  test('pressed after the other one tells nobody', async () => {
    const door = await openWaiting();
    await press(door, 'cancel');
    expect((await press(door, 'send')).status).toBe(303);
    expect(await door.store.announcements()).toEqual([]);
    expect(await viewOf(door)).toMatchObject({ state: 'cancelled' });
  });
});

describe('a POST', () => {
  test.each([
    ['its own origin', { origin: site.origin, 'sec-fetch-site': 'same-origin' }],
    ['a page that tells no referrer', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['a command line', {}],
  ])('303: from %s', async (_, headers) => {
    expect((await press(await openWaiting(), 'cancel', headers)).status).toBe(303);
  });

  test.each([
    ['another origin', { origin: 'https://evil.test' }],
    ['another origin, which hides', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { origin: site.origin, 'sec-fetch-site': 'same-site' }],
    ['the same host without TLS', { origin: site.origin.replace('https:', 'http:') }],
  ])('403: from %s', async (_, headers) => {
    const door = await openWaiting();
    for (const act of ['cancel', 'send']) expect((await press(door, act, headers)).status).toBe(403);
    expect(await door.store.waitingPublication()).toMatchObject({ token });
  });

  test.each([
    ['400', 'nothing', ''],
    ['400', 'something else', 'act=publish'],
    ['400', 'a name of every object', 'act=constructor'],
    ['400', 'JSON', '{"act":"cancel"}'],
    ['413', 'too much', `act=cancel&x=${'x'.repeat(300)}`],
  ])('%s: that says %s', async (status, _, body) => {
    const door = await openWaiting();
    expect((await door.ask(path, { method: 'POST', body })).status).toBe(Number(status));
    expect(await door.store.waitingPublication()).toMatchObject({ token });
  });

  test('leaves the token in no log', async () => {
    const door = await openWaiting();
    await press(door, 'cancel');
    await press(door, 'nonsense');
    expect(JSON.stringify(door.log)).not.toContain(token);
  });
});
