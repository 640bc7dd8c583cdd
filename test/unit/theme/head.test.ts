import { describe, expect, test } from 'vitest';
import { feedLinks, headOf, profilesOf } from '../../../src/components/head.ts';
import { author, picture, postOf, site } from './sample.ts';

const alone = { authors: [author], translations: [] };

describe('the head of a post', () => {
  test('points at the object, unless the post is only a page', () => {
    expect(headOf(postOf('kettles'), site, alone).activity).toBe('https://blog.test/ap/objects/id-kettles');
    expect(headOf(postOf('kettles', { federate: false }), site, alone).activity).toBeUndefined();
  });

  test('keeps search engines from an unlisted one', () => {
    expect(headOf(postOf('kettles', { visibility: 'unlisted' }), site, alone).noindex).toBe(true);
    expect(headOf(postOf('kettles'), site, alone).noindex).toBe(false);
  });

  test('shows neither text nor picture of one under a warning', () => {
    const post = postOf('spiders', { contentWarning: 'spiders', image: picture });
    expect(headOf(post, site, alone)).toMatchObject({
      description: 'Content warning: spiders',
      image: undefined,
    });
    expect(headOf(postOf('tea', { image: picture }), site, alone).image).toBe(picture);
  });

  test('names all language versions', () => {
    const german = postOf('tee', { lang: 'de' });
    expect(headOf(german, site, { authors: [], translations: [postOf('tea'), german] }).versions).toEqual([
      { lang: 'en', path: '/posts/tea/' },
      { lang: 'de', path: '/posts/tee/' },
    ]);
  });
});

test('profiles elsewhere are https addresses, each once', () => {
  expect(profilesOf(site, [author, author])).toEqual([
    'https://code.test/nadia',
    'https://social.test/@nadia',
  ]);
});

test('a page names the feeds of its own posts before those of the blog', () => {
  const head = { title: '#tea', description: '', lang: 'en', path: '/tags/tea/' };
  const blogFeeds = [
    { href: 'https://blog.test/feed.xml', type: 'application/atom+xml', title: 'The Slow Kettle (Atom)' },
    { href: 'https://blog.test/rss.xml', type: 'application/rss+xml', title: 'The Slow Kettle (RSS)' },
    {
      href: 'https://blog.test/feed.json',
      type: 'application/feed+json',
      title: 'The Slow Kettle (JSON Feed)',
    },
  ];
  expect(feedLinks(head, site)).toEqual(blogFeeds);
  expect(feedLinks({ ...head, hasFeeds: true }, site)).toEqual([
    ...blogFeeds.map(({ href, title, type }) => ({
      href: href.replace('.test/', '.test/tags/tea/'),
      type,
      title: `#tea · ${title}`,
    })),
    ...blogFeeds,
  ]);
});
