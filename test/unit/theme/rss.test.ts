import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rssOf } from '../../../src/components/rss.ts';
import type { Post } from '../../../src/posts/post.ts';
import { childrenOf, parseXml, textOf, type XmlNode } from '../../support/xml.ts';
import { feedAt, hostileFeed, hostileTexts } from './feeds.ts';
import { bodyOf, libraryOf, picture, postOf, site } from './sample.ts';

function channelOf(rss: string): XmlNode {
  const [channel] = childrenOf(parseXml(rss), 'channel');
  if (channel === undefined) throw new Error('no channel');
  return channel;
}

function itemOf(post: Post): XmlNode {
  const [item] = childrenOf(channelOf(rssOf(feedAt('/', libraryOf([post])))), 'item');
  if (item === undefined) throw new Error('no item');
  return item;
}

describe('an RSS feed', () => {
  test('is RSS 2.0 and names itself, its page, its hub and its picture', () => {
    const blog = { ...site.blog, icon: picture, websub: 'https://hub.test/' };
    const rss = rssOf(feedAt('/', libraryOf([postOf('kettles')]), { ...site, blog }));
    expect(parseXml(rss)).toMatchObject({ name: 'rss', attributes: { version: '2.0' } });
    const channel = channelOf(rss);
    expect(textOf(channel, 'title')).toBe('The Slow Kettle');
    expect(textOf(channel, 'link')).toBe('https://blog.test/');
    expect(textOf(channel, 'description')).toBe('Essays & notes on tea.');
    expect(textOf(channel, 'lastBuildDate')).toBe('Sun, 01 Mar 2026 09:00:00 GMT');
    expect(childrenOf(channel, 'atom:link').map(({ attributes }) => attributes)).toEqual([
      { rel: 'self', type: 'application/rss+xml', href: 'https://blog.test/rss.xml' },
      { rel: 'hub', href: 'https://hub.test/' },
    ]);
    expect(childrenOf(channel, 'image').map((image) => textOf(image, 'url'))).toEqual([
      'https://blog.test/media/3f9a1c2b-kettle.png',
    ]);
  });

  test('has items with an id that is no address, and the whole text', () => {
    const item = itemOf(postOf('kettles', { tags: ['tea'], updated: new Date('2026-05-05') }));
    expect(childrenOf(item, 'guid')[0]).toMatchObject({
      attributes: { isPermaLink: 'false' },
      text: 'https://blog.test/ap/objects/id-kettles',
    });
    expect(textOf(item, 'link')).toBe('https://blog.test/posts/kettles/');
    expect(textOf(item, 'pubDate')).toBe('Sun, 01 Mar 2026 09:00:00 GMT');
    expect(textOf(item, 'atom:updated')).toBe('2026-05-05T00:00:00.000Z');
    expect(textOf(item, 'dc:creator')).toBe('Nadia Lindqvist');
    expect(textOf(item, 'category')).toBe('tea');
    expect(textOf(item, 'content:encoded')).toBe('<p>All about kettles.</p>');
    expect(textOf(item, 'description')).toBeUndefined();
  });

  test('describes what has no title, and makes none up', () => {
    const item = itemOf(postOf('ice', { type: 'note', title: '', body: bodyOf('First ice.') }));
    expect(textOf(item, 'title')).toBeUndefined();
    expect(textOf(item, 'description')).toBe('First ice.');
  });
});

describe('whatever a post is called, an RSS feed', () => {
  test.each(hostileTexts)('is XML: %j', (text) => {
    expect(childrenOf(channelOf(rssOf(hostileFeed(text))), 'item')).toHaveLength(1);
  });

  test('is XML, too, for texts that nobody thought of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(childrenOf(channelOf(rssOf(hostileFeed(text))), 'item')).toHaveLength(1);
      }),
    );
  });
});
