import { expect, test } from 'vitest';
import { actorInJrd, jrdOf, parseResource } from '../../../src/protocol/webfinger.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';

const blog = { kind: 'acct', user: 'blog', host: 'blog.test' };
const actor = 'https://blog.test/ap/actors/blog' as Uri;

test.each([
  'acct:blog@blog.test',
  'acct:Blog@BLOG.test',
  'ACCT:blog@blog.test',
  'acct:@blog@blog.test',
  '@blog@blog.test',
  'blog@blog.test',
  'acct%3Ablog%40blog.test',
])('%s asks for the account', (resource) => {
  expect(parseResource(resource)).toEqual(blog);
});

test('a host may have a port, or letters of any script', () => {
  expect(parseResource('acct:blog@localhost:4321')).toMatchObject({ host: 'localhost:4321' });
  expect(parseResource('acct:blog@bücher.test')).toMatchObject({ host: 'xn--bcher-kva.test' });
});

test('a URL asks for what it names, and keeps its own escapes', () => {
  expect(parseResource(actor)).toEqual({ kind: 'url', url: actor });
  expect(parseResource('https%3A%2F%2Fblog.test%2Fap%2Factors%2Fblog')).toEqual({ kind: 'url', url: actor });
  expect(parseResource('https://blog.test/a%2Fb')).toEqual({ kind: 'url', url: 'https://blog.test/a%2Fb' });
});

test.each([
  null,
  '',
  'acct:',
  'acct:blog',
  'acct:@blog.test',
  'acct:blog@',
  'acct:a@b@c.test',
  'acct:blog@blog.test/x',
  'acct:blog@bad host',
  'acct:blog@%%',
  'mailto:blog@blog.test/',
  'https://',
  'https://ann@blog.test/',
  `acct:${'x'.repeat(3000)}@blog.test`,
])('400: %j is no resource', (resource) => {
  expect(parseResource(resource)).toBeUndefined();
});

test('the JRD has one link to the actor, of the type that Mastodon compares', () => {
  const avatar = { url: 'https://blog.test/a.png', mediaType: 'image/png' };
  const jrd = jrdOf({ acct: 'blog@blog.test', actor, profilePage: 'https://blog.test/', avatar });
  expect(jrd).toEqual({
    subject: 'acct:blog@blog.test',
    aliases: ['https://blog.test/', actor],
    links: [
      { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: 'https://blog.test/' },
      { rel: 'self', type: 'application/activity+json', href: actor },
      { rel: 'http://webfinger.net/rel/avatar', type: 'image/png', href: 'https://blog.test/a.png' },
    ],
  });
  expect(actorInJrd(jrd)).toBe(actor);
});

test('a JRD without a picture has two links', () => {
  expect(jrdOf({ acct: 'blog@blog.test', actor, profilePage: 'https://blog.test/' }).links).toHaveLength(2);
});

test('the JRD of a server names it beside whoever writes there (FEP-d556)', () => {
  const serverActor = 'https://blog.test/ap/instance' as Uri;
  const { links } = jrdOf({ acct: 'blog@blog.test', actor, serverActor });
  expect(links).toEqual([
    { rel: 'self', type: 'application/activity+json', href: actor },
    {
      rel: 'https://www.w3.org/ns/activitystreams#Service',
      type: 'application/activity+json',
      href: serverActor,
    },
  ]);
});

test('the JRD of who can act on posts elsewhere says where, after all other links', () => {
  const intents = [
    { rel: 'https://w3id.org/fep/3b86/Like', template: 'https://blog.test/intents/like?object={object}' },
  ];
  const { links } = jrdOf({ acct: 'blog@blog.test', actor, intents });
  expect(links).toEqual([{ rel: 'self', type: 'application/activity+json', href: actor }, ...intents]);
});

test('the JRD of who has no page names only the actor', () => {
  expect(jrdOf({ acct: 'blog.test@blog.test', actor })).toEqual({
    subject: 'acct:blog.test@blog.test',
    aliases: [actor],
    links: [{ rel: 'self', type: 'application/activity+json', href: actor }],
  });
});

const self = { rel: 'self', type: 'application/activity+json', href: actor };

test.each([
  ['activity+json', { links: [self] }],
  [
    'ld+json',
    { links: [{ ...self, type: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' }] },
  ],
  [
    'a link after others',
    { links: [null, { rel: 'self', type: 'text/html', href: 'https://blog.test/' }, self] },
  ],
  ['a single link', { links: self }],
])('the actor is found in a JRD with %s', (_, jrd) => {
  expect(actorInJrd(jrd)).toBe(actor);
});

test.each([
  ['plain JSON', { links: [{ ...self, type: 'application/json' }] }],
  ['ld+json without profile', { links: [{ ...self, type: 'application/ld+json' }] }],
  ['another relation', { links: [{ ...self, rel: 'alternate' }] }],
  ['no address', { links: [{ ...self, href: '/ap/actors/blog' }] }],
  ['no links', {}],
  ['a list', [self]],
  ['nothing', null],
])('no actor is found in %s', (_, jrd) => {
  expect(actorInJrd(jrd)).toBeUndefined();
});
