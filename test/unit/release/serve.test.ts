import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { replyOf, show } from '../../store/cast.ts';
import { announcementOf, NOW } from '../builders.ts';
import { openDoor, type Door } from '../functions/door.ts';
import { libraryOf, picture, postOf, site } from '../theme/sample.ts';
import { openScratch } from '../../support/scratch.ts';

const activityJson = 'application/activity+json';
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const objectId = site.objectId('id-kettle');

function get(door: Door, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return door.ask(path, { headers });
}

describe('a page', () => {
  test('comes with its type, its tag, its ActivityPub form before all others, and its oEmbed', async () => {
    const answer = await get(await openDoor(), '/posts/kettle/');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      etag: expect.stringMatching(/^"[0-9a-f]{16}"$/) as string,
      link: [
        `<${objectId}>; rel="alternate"; type="application/activity+json"`,
        '<https://blog.test/oembed?url=https%3A%2F%2Fblog.test%2Fposts%2Fkettle%2F>; rel="alternate"; type="application/json+oembed"',
      ].join(', '),
      vary: 'Accept, Accept-Encoding',
      'cache-control': 'no-cache',
    });
    expect(answer.headers.has('content-encoding')).toBe(false);
    expect(await answer.text()).toContain('<p>All about kettle.</p>');
  });

  test('of a post that is no object has neither', async () => {
    const answer = await get(await openDoor([postOf('kettle', { federate: false })]), '/posts/kettle/', {
      accept: activityJson,
    });
    expect([answer.status, answer.headers.get('link'), answer.headers.get('vary')]).toEqual([
      200,
      null,
      'Accept-Encoding',
    ]);
  });

  test('holds its conversation, under a tag of its own', async () => {
    const door = await openDoor();
    const before = (await get(door, '/posts/kettle/')).headers.get('etag');
    await show(door.store, replyOf('one', { inReplyTo: objectId, objectId }));
    const answer = await get(door, '/posts/kettle/', { 'if-none-match': before ?? '' });
    expect([answer.status, answer.headers.get('etag') === before]).toEqual([200, false]);
    expect(await answer.text()).toContain('kettle open: 1 <p>one</p>');
  });
});

