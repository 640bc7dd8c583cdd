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

describe('NodeInfo', () => {
  test('is found in both versions', async () => {
    const answer = await (await openDoor()).ask('/.well-known/nodeinfo');
    expect(answer.headers.get('content-type')).toBe('application/json');
    const { links } = (await answer.json()) as { links: { href: string }[] };
    expect(links.map(({ href }) => href)).toEqual([
      'https://blog.test/nodeinfo/2.1',
      'https://blog.test/nodeinfo/2.0',
    ]);
  });

  test.each(['2.0', '2.1'])('%s says what runs here', async (version) => {
    const door = await openDoor([postOf('a'), postOf('b'), postOf('page-only', { federate: false })]);
    const answer = await door.ask(`/nodeinfo/${version}?x=/nodeinfo/2.0`);
    expect(answer.headers.get('content-type')).toBe(
      `application/json; profile="http://nodeinfo.diaspora.software/ns/schema/${version}#"`,
    );
    expect(await answer.json()).toMatchObject({
      version,
      software: { name: 'outward' },
      protocols: ['activitypub'],
      openRegistrations: false,
      usage: { users: { total: 1 }, localPosts: 2 },
      metadata: { nodeName: 'The Slow Kettle', staffAccounts: [site.actor] },
    });
  });
});

test('host-meta leads to WebFinger', async () => {
  const answer = await (await openDoor()).ask('/.well-known/host-meta');
  expect(answer.headers.get('content-type')).toBe('application/xrd+xml; charset=utf-8');
  expect(await answer.text()).toContain('template="https://blog.test/.well-known/webfinger?resource={uri}"');
});
