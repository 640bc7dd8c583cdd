import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atomOf } from '../../../src/components/atom.ts';
import { xmlText } from '../../../src/components/xml.ts';
import type { Post } from '../../../src/posts/post.ts';
import { childrenOf, parseXml, textOf, type XmlNode } from '../../support/xml.ts';
import { feedAt, hostileFeed, hostileTexts } from './feeds.ts';
import { libraryOf, postOf, site } from './sample.ts';

const read = (...posts: readonly Post[]): XmlNode => parseXml(atomOf(feedAt('/', libraryOf(posts))));
const links = (node: XmlNode): readonly unknown[] =>
  childrenOf(node, 'link').map(({ attributes }) => attributes);

describe('an Atom feed', () => {
  test('names itself, its page and its author', () => {
    const feed = read(postOf('kettles'));
    expect(feed).toMatchObject({
      name: 'feed',
      attributes: { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' },
    });
    expect(textOf(feed, 'id')).toBe('https://blog.test/');
    expect(textOf(feed, 'title')).toBe('The Slow Kettle');
    expect(textOf(feed, 'subtitle')).toBe('Essays & notes on tea.');
    expect(textOf(feed, 'updated')).toBe('2026-03-01T09:00:00.000Z');
    expect(links(feed)).toEqual([
      { rel: 'self', type: 'application/atom+xml', href: 'https://blog.test/feed.xml' },
      { rel: 'alternate', type: 'text/html', href: 'https://blog.test/' },
    ]);
    const [author] = childrenOf(feed, 'author');
    expect(author && textOf(author, 'name')).toBe('Nadia Lindqvist');
    expect(author && textOf(author, 'uri')).toBe('https://blog.test/authors/nadia/');
  });

  test('of a blog with a hub names it (WebSub §4)', () => {
    const hubbed = { ...site, blog: { ...site.blog, websub: 'https://hub.test/?a&b' } };
    const feed = parseXml(atomOf(feedAt('/', libraryOf([]), hubbed)));
    expect(links(feed)).toContainEqual({ rel: 'hub', href: 'https://hub.test/?a&b' });
  });

  test('has an entry that outlives title and address, with the whole text', () => {
    const [entry] = childrenOf(
      read(postOf('kettles', { lang: 'de', tags: ['slow tea'], summary: 'In <short>.' })),
      'entry',
    );
    expect(entry?.attributes).toEqual({ 'xml:lang': 'de' });
    if (entry === undefined) return;
    expect(textOf(entry, 'id')).toBe('https://blog.test/ap/objects/id-kettles');
    expect(textOf(entry, 'title')).toBe('On kettles');
    expect(textOf(entry, 'published')).toBe('2026-03-01T09:00:00.000Z');
    expect(textOf(entry, 'summary')).toBe('In <short>.');
    expect(textOf(entry, 'content')).toBe('<p>All about kettles.</p>');
    expect(links(entry)).toEqual([
      { rel: 'alternate', type: 'text/html', hreflang: 'de', href: 'https://blog.test/posts/kettles/' },
    ]);
    expect(childrenOf(entry, 'category').map(({ attributes }) => attributes)).toEqual([
      { term: 'slow tea', scheme: 'https://blog.test/tags/' },
    ]);
  });
});

describe('whatever a post is called, an Atom feed', () => {
  test.each(hostileTexts)('is XML that says so: %j', (text) => {
    const said = parseXml(`<x>${xmlText(text)}</x>`).text;
    const feed = parseXml(atomOf(hostileFeed(text)));
    expect(textOf(feed, 'title')).toBe(said);
    const [entry] = childrenOf(feed, 'entry');
    expect(entry && textOf(entry, 'title')).toBe(parseXml(`<x>${xmlText(text.trim())}</x>`).text);
  });

  test('is XML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(childrenOf(parseXml(atomOf(hostileFeed(text))), 'entry')).toHaveLength(1);
      }),
    );
  });
});
