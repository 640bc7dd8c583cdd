import { describe, expect, test } from 'vitest';
import { privateKeyFromPem } from '../../src/protocol/signature/keys.ts';
import { actorOf, alice, followerOf, mainKeyOf } from '../store/cast.ts';
import { signedHeaders } from '../support/cavage.ts';
import { aliceKeys, announcementOf, hourMs, NOW } from '../unit/builders.ts';
import { openDoor, type Door } from '../unit/functions/door.ts';
import { bodyOf, postOf, site } from '../unit/theme/sample.ts';
import { openCache, type Cache } from './support/shared-cache.ts';

const posts = [
  postOf('kettle', { aliases: ['/old/'] }),
  postOf('poll', {
    type: 'note',
    poll: { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW + hourMs) },
  }),
  postOf('secret', { visibility: 'followers', body: bodyOf('Whispered words.') }),
];

const openBlog = (env: Readonly<Record<string, string>> = {}): Promise<Door> =>
  openDoor(
    posts,
    {
      announcements: [
        ...posts.map((post) => announcementOf(post)),
        announcementOf(postOf('gone'), { state: 'deleted', deleted: NOW }),
      ],
    },
    env,
  );

/** Pages, with and without a form for peers, by every way to ask for them; and what is at none. */
const pages = [
  '/',
  '/posts/kettle/',
  '/posts/kettle',
  '/old/',
  '/posts/poll/',
  '/archive/',
  '/authors/nadia/',
  '/nothing',
];
const objects = [
  '/ap/objects/id-kettle',
  '/ap/objects/id-poll',
  '/ap/objects/id-gone',
  '/ap/objects/nothing',
];

const browsers = ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html', '*/*'];
const peers = [
  'application/activity+json',
  'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  'application/activity+json, text/html;q=0.1',
];

/** What somebody gets in the end who asks through `cache`: the type, after redirects. */
async function typeThrough(cache: Cache, path: string, accept: string): Promise<string> {
  let url = `${site.origin}${path}`;
  for (let hops = 0; hops < 4; hops += 1) {
    const answer = await cache.ask(url, { accept, 'accept-encoding': hops % 2 === 0 ? 'br' : 'identity' });
    const location = answer.headers.get('location');
    if (location === null) return answer.headers.get('content-type') ?? '';
    url = new URL(location, url).href;
  }
  throw new Error(`${path} leads in a circle`);
}

describe.each([
  ['that heeds Vary', true],
  ['that knows nothing of Vary and keeps redirects for minutes', false],
])('a shared cache %s', (_, heedsVary) => {
  const through = (door: Door): Cache =>
    openCache(async (url, headers) => door.hono.fetch(new Request(url, { headers })), { heedsVary });

  test.each([
    ['a browser after peers', peers, browsers],
    ['a peer after browsers', browsers, peers],
  ])('gives of every page the right form to %s', async (_title, first, second) => {
    for (const path of pages) {
      const cache = through(await openBlog());
      const fresh = await openBlog();
      for (const accept of first) await typeThrough(cache, path, accept);
      for (const accept of second)
        expect(await typeThrough(cache, path, accept)).toBe(await typeThrough(through(fresh), path, accept));
    }
  });

  test('never has what only followers may see, nor takes it for gone when they ask', async () => {
    const door = await openBlog();
    await door.store.transact((tx) => {
      tx.putActor(actorOf(alice, { keys: [{ id: mainKeyOf(alice), pem: aliceKeys.publicKeyPem }] }), 1);
      tx.putFollower(followerOf(alice), 1);
    });
    const cache = through(door);
    const url = `${site.origin}/ap/objects/id-secret`;
    const accept = peers[0] ?? '';
    const key = { keyId: mainKeyOf(alice), privateKey: privateKeyFromPem(aliceKeys.privateKeyPem) };
    const signed = { ...signedHeaders({ method: 'GET', url, date: new Date(NOW) }, key), accept };
    for (const [headers, status] of [
      [{ accept }, 404],
      [signed, 200],
      [{ accept }, 404],
      [signed, 200],
    ] as const)
      expect((await cache.ask(url, headers)).status).toBe(status);
  });
});

describe('a shared cache that heeds Vary', () => {
  const through = (door: Door): Cache =>
    openCache(async (url, headers) => door.hono.fetch(new Request(url, { headers })), { heedsVary: true });

  test('gives an object to peers, and its page to browsers, whoever was first', async () => {
    for (const order of [
      [...peers, ...browsers.slice(0, 2)],
      [...browsers.slice(0, 2), ...peers],
    ])
      for (const path of objects.slice(0, 2)) {
        const cache = through(await openBlog());
        for (const accept of order)
          expect(await typeThrough(cache, path, accept)).toBe(
            peers.includes(accept) ? 'application/activity+json; charset=utf-8' : 'text/html; charset=utf-8',
          );
      }
  });

  test('keeps no document from who signed for who did not, where signatures are demanded', async () => {
    const door = await openBlog({ AUTHORIZED_FETCH: 'true' });
    await door.store.transact((tx) =>
      tx.putActor(actorOf(alice, { keys: [{ id: mainKeyOf(alice), pem: aliceKeys.publicKeyPem }] }), 1),
    );
    const cache = through(door);
    const url = `${site.origin}/ap/objects/id-kettle`;
    const accept = peers[0] ?? '';
    const key = { keyId: mainKeyOf(alice), privateKey: privateKeyFromPem(aliceKeys.privateKeyPem) };
    const signed = { ...signedHeaders({ method: 'GET', url, date: new Date(NOW) }, key), accept };
    expect((await cache.ask(url, signed)).status).toBe(200);
    expect((await cache.ask(url, { accept })).status).toBe(401);
  });
});

test('no answer says another name than ours, whatever the request was addressed to', async () => {
  const door = await openBlog();
  for (const path of [...pages, ...objects, '/ap/actors/blog', '/ap/actors/blog/followers', '/oembed?url=x'])
    for (const accept of ['text/html', ...peers]) {
      const ask = async (origin: string): Promise<string> => {
        const answer = await door.hono.fetch(new Request(`${origin}${path}`, { headers: { accept } }));
        return `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
      };
      expect(await ask('http://evil.test:99')).toBe(await ask(site.origin));
    }
});

test('every answer that differs by Accept says so, in all of its forms', async () => {
  const door = await openBlog();
  for (const path of [...pages, ...objects].filter(
    (each) => !each.endsWith('nothing') && each !== '/archive/',
  )) {
    const answers = await Promise.all(
      [...browsers, ...peers].map((accept) => door.ask(path, { headers: { accept } })),
    );
    const differ =
      new Set(answers.map(({ headers, status }) => `${status} ${headers.get('location')}`)).size > 1;
    if (!differ) continue;
    for (const { headers } of answers) expect(headers.get('vary')).toMatch(/\bAccept\b/);
  }
});
