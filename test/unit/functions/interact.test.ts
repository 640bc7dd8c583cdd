import { describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import type { InteractView } from '../../../src/theme.ts';
import { fakeRemote, found } from '../builders.ts';
import { postOf } from '../theme/sample.ts';
import { openDoor, type Door } from './door.ts';

const object = 'https://blog.test/ap/objects/id-kettle';
const page = 'https://blog.test/posts/kettle/';
const subscribe = {
  rel: 'http://ostatus.org/schema/1.0/subscribe',
  template: 'https://social.test/go?uri={uri}',
};

function jrdUrl(resource: string, host = 'social.test'): string {
  return `https://${host}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`;
}

/** A blog whose readers' servers answer WebFinger so; by default social.test does as Mastodon does. */
function openPlace(
  jrds: Readonly<Record<string, FetchOutcome>> = {
    [jrdUrl('acct:ann@social.test')]: found('', { links: [subscribe] }),
  },
  posts = [postOf('kettle')],
): Promise<Door> {
  return openDoor(posts, {}, {}, undefined, fakeRemote(jrds));
}

function send(
  door: Door,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return door.ask('/interact', { method: 'POST', body: new URLSearchParams(form), headers });
}

const ann = { act: 'follow', home: '@ann@social.test' };

async function viewIn(answer: Response | Promise<Response>): Promise<InteractView> {
  const text = await (await answer).text();
  return JSON.parse(text.slice(text.indexOf('{'))) as InteractView;
}

describe('the form', () => {
  test('to follow has the handle to copy', async () => {
    const door = await openPlace();
    for (const path of ['/interact', '/interact?act=follow', `/interact?act=follow&object=${object}`])
      expect(await viewIn(door.ask(path))).toEqual({ act: 'follow', address: '@kettle@blog.test', home: '' });
  });

  test.each(['reply', 'like', 'boost', 'share'])(
    'to %s has the post, and its address to copy',
    async (act) => {
      const door = await openPlace();
      for (const named of [object, page, page.slice(0, -1)])
        expect(await viewIn(door.ask(`/interact?act=${act}&object=${encodeURIComponent(named)}`))).toEqual({
          act,
          post: { title: 'On kettle', lang: 'en', path: '/posts/kettle/' },
          address: act === 'share' ? page : object,
          home: '',
        });
    },
  );

  test('is for no cache, may be sent on to any server by browsers, and tells none where from', async () => {
    const { headers } = await (await openPlace()).ask('/interact');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("form-action 'self' https:;");
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
  });

  test.each([
    'act=dance',
    'act=like',
    'act=like&object=',
    'act=like&object=kettle',
    'act=like&object=https://social.test/1',
    'act=like&object=https://blog.test/ap/objects/teapot',
    'act=like&object=https://blog.test/',
    'act=constructor',
  ])('404: %s', async (query) => {
    const answer = await (await openPlace()).ask(`/interact?${query}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });

  test('404: a post that only followers see, and a reply to one that takes none', async () => {
    const posts = [postOf('secret', { visibility: 'followers' }), postOf('kettle', { comments: 'closed' })];
    const door = await openPlace({}, posts);
    const statusOf = async (query: string): Promise<number> => (await door.ask(`/interact?${query}`)).status;
    expect(await statusOf(`act=like&object=https://blog.test/ap/objects/id-secret`)).toBe(404);
    expect(await statusOf(`act=reply&object=${object}`)).toBe(404);
    expect(await statusOf(`act=like&object=${object}`)).toBe(200);
  });
});

describe('a reader who names a server', () => {
  test.each([
    [{ act: 'follow' }, 'https://blog.test/ap/actors/blog'],
    [{ act: 'like', object }, object],
    [{ act: 'reply', object: page }, object],
  ])('303: to do %j is led there, without a referrer, and no cache keeps it', async (form, target) => {
    const { headers, status } = await send(await openPlace(), { ...form, home: 'ann@social.test' });
    expect([status, headers.get('location')]).toEqual([
      303,
      `https://social.test/go?uri=${encodeURIComponent(target)}`,
    ]);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('is told where to by JSON, if it is a script that asks', async () => {
    const answer = await send(await openPlace(), ann, { accept: 'application/json' });
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    const url = 'https://social.test/go?uri=https%3A%2F%2Fblog.test%2Fap%2Factors%2Fblog';
    expect(await answer.json()).toEqual({ url });
  });

  test('has that one asked once, and nothing of it is logged', async () => {
    const door = await openPlace();
    await send(door, ann);
    expect(door.fetched).toEqual([jrdUrl('acct:ann@social.test')]);
    expect(door.log).toEqual([]);
  });

  const failed = { kind: 'failed', reason: 'secret.internal refused' } as const;

  test.each<[string, FetchOutcome, object]>([
    ['knows no such account', { ...failed, status: 404 }, { kind: 'unknown' }],
    ['says that it is gone', { kind: 'gone' }, { kind: 'unknown' }],
    ['does not answer', failed, { kind: 'silent' }],
    ['answers 500', { ...failed, status: 500, isPassing: true }, { kind: 'silent' }],
    ['offers nothing', found('', { links: [] }), { kind: 'none' }],
  ])('is told if it %s, and nothing of our own network', async (_, jrd, answer) => {
    const door = await openPlace({ [jrdUrl('acct:ann@social.test')]: jrd });
    const told = await send(door, ann);
    expect([told.status, told.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const text = await told.clone().text();
    expect(text).not.toContain('secret');
    expect(await viewIn(told)).toMatchObject({ home: ann.home, answer: { ...answer, host: 'social.test' } });
  });

  test('is told, and not led, where that one leads to another site', async () => {
    const template = 'https://evil.test/go?uri={uri}';
    const jrd = found('', { links: [{ ...subscribe, template }] });
    const door = await openPlace({ [jrdUrl('acct:ann@social.test')]: jrd });
    for (const accept of ['text/html', 'application/json']) {
      const told = await send(door, ann, { accept });
      expect([told.status, told.headers.get('location')]).toEqual([200, null]);
      expect((await viewIn(told)).answer).toEqual({
        kind: 'away',
        host: 'social.test',
        to: 'evil.test',
        url: 'https://evil.test/go?uri=https%3A%2F%2Fblog.test%2Fap%2Factors%2Fblog',
      });
    }
  });

  test('and no account there is offered, and not led to, what most servers have', async () => {
    const door = await openPlace({});
    const { answer } = await viewIn(send(door, { act: 'like', object, home: 'social.test' }));
    expect(answer).toEqual({
      kind: 'silent',
      host: 'social.test',
      guess: `https://social.test/authorize_interaction?uri=${encodeURIComponent(object)}`,
    });
    const shared = await viewIn(send(door, { act: 'share', object, home: 'social.test' }));
    expect(shared.answer).not.toHaveProperty('guess');
    expect(door.fetched[0]).toBe(jrdUrl('acct:social.test@social.test'));
  });

  test('that is this blog is told so, and nobody is asked', async () => {
    const door = await openPlace();
    const { answer } = await viewIn(send(door, { ...ann, home: '@blog@blog.test' }));
    expect(answer).toMatchObject({ kind: 'own' });
    expect(door.fetched).toEqual([]);
  });

  test.each(['', 'me', 'a b', '@ann@127.0.0.1', 'x'.repeat(301)])(
    '422: and writes %j keeps what was written, and nobody is asked',
    async (home) => {
      const door = await openPlace();
      const told = await send(door, { ...ann, home });
      expect(told.status).toBe(422);
      expect(await viewIn(told)).toMatchObject({ home, answer: { kind: 'unreadable' } });
      expect(door.fetched).toEqual([]);
    },
  );
});
