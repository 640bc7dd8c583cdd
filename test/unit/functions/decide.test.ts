import { describe, expect, test } from 'vitest';
import { tell } from '../../../src/notices/notice.ts';
import { feedSecret, linkKey, renewFeedSecret } from '../../../src/notices/secrets.ts';
import { signClaim } from '../../../src/notices/token.ts';
import type { DecisionVerb, DecisionView } from '../../../src/theme.ts';
import { actorOf, alice, bob, followerOf } from '../../store/cast.ts';
import { comment, NOW, putComment, site } from '../notices/cast.ts';
import { openDoor, type Door } from './door.ts';

const { id } = comment('a');

/** A blog at which a comment waits, and somebody to follow. */
async function openWaiting(): Promise<Door> {
  const door = await openDoor();
  await putComment(door.store, 'a', { policy: 'first-time', content: '<p>Nice &lt;kettle&gt;</p>' });
  await door.store.transact((tx) => tx.putFollower(followerOf(bob), NOW, 'pending'));
  return door;
}

/** The path of the link with this verb, of the notice in this row. */
async function linkTo(door: Door, verb: DecisionVerb, row = 1): Promise<string> {
  const release = { objects: () => undefined, objectBySlug: () => undefined };
  const [notice] = await tell(await door.store.notices(row - 1, 1), {
    store: door.store,
    site,
    release,
    now: () => NOW,
  });
  return new URL(notice?.links.find((link) => link.verb === verb)?.url ?? '').pathname;
}

async function viewOf(door: Door, path: string): Promise<DecisionView> {
  const text = await (await door.ask(path)).text();
  return JSON.parse(text.slice(text.indexOf('{'))) as DecisionView;
}

/** Presses a button of the page as it is. */
async function press(
  door: Door,
  path: string,
  verb: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const view = await viewOf(door, path);
  const body = new URLSearchParams({ verb, seen: view.state === 'open' ? view.seen : '' });
  return door.ask(path, { method: 'POST', body, headers });
}

describe('the page of a link', () => {
  test('shows what came, where, why it waits, and what can be done, the verb of the link first', async () => {
    const door = await openWaiting();
    expect(await viewOf(door, await linkTo(door, 'hide'))).toMatchObject({
      state: 'open',
      kind: 'comment',
      who: alice,
      text: 'Nice <kettle>',
      post: { title: 'On kettle', url: site.pageUrl('kettle') },
      why: { cause: 'first-time' },
      verbs: ['hide', 'approve', 'block', 'block-server'],
      isChanged: false,
    });
    expect(await viewOf(door, await linkTo(door, 'accept', 2))).toMatchObject({
      kind: 'request',
      who: bob,
      text: '',
      verbs: ['accept', 'reject', 'block', 'block-server'],
    });
  });

  test.each(['GET', 'HEAD'])(
    '%s decides nothing, whatever is asked for; no cache, index or referrer has it',
    async (method) => {
      const door = await openWaiting();
      const path = await linkTo(door, 'approve');
      for (const query of ['', '?verb=approve', '?_method=POST']) {
        const { headers, status } = await door.ask(path + query, { method });
        expect(status).toBe(200);
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('x-robots-tag')).toBe('noindex');
        expect(headers.get('referrer-policy')).toBe('no-referrer');
      }
      expect(await door.store.judgedReply(id)).toMatchObject({ standing: 'held' });
    },
  );

  test('404: a token that we did not sign is a page that is not there, and decides nothing', async () => {
    const door = await openWaiting();
    const path = await linkTo(door, 'approve');
    for (const wrong of [`${path}x`, path.slice(0, -1), '/decide/', '/decide/x.y', '/decide/%00']) {
      expect((await door.ask(wrong)).status).toBe(404);
      const body = new URLSearchParams({ verb: 'approve', seen: '' });
      expect((await door.ask(wrong, { method: 'POST', body })).status).toBeGreaterThanOrEqual(404);
    }
    expect(await door.store.judgedReply(id)).toMatchObject({ standing: 'held' });
  });

  test('says so when the link is too old, or what it was about is gone', async () => {
    const door = await openWaiting();
    const path = await linkTo(door, 'approve');
    const old = signClaim(
      { verb: 'approve', kind: 'comment', row: 1, subject: id, expiresAt: NOW - 1 },
      await linkKey(door.store),
    );
    expect(await viewOf(door, `/decide/${old}`)).toEqual({ state: 'expired' });
    expect((await press(door, `/decide/${old}`, 'approve')).status).toBe(303);
    expect(await door.store.judgedReply(id)).toMatchObject({ standing: 'held' });
    await door.store.transact((tx) => tx.removeReply(id, alice, NOW));
    expect(await viewOf(door, path)).toEqual({ state: 'gone' });
    expect((await press(door, path, 'approve')).status).toBe(303);
  });
});

