import { expect, test } from 'vitest';
import { siteOf } from '../../src/site.ts';
import { site } from './theme/sample.ts';

test('every name of the actor hangs on the id of the blog, not on its handle', () => {
  const { blog, absolute, idOf, objectId, pageUrl, quoteAuthorizationId, tagUrl, ...names } = site;
  expect(names).toEqual({
    origin: 'https://blog.test',
    host: 'blog.test',
    acct: 'kettle@blog.test',
    actor: 'https://blog.test/ap/actors/blog',
    inbox: 'https://blog.test/ap/actors/blog/inbox',
    sharedInbox: 'https://blog.test/ap/inbox',
    outbox: 'https://blog.test/ap/actors/blog/outbox',
    followers: 'https://blog.test/ap/actors/blog/followers',
    following: 'https://blog.test/ap/actors/blog/following',
    featured: 'https://blog.test/ap/actors/blog/featured',
    featuredTags: 'https://blog.test/ap/actors/blog/tags',
    followersSynchronization: 'https://blog.test/ap/actors/blog/followers/synchronization',
    instanceActor: 'https://blog.test/ap/instance',
    intents: 'https://blog.test/intents/',
  });
});

test('a port is part of the fediverse address', () => {
  expect(siteOf(site.blog, 'http://localhost:4321')).toMatchObject({
    host: 'localhost:4321',
    acct: 'kettle@localhost:4321',
  });
});

test.each([
  ['an object', site.objectId('kettle'), 'https://blog.test/ap/objects/kettle'],
  [
    'an object with a strange id',
    site.objectId('tee & "grün"/1'),
    'https://blog.test/ap/objects/tee%20%26%20%22gr%C3%BCn%22%2F1',
  ],
  ['a page', site.pageUrl('grün'), 'https://blog.test/posts/gr%C3%BCn/'],
  ['a tag, whose case does not matter', site.tagUrl('GrünerTee'), 'https://blog.test/tags/gr%C3%BCnertee/'],
  ['a file', site.absolute('/media/x.png'), 'https://blog.test/media/x.png'],
])('the address of %s', (_, address, expected) => {
  expect(address).toBe(expected);
});

test.each(['kettle', 'grün', 'a/b', '100%', 'a?b#c', '..'])(
  'the id %s is found again in its object',
  (id) => {
    expect(site.idOf(site.objectId(id))).toBe(id);
  },
);

test.each([
  'https://blog.test/ap/objects/',
  'https://blog.test/ap/objects/kettle/replies',
  'https://blog.test/ap/objects/kettle?page=1',
  'https://blog.test/ap/objects/kettle#create',
  'https://blog.test/ap/objects/%',
  'https://blog.test/posts/kettle/',
  'http://blog.test/ap/objects/kettle',
  'https://blog.test.evil.test/ap/objects/kettle',
  'https://evil.test/?https://blog.test/ap/objects/kettle',
])('%s is no object of ours', (url) => {
  expect(site.idOf(url)).toBeUndefined();
});
