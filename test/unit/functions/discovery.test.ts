import { describe, expect, test } from 'vitest';
import { siteOf } from '../../../src/site.ts';
import { picture, postOf, site } from '../theme/sample.ts';
import { openDoor } from './door.ts';

function webfinger(resource: string): string {
  return `/.well-known/webfinger?resource=${resource}`;
}

describe('WebFinger', () => {
  test.each([
    'acct:kettle@blog.test',
    'acct%3Akettle%40blog.test',
    'acct%253Akettle%2540blog.test',
    'acct:KETTLE@Blog.Test',
    '@kettle@blog.test',
    'kettle@blog.test',
    'https://blog.test/ap/actors/blog',
    'https%3A%2F%2Fblog.test%2Fap%2Factors%2Fblog',
    'https://blog.test/',
    'https://blog.test',
  ])('200: %s', async (resource) => {
    const answer = await (await openDoor()).ask(webfinger(resource));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/jrd\+json/);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toMatchObject({
      subject: 'acct:kettle@blog.test',
      links: expect.arrayContaining([
        { rel: 'self', type: 'application/activity+json', href: site.actor },
      ]) as unknown,
    });
  });

  test.each([
    ['400', '/.well-known/webfinger'],
    ['400', webfinger('')],
    ['400', webfinger('kettle')],
    ['400', webfinger('acct:kettle')],
    ['400', webfinger('https://')],
    ['400', webfinger('x'.repeat(3_000))],
    ['404', webfinger('acct:somebody@blog.test')],
    ['404', webfinger('acct:kettle@other.test')],
    ['404', webfinger('acct:kettle@blog.test:8443')],
    ['404', webfinger('https://blog.test/posts/kettle/')],
    ['404', webfinger('https://blog.test/ap/actors/other')],
    ['404', webfinger('https://other.test/')],
    ['404', webfinger('http://blog.test/')],
  ])('%s: %s', async (status, path) => {
    const answer = await (await openDoor()).ask(path);
    expect(String(answer.status)).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  test('names the picture of the blog, if it has one', async () => {
    const pictured = siteOf({ ...site.blog, icon: picture }, site.origin);
    const answer = await (await openDoor([], { site: pictured })).ask(webfinger('acct:kettle@blog.test'));
    expect(await answer.json()).toMatchObject({
      links: expect.arrayContaining([
        {
          rel: 'http://webfinger.net/rel/avatar',
          type: 'image/png',
          href: 'https://blog.test/media/3f9a1c2b-kettle.png',
        },
      ]) as unknown,
    });
  });
});

describe('the server’s own actor', () => {
  const service = 'https://www.w3.org/ns/activitystreams#Service';
  const linksOf = async (resource: string): Promise<readonly { rel: string; href: string }[]> => {
    const answer = await (await openDoor()).ask(webfinger(resource));
    return ((await answer.json()) as { links: { rel: string; href: string }[] }).links;
  };

  test.each(['acct:blog.test@blog.test', 'blog.test@BLOG.test', site.instanceActor])(
    'is found by %s',
    async (resource) => {
      const answer = await (await openDoor()).ask(webfinger(resource));
      expect(await answer.json()).toEqual({
        subject: 'acct:blog.test@blog.test',
        aliases: [site.instanceActor],
        links: [{ rel: 'self', type: 'application/activity+json', href: site.instanceActor }],
      });
    },
  );

  test('is named beside the blog by the address of the site, and nowhere else', async () => {
    for (const resource of ['https://blog.test/', 'https://blog.test']) {
      expect(await linksOf(resource)).toContainEqual({
        rel: service,
        type: 'application/activity+json',
        href: site.instanceActor,
      });
    }
    for (const resource of ['acct:kettle@blog.test', site.actor])
      expect((await linksOf(resource)).map(({ rel }) => rel)).not.toContain(service);
  });

  test('has nobody who could act on posts elsewhere', async () => {
    const rels = (await linksOf('acct:blog.test@blog.test')).map(({ rel }) => rel);
    expect(rels).toEqual(['self']);
  });
});

describe('the writer', () => {
  test.each(['acct:kettle@blog.test', site.actor, 'https://blog.test/'])(
    'as %s is led home to like, boost, write and open, and to nothing else',
    async (resource) => {
      const answer = await (await openDoor()).ask(webfinger(resource));
      const { links } = (await answer.json()) as { links: { rel: string; template?: string }[] };
      const templates = links.filter(({ template }) => template !== undefined);
      expect(templates.map(({ rel }) => rel)).toEqual(
        ['Like', 'Announce', 'Create', 'Object'].map((activity) => `https://w3id.org/fep/3b86/${activity}`),
      );
    },
  );
});

describe('NodeInfo', () => {
  test('is found in both versions, with the actor of the server', async () => {
    const answer = await (await openDoor()).ask('/.well-known/nodeinfo');
    expect(answer.headers.get('content-type')).toBe('application/json');
    const { links } = (await answer.json()) as { links: { href: string }[] };
    expect(links.map(({ href }) => href)).toEqual([
      'https://blog.test/nodeinfo/2.1',
      'https://blog.test/nodeinfo/2.0',
      site.instanceActor,
    ]);
  });

  test.each(['2.0', '2.1'])('%s says what runs here', async (version) => {
    const inReplyTo = 'https://social.test/notes/1';
    const door = await openDoor([
      postOf('a'),
      postOf('b'),
      postOf('answer', { inReplyTo }),
      postOf('like', { likeOf: inReplyTo }),
      postOf('secret', { visibility: 'followers' }),
      postOf('page-only', { federate: false }),
    ]);
    const answer = await door.ask(`/nodeinfo/${version}?x=/nodeinfo/2.0`);
    expect(answer.headers.get('content-type')).toBe(
      `application/json; profile="http://nodeinfo.diaspora.software/ns/schema/${version}#"`,
    );
    expect(await answer.json()).toMatchObject({
      version,
      software: { name: 'outward' },
      protocols: ['activitypub'],
      openRegistrations: false,
      usage: { users: { total: 1 }, localPosts: 2, localComments: 1 },
      metadata: { nodeName: 'The Slow Kettle', staffAccounts: [site.actor] },
    });
  });
});

test('host-meta leads to WebFinger', async () => {
  const answer = await (await openDoor()).ask('/.well-known/host-meta');
  expect(answer.headers.get('content-type')).toBe('application/xrd+xml; charset=utf-8');
  expect(await answer.text()).toContain('template="https://blog.test/.well-known/webfinger?resource={uri}"');
});

describe('oEmbed', () => {
  test.each([
    'https://blog.test/posts/kettle/',
    'https://blog.test/posts/kettle?utm_source=x',
    site.objectId('id-kettle'),
  ])('tells who would link to %s what to call it', async (url) => {
    const answer = await (await openDoor()).ask(`/oembed?format=json&url=${encodeURIComponent(url)}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.json()).toMatchObject({
      version: '1.0',
      type: 'link',
      title: 'On kettle',
      url: 'https://blog.test/posts/kettle/',
      provider_name: 'The Slow Kettle',
      provider_url: 'https://blog.test/',
    });
  });

  test.each([
    ['/oembed', 404],
    ['/oembed?url=kettle', 404],
    ['/oembed?url=https://blog.test/', 404],
    ['/oembed?url=https://other.test/posts/kettle/', 404],
    [`/oembed?url=${site.objectId('id-secret')}`, 404],
    ['/oembed?url=https://blog.test/posts/secret/', 404],
    ['/oembed?url=https://blog.test/posts/kettle/&format=xml', 501],
  ])('has for %s: %d', async (path, status) => {
    const door = await openDoor([postOf('kettle'), postOf('secret', { visibility: 'followers' })]);
    expect((await door.ask(path)).status).toBe(status);
  });
});
