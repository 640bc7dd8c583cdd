import { describe, expect, test } from 'vitest';
import { atomFeed } from '../../../src/components/atom.ts';
import type { Post } from '../../../src/posts/post.ts';
import { bodyOf, libraryOf, picture, postOf, site } from './sample.ts';

const feedOf = (...posts: readonly Post[]): string => atomFeed(libraryOf(posts), site);

describe('the feed', () => {
  test('names itself, the blog and its author', () => {
    const feed = feedOf(postOf('kettles'));
    expect(feed).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom" xml:lang="en">/,
    );
    expect(feed).toContain('<id>https://blog.test/</id>');
    expect(feed).toContain('<subtitle>Essays &amp; notes on tea.</subtitle>');
    expect(feed).toContain(
      '<link rel="self" type="application/atom+xml" href="https://blog.test/feed.xml"/>',
    );
    expect(feed).toContain(
      '<author><name>Nadia Lindqvist</name><uri>https://blog.test/authors/nadia/</uri></author>',
    );
  });

  test('is as new as the newest change in it', () => {
    const edited = postOf('old', { date: new Date('2020-01-01'), updated: new Date('2026-05-05') });
    expect(feedOf(postOf('kettles'), edited)).toContain(
      '<updated>2026-05-05T00:00:00.000Z</updated>\n<link rel="self"',
    );
  });

  test('of an empty blog is still a feed', () => {
    expect(feedOf()).toContain('<updated>1970-01-01T00:00:00.000Z</updated>');
  });

  test('holds the fifty newest posts', () => {
    const posts = Array.from({ length: 60 }, (_, index) => postOf(`p${index}`));
    const ids = feedOf(...posts).match(/<id>https:\/\/blog\.test\/ap\/objects\/[^<]*/g);
    expect(ids).toHaveLength(50);
    expect(ids?.at(-1)).toBe('<id>https://blog.test/ap/objects/id-p49');
  });

  test.each(['unlisted', 'followers'] as const)('knows nothing of posts that are %s', (visibility) => {
    expect(feedOf(postOf('secret', { visibility }))).not.toContain('secret');
  });
});

describe('an entry', () => {
  test('is named by the object, whatever the address of its page', () => {
    const feed = feedOf(postOf('kettles', { lang: 'de', tags: ['slow tea'], summary: 'In <short>.' }));
    expect(feed).toContain('<entry xml:lang="de"><id>https://blog.test/ap/objects/id-kettles</id>');
    expect(feed).toContain('hreflang="de" href="https://blog.test/posts/kettles/"/>');
    expect(feed).toContain('<category term="slow tea" scheme="https://blog.test/tags/"/>');
    expect(feed).toContain('<summary>In &lt;short&gt;.</summary>');
    expect(feed).toContain('<published>2026-03-01T09:00:00.000Z</published>');
  });

  test('says what it likes, and what it asks', () => {
    const likeOf = 'https://social.test/notes/1?a&b';
    const like = postOf('fine', { type: 'note', title: '', body: bodyOf(''), likeOf });
    expect(feedOf(like)).toContain(
      '&lt;p&gt;Liked a post on &lt;a href=&quot;https://social.test/notes/1?a&amp;amp;b&quot;&gt;social.test&lt;/a&gt;',
    );
    const poll = { options: ['Green', '<Black>'], multiple: false, closes: new Date(0) };
    expect(feedOf(postOf('tea', { poll }))).toContain(
      '&lt;ul&gt;&lt;li&gt;Green&lt;/li&gt;&lt;li&gt;&amp;lt;Black&amp;gt;&lt;/li&gt;&lt;/ul&gt;',
    );
  });

  test('holds the whole text, escaped, its addresses absolute', () => {
    const body = bodyOf('', { html: '<p>A &#x26; <a href="/posts/y/">B</a></p>' });
    expect(feedOf(postOf('kettles', { body, image: picture }))).toContain(
      '<content type="html">&lt;p&gt;&lt;img src=&quot;https://blog.test/media/3f9a1c2b-kettle.png&quot; ' +
        'alt=&quot;A &amp;quot;copper&amp;quot; kettle&quot; width=&quot;1600&quot; height=&quot;800&quot;&gt;&lt;/p&gt;' +
        '&lt;p&gt;A &amp;#x26; &lt;a href=&quot;https://blog.test/posts/y/&quot;&gt;B&lt;/a&gt;&lt;/p&gt;</content>',
    );
  });

  test('of a note without a title is called by how it begins', () => {
    expect(feedOf(postOf('note', { type: 'note', title: '', body: bodyOf('First ice.') }))).toContain(
      '<title>First ice.</title>',
    );
  });

  test('folds away a text under a warning', () => {
    expect(feedOf(postOf('spiders', { contentWarning: 'legs & more' }))).toContain(
      '<content type="html">&lt;details&gt;&lt;summary&gt;Content warning: legs &amp;amp; more&lt;/summary&gt;&lt;p&gt;',
    );
  });
});
