import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHome, readerActs, wayHome, type Home, type ReaderAct } from '../../../src/protocol/home.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { uri } from '../builders.ts';

const home: Home = { host: 'social.test', resource: 'acct:ann@social.test', isServer: false };
const object = uri('https://blog.test/ap/objects/kettle?a=b&c');
const target = { object, content: 'On kettles https://blog.test/posts/kettle/' };
const escaped = encodeURIComponent(object);

const subscribe = 'http://ostatus.org/schema/1.0/subscribe';
const rel = (activity: string): string => `https://w3id.org/fep/3b86/${activity}`;

/** Where these links, each a rel and a template, lead from `home`. */
function wayBy(
  act: ReaderAct,
  links: Readonly<Record<string, unknown>>,
  from: Home = home,
): ReturnType<typeof wayHome> {
  const jrd: JsonObject = {
    links: Object.entries(links).map(([name, template]) => ({ rel: name, template })),
  };
  return wayHome(jrd, act, target, { home: from, scheme: 'https:' });
}

describe('a reader is at home', () => {
  test.each([
    ['@ann@social.test', 'social.test', 'acct:ann@social.test'],
    ['ann@social.test', 'social.test', 'acct:ann@social.test'],
    [' acct:Ann@Social.Test\n', 'social.test', 'acct:Ann@social.test'],
    ['＠ann＠social.test', 'social.test', 'acct:ann@social.test'],
    ['@ann@bücher.test', 'xn--bcher-kva.test', 'acct:ann@xn--bcher-kva.test'],
    ['@ann@localhost:4322', 'localhost:4322', 'acct:ann@localhost:4322'],
    ['https://social.test/@ann', 'social.test', 'https://social.test/@ann'],
    ['HTTPS://Social.test/users/ann?x#y', 'social.test', 'https://social.test/users/ann?x#y'],
  ])('at %j', (written, host, resource) => {
    expect(parseHome(written)).toEqual({ host, resource, isServer: false });
  });

  test.each(['social.test', '@social.test', 'https://social.test', 'https://social.test/', 'SOCIAL.test'])(
    'somewhere on the server %j',
    (written) => {
      const resource = 'acct:social.test@social.test';
      expect(parseHome(written)).toEqual({ host: 'social.test', resource, isServer: true });
    },
  );

  test.each([
    '',
    '@',
    'ann',
    '@ann@social',
    'ann@',
    '@ann@',
    '@ann@social.test/',
    '@ann@social.test/../evil',
    '@ann@social.test?x',
    '@ann@social.test#x',
    '@ann@so cial.test',
    '@ann@social.test.',
    '@ann@127.0.0.1',
    '@ann@127.1',
    '@ann@0x7f000001',
    '@ann@2130706433',
    '@ann@①②⑦.⓪.⓪.①',
    '@ann@[::1]',
    '@a@b@social.test',
    '@ann@social.test:99999',
    'https://ann:secret@social.test/',
    'https://127.0.0.1/@ann',
    'https://[::1]/@ann',
    'ftp://social.test/@ann',
    'javascript:alert(1)',
    'social.test\r\nLocation: https://evil.test',
    '@ann\r\n@social.test',
    `@ann@${'a'.repeat(300)}.test`,
  ])('nowhere at %j', (written) => {
    expect(parseHome(written)).toBeUndefined();
  });

  test('whatever is written, the host is one name, and the resource one line without white space', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.string().map((s) => `@a@${s}`),
        ),
        (written) => {
          const found = parseHome(written);
          if (found === undefined) return;
          expect(found.host).toMatch(/^[a-z\d.-]*[a-z][a-z\d-]*(?::\d+)?$/);
          expect(found.resource).not.toMatch(/\s/);
        },
      ),
    );
  });
});