describe('a tag that is still right', () => {
  test.each([
    ['as it was given', (etag: string) => etag],
    ['made weak by a proxy', (etag: string) => `W/${etag}`],
    ['among others', (etag: string) => `"other", ${etag} , "more"`],
  ])('%s: 304 without a body, with the fields that caches need', async (_, write) => {
    const door = await openDoor();
    const { headers } = await get(door, '/posts/kettle/');
    const answer = await get(door, '/posts/kettle/', { 'if-none-match': write(headers.get('etag') ?? '') });
    expect([answer.status, await answer.text()]).toEqual([304, '']);
    for (const name of ['etag', 'vary', 'link', 'cache-control'])
      expect(answer.headers.get(name)).toBe(headers.get(name));
  });

  test.each(['', '"other"', '"', 'x'])('but %j is none', async (tag) => {
    expect((await get(await openDoor(), '/posts/kettle/', { 'if-none-match': tag })).status).toBe(200);
  });

  test('of another encoding is another', async () => {
    const door = await openDoor();
    const plain = (await get(door, '/')).headers.get('etag') ?? '';
    const zipped = await get(door, '/', { 'accept-encoding': 'gzip', 'if-none-match': plain });
    expect([zipped.status, zipped.headers.get('etag')]).toEqual([200, plain.replace(/"$/, '-gzip"')]);
    expect(
      (await get(door, '/', { 'accept-encoding': 'gzip', 'if-none-match': zipped.headers.get('etag') ?? '' }))
        .status,
    ).toBe(304);
  });
});

describe('compression', () => {
  const expand = { br: brotliDecompressSync, gzip: gunzipSync, none: (bytes: Buffer): Buffer => bytes };
  test.each([
    ['gzip, deflate, br', 'br'],
    ['br;q=1.0, gzip;q=0.8', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=0.5, br;q=0', 'gzip'],
    ['br; q=0.0, gzip;q=0', 'none'],
    ['identity', 'none'],
    ['zstd, abr', 'none'],
    ['', 'none'],
  ] as const)('for "%s" is %s', async (accepted, encoding) => {
    const door = await openDoor();
    for (const path of ['/posts/kettle/', '/feed.xml', '/ap/objects/id-kettle']) {
      const answer = await get(door, path, { 'accept-encoding': accepted });
      expect(answer.headers.get('content-encoding') ?? 'none').toBe(encoding);
      expect(answer.headers.get('vary')).toContain('Accept-Encoding');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(expand[encoding](bytes).toString()).toBe(await (await get(door, path)).text());
    }
  });

  test('leaves pictures as they are', async () => {
    await using scratch = openScratch();
    const source = join(scratch.path, 'kettle.png');
    await writeFile(source, 'PNG');
    const door = await openDoor([], { library: libraryOf([], { media: [{ ...picture, source }] }) });
    const answer = await get(door, picture.url, { 'accept-encoding': 'br, gzip' });
    expect([
      answer.headers.get('content-type'),
      answer.headers.get('content-encoding'),
      answer.headers.get('vary'),
    ]).toEqual(['image/png', null, null]);
    expect(answer.headers.get('cache-control')).toBe('max-age=31536000, immutable');
    expect(await answer.text()).toBe('PNG');
  });
});

describe('who asks for ActivityPub', () => {
  test.each([
    ['/posts/kettle/', objectId],
    ['/posts/kettle', objectId],
    ['/', site.actor],
    ['/authors/nadia/', site.actor],
    ['/old/', objectId],
  ])('at %s is led to %s', async (path, location) => {
    const door = await openDoor([postOf('kettle', { aliases: ['/old/'] })]);
    for (const accept of [
      activityJson,
      'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
      `${activityJson}, text/html;q=0.1`,
    ]) {
      const answer = await get(door, path, { accept });
      expect([answer.status, answer.headers.get('location')]).toEqual([302, location]);
      expect(answer.headers.get('vary')).toContain('Accept');
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
    }
  });

  test.each([browser, '*/*', 'text/html', `${activityJson};q=0.5, text/html`, 'application/json'])(
    'browsers do not: %s',
    async (accept) => {
      const answer = await get(await openDoor(), '/posts/kettle/', { accept });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    },
  );
});

describe('an object', () => {
  test.each([activityJson, '*/*', '', 'application/json'])('is itself for "%s"', async (accept) => {
    const answer = await get(await openDoor(), '/ap/objects/id-kettle', { accept });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/activity+json; charset=utf-8',
      'access-control-allow-origin': '*',
      vary: 'Accept, Accept-Encoding',
      'cache-control': 'max-age=180',
    });
    expect(await answer.json()).toMatchObject({ id: objectId, type: 'Article' });
  });

  test('opened in a browser leads to its page', async () => {
    const answer = await get(await openDoor(), '/ap/objects/id-kettle', { accept: browser });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://blog.test/posts/kettle/']);
    expect([answer.headers.get('vary'), answer.headers.get('cache-control')]).toEqual([
      'Accept',
      'private, no-store',
    ]);
  });

  test.each([activityJson, browser])('that is gone answers 410 with its Tombstone, to %s', async (accept) => {
    const gone = announcementOf(postOf('gone'), { state: 'deleted', deleted: NOW });
    const door = await openDoor([], { announcements: [gone] });
    const first = await get(door, '/ap/objects/id-gone', { accept });
    expect([first.status, first.headers.get('content-type')]).toEqual([
      410,
      'application/activity+json; charset=utf-8',
    ]);
    expect(await first.json()).toMatchObject({ type: 'Tombstone' });
    expect(
      (await get(door, '/ap/objects/id-gone', { accept, 'if-none-match': first.headers.get('etag') ?? '' }))
        .status,
    ).toBe(410);
  });

  test.each([
    '/ap/actors/blog/outbox',
    '/ap/actors/blog/outbox/1',
    '/ap/actors/blog/featured',
    '/ap/actors/blog/tags',
  ])('%s is a document too', async (path) => {
    const answer = await get(await openDoor(), path, { accept: browser });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/activity+json; charset=utf-8',
    ]);
  });
});