describe('a press', () => {
  test.each([
    ['approve', 'open'],
    ['hide', 'hidden'],
    ['block', 'blocked'],
    ['block-server', 'blocked'],
  ] as const)('303: %s leaves the comment %s, at once', async (verb, standing) => {
    const door = await openWaiting();
    const path = await linkTo(door, 'approve');
    const answer = await press(door, path, verb);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, path]);
    expect(await door.store.judgedReply(id)).toMatchObject({ standing });
    expect(await viewOf(door, path)).toEqual({ state: 'decided', verb, at: NOW });
  });

  test('blocks by rules that the command line can take back', async () => {
    const door = await openWaiting();
    await press(door, await linkTo(door, 'block'), 'block');
    await press(door, await linkTo(door, 'block-server', 2), 'block-server');
    expect(await door.store.rules()).toMatchObject([
      { pattern: alice, act: 'block', source: 'command' },
      { pattern: 'snac.test', act: 'block', source: 'command' },
    ]);
  });

  test('lets in who asks to follow, who is told, or turns him down', async () => {
    const [accepting, rejecting] = [await openWaiting(), await openWaiting()];
    let rung = 0;
    accepting.queued.onRing(() => (rung += 1));
    await press(accepting, await linkTo(accepting, 'accept', 2), 'accept');
    expect(await accepting.store.findFollower(bob)).toBeDefined();
    expect(await accepting.store.deliveryCounts()).toMatchObject({ pending: 1 });
    expect(rung).toBe(1);
    await press(rejecting, await linkTo(rejecting, 'reject', 2), 'reject');
    expect(await rejecting.store.findFollower(bob, 'pending')).toBeUndefined();
    expect(await rejecting.store.deliveryCounts()).toMatchObject({ pending: 1 });
  });

  test('decides once: later ones, of whichever link of the notice, change nothing', async () => {
    const door = await openWaiting();
    const [approve, hide] = [await linkTo(door, 'approve'), await linkTo(door, 'hide')];
    const { seen } = (await viewOf(door, approve)) as { seen: string };
    await press(door, approve, 'approve');
    for (const path of [approve, hide]) {
      const body = new URLSearchParams({ verb: 'hide', seen });
      expect((await door.ask(path, { method: 'POST', body })).status).toBe(303);
      expect(await viewOf(door, path)).toMatchObject({ state: 'decided', verb: 'approve' });
    }
    expect(await door.store.judgedReply(id)).toMatchObject({ standing: 'open' });
  });

  test('decides about what was read: of a comment that was edited meanwhile the new text is shown first', async () => {
    const door = await openWaiting();
    const path = await linkTo(door, 'approve');
    const { seen } = (await viewOf(door, path)) as { seen: string };
    const edited = comment('a', { policy: 'first-time', content: 'Buy kettles', updated: 2_000 });
    await door.store.transact((tx) => tx.putReply(edited, NOW));
    const body = new URLSearchParams({ verb: 'approve', seen });
    const answer = await door.ask(path, { method: 'POST', body });
    expect(answer.headers.get('location')).toBe(`${path}?changed`);
    expect(await door.store.judgedReply(id)).toMatchObject({ standing: 'held' });
    expect(await viewOf(door, `${path}?changed`)).toMatchObject({ text: 'Buy kettles', isChanged: true });
  });

  test.each([
    ['403', 'from another origin', 'verb=approve', { origin: 'https://evil.test' }],
    [
      '403',
      'from another site, which hides',
      'verb=approve',
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
    ],
    ['400', 'without a verb', '', {}],
    ['400', 'with one for something else', 'verb=accept', {}],
    ['400', 'with a name of every object', 'verb=constructor', {}],
    ['413', 'that is too long', `verb=approve&x=${'x'.repeat(300)}`, {}],
  ])('%s: one %s decides nothing', async (status, _, body, headers) => {
    const door = await openWaiting();
    const path = await linkTo(door, 'approve');
    expect((await door.ask(path, { method: 'POST', body, headers })).status).toBe(Number(status));
    expect(await door.store.judgedReply(id)).toMatchObject({ standing: 'held' });
    expect(JSON.stringify(door.log)).not.toContain(path.slice('/decide/'.length));
  });
});

describe('the feed of notices', () => {
  test('is for who knows the secret, and for no cache, index or referrer', async () => {
    const door = await openWaiting();
    await door.store.transact((tx) => tx.putActor(actorOf(alice), NOW));
    const secret = await feedSecret(door.store);
    expect(secret).toMatch(/^[\w-]{43}$/);
    const answer = await door.ask(`/notices/${secret}/feed.xml`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/atom+xml; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
    const text = await answer.text();
    expect(text).toContain('@alice@social.test commented on “On kettle”');
    expect(text).toContain(await linkTo(door, 'approve'));
    expect(text).toContain('asks to follow the blog');
  });

  test('404: is not there for anybody else, nor at an address that was renewed', async () => {
    const door = await openWaiting();
    const secret = await feedSecret(door.store);
    const other = await renewFeedSecret(door.store);
    for (const wrong of [secret, 'undefined', '', other.slice(1), `${other}x`, '%00'])
      expect((await door.ask(`/notices/${wrong}/feed.xml`)).status).toBe(404);
    expect((await door.ask(`/notices/${other}/feed.xml`)).status).toBe(200);
  });

  test('asked for by many at once on a new blog, there is one secret', async () => {
    const { store } = await openDoor();
    const secrets = await Promise.all([feedSecret(store), feedSecret(store), feedSecret(store)]);
    expect(new Set(secrets).size).toBe(1);
  });
});