describe('of what a server offers, the reader is led to', () => {
  const all = {
    [subscribe]: 'https://social.test/subscribe?uri={uri}',
    [rel('Object')]: 'https://social.test/open?uri={object}',
    [rel('Follow')]: 'https://social.test/follow?id={object}',
    [rel('Like')]: 'https://social.test/like?id={object}',
    [rel('Announce')]: 'https://social.test/boost?id={object}&then={on-success}',
    [rel('Create')]: 'https://social.test/write?to={inReplyTo}&text={content}&type={type}&what={what}',
  };

  test.each<[ReaderAct, string]>([
    ['follow', `follow?id=${escaped}`],
    ['like', `like?id=${escaped}`],
    ['boost', `boost?id=${escaped}&then=`],
    ['reply', `write?to=${escaped}&text=&type=Note&what=`],
    ['share', `write?to=&text=${encodeURIComponent(target.content)}&type=Note&what=`],
  ])('to %s: what was made for it', (act, path) => {
    const url = `https://social.test/${path}`;
    expect(wayBy(act, all)).toEqual({ url, host: 'social.test', isAway: false });
  });

  const mastodon = {
    [subscribe]: all[subscribe],
    [rel('Create')]: 'https://social.test/share?text={content}',
    [rel('Object')]: all[rel('Object')],
  };

  test.each(['follow', 'reply', 'like', 'boost'] as const)('to %s on Mastodon: the post', (act) => {
    expect(wayBy(act, mastodon)?.url).toBe(`https://social.test/open?uri=${escaped}`);
  });

  test('to share on Mastodon: its editor', () => {
    expect(wayBy('share', mastodon)?.url).toMatch(
      /^https:\/\/social\.test\/share\?text=On%20kettles%20https%3A/,
    );
  });

  test.each(['follow', 'reply', 'like', 'boost'] as const)(
    'to %s on older servers: what they have',
    (act) => {
      const way = wayBy(act, { [subscribe]: all[subscribe] });
      expect(way?.url).toBe(`https://social.test/subscribe?uri=${escaped}`);
    },
  );

  test('nothing, where there is nothing', () => {
    expect(wayBy('share', { [subscribe]: all[subscribe] })).toBeUndefined();
    expect(wayBy('follow', {})).toBeUndefined();
    expect(wayHome({}, 'follow', target, { home, scheme: 'https:' })).toBeUndefined();
    const links = [null, 'x', [], { rel: subscribe }, { rel: subscribe, template: { uri: 1 } }];
    expect(wayHome({ links }, 'follow', target, { home, scheme: 'https:' })).toBeUndefined();
  });

  test('the next one, where one leads nowhere', () => {
    const way = wayBy('follow', {
      [rel('Follow')]: 'javascript:{object}',
      [rel('Object')]: 'no {object}',
      ...mastodon,
    });
    expect(way?.url).toBe(`https://social.test/open?uri=${escaped}`);
  });
});

describe('a template is not used', () => {
  test.each([
    'javascript:alert(1)//{uri}',
    'JavaScript:alert(`{uri}`)',
    'data:text/html,<script>alert(1)</script>{uri}',
    'http://social.test/?uri={uri}',
    '//social.test/?uri={uri}',
    '/authorize_interaction?uri={uri}',
    'web+mastodon://follow?uri={uri}',
    'https://ann@social.test/?uri={uri}',
    'https://ann:secret@social.test/?uri={uri}',
    'https://social.test@evil.test/?uri={uri}',
    'https:\\\\evil.test/?uri={uri}',
    'https://evil.test\\@social.test/?uri={uri}',
    'https://social.test/\r\nSet-Cookie: a=b?uri={uri}',
    'https://social.test/\u0000?uri={uri}',
    ' https://social.test/?uri={uri}',
    'https://social.test/?uri=',
    'https://social.test/?uri={object}',
    'https://{uri}/',
    `https://social.test/${'a'.repeat(2048)}?uri={uri}`,
    '{uri}',
  ])('%j', (template) => {
    expect(wayBy('follow', { [subscribe]: template })).toBeUndefined();
  });
});

test.each([
  ['https://social.test:8443/?uri={uri}', 'social.test', false],
  ['https://web.social.test/?uri={uri}', 'social.test', false],
  ['https://social.test/?uri={uri}', 'ann.social.test', false],
  ['https://social.test.evil.test/?uri={uri}', 'social.test', true],
  ['https://antisocial.test/?uri={uri}', 'social.test', true],
  ['https://evil.test/social.test/?uri={uri}', 'social.test', true],
  ['https://xn--socal-q11b.test/?uri={uri}', 'social.test', true],
  ['https://a.co.uk/?uri={uri}', 'b.co.uk', true],
  ['https://192.168.0.1/?uri={uri}', 'social.test', true],
])('%s leads away from %s: %s', (template, host, isAway) => {
  expect(wayBy('follow', { [subscribe]: template }, { ...home, host })?.isAway).toBe(isAway);
});

test('whatever the template, the way is one https address in ASCII, and as far as it is told apart, to the host that is told', () => {
  const part = fc.constantFrom(
    '{uri}',
    '{object}',
    '{',
    '}',
    'https://',
    'social.test',
    '@',
    '/',
    '\\',
    '\r\n',
    'é',
    ':',
  );
  const template = fc.array(fc.oneof(part, fc.string({ unit: 'grapheme' }))).map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      fc.oneof(
        template,
        template.map((rest) => `https://social.test/{uri}${rest}`),
      ),
      (written) => {
        for (const act of readerActs) {
          const way = wayBy(act, { [subscribe]: written, [rel('Create')]: written });
          if (way === undefined) continue;
          expect(way.url).toMatch(/^https:\/\/[!-~]+$/);
          expect(new URL(way.url).host).toBe(way.host);
          expect(way.isAway || way.host.split(':')[0]?.endsWith('social.test')).toBe(true);
        }
      },
    ),
  );
});