describe('another address', () => {
  const aliases = ['/2019/kettle.html', '/tee/grün/', '/?p=12'];
  const posts = [postOf('pot', { aliases }), postOf('grün')];
  test.each([
    ['/posts/pot', '/posts/pot/'],
    ['/posts/gr%c3%bcn', '/posts/gr%C3%BCn/'],
    ['/archive', '/archive/'],
    ['/posts/kettle/', '/posts/pot/'],
    ['/posts/kettle', '/posts/pot/'],
    ['/2019/kettle.html', '/posts/pot/'],
    ['/tee/gr%c3%bcn', '/posts/pot/'],
    ['/?p=12', '/posts/pot/'],
    ['/2019/kettle.html?utm_source=x', '/posts/pot/'],
  ])('%s leads for good to %s', async (path, location) => {
    const door = await openDoor(posts, { formerSlugs: new Map([['kettle', 'id-pot']]) });
    const answer = await get(door, path);
    expect([answer.status, answer.headers.get('location'), answer.headers.get('vary')]).toEqual([
      301,
      location,
      'Accept',
    ]);
  });

  test('in other letters is the same page', async () => {
    expect((await get(await openDoor(posts), '/posts/gr%c3%bcn/')).status).toBe(200);
  });
});

describe('nothing', () => {
  test.each([
    '/nothing',
    '/posts/nothing/',
    '/posts/',
    '/ap/objects/nothing',
    '/manifest.json',
    '/..%2fmanifest.json',
    '/files/404.html',
    '/%',
    '/%00',
    '/posts/kettle/%00',
    '/posts/..;/manifest.json',
    '/..%5cmanifest.json',
    '/.%2e/manifest.json',
    '/posts/%252e%252e/',
    '//evil.test/',
    '/%2fevil.test/',
    '/constructor',
    '/__proto__',
  ])('is at %s: 404, with the page that says so', async (path) => {
    const answer = await get(await openDoor(), path);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('location')]).toEqual([
      404,
      'text/html; charset=utf-8',
      null,
    ]);
    expect(await answer.text()).toContain('/404.html');
    expect(
      (await get(await openDoor(), path, { 'if-none-match': answer.headers.get('etag') ?? '' })).status,
    ).toBe(404);
  });
});

test('files of the theme are kept for a year, since their names change with them; others are asked for again', async () => {
  const door = await openDoor([], { themeFiles: { '_astro/site.a1b2.css': 'p{}', 'favicon.svg': '<svg/>' } });
  const cached = async (path: string): Promise<string | null> =>
    (await get(door, path)).headers.get('cache-control');
  expect(await cached('/_astro/site.a1b2.css')).toBe('max-age=31536000, immutable');
  expect(await cached('/favicon.svg')).toBe('max-age=180');
  expect(await cached('/')).toBe('no-cache');
  expect(await cached('/feed.xml')).toBe('max-age=180');
});

test('a feed may be read by scripts of any site', async () => {
  const door = await openDoor();
  for (const path of ['/feed.xml', '/rss.xml', '/feed.json'])
    expect((await get(door, path)).headers.get('access-control-allow-origin')).toBe('*');
});

test('a feed names its hub and itself, where blog.yml names one', async () => {
  const hubbed = { ...site, blog: { ...site.blog, websub: 'https://hub.test/' } };
  const door = await openDoor([postOf('kettle', { tags: ['tea time'] })], { site: hubbed });
  const linkOf = async (from: Door, path: string): Promise<string | null> =>
    (await get(from, path)).headers.get('link');
  for (const path of ['/feed.xml', '/tags/tea%20time/feed.json'])
    expect(await linkOf(door, path)).toBe(
      `<https://hub.test/>; rel="hub", <https://blog.test${path}>; rel="self"`,
    );
  expect(await linkOf(door, '/tags/')).toBeNull();
  expect(await linkOf(await openDoor(), '/feed.xml')).toBeNull();
});

test('a blog that wants to be in no search engine says so with pages, pictures and feeds alike', async () => {
  const hidden = { ...site, blog: { ...site.blog, indexable: false } };
  const doors = [await openDoor(), await openDoor([], { site: hidden })] as const;
  for (const path of ['/', '/feed.xml']) {
    const said = await Promise.all(
      doors.map(async (door) => (await get(door, path)).headers.get('x-robots-tag')),
    );
    expect(said).toEqual([null, 'noindex']);
  }
});
