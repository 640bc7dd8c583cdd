import { describe, expect, test } from 'vitest';
import { answerFeed } from '../../../src/components/feed-formats.ts';
import type { FeedItem } from '../../../src/components/feed.ts';
import type { Post } from '../../../src/posts/post.ts';
import { feedAt } from './feeds.ts';
import { bodyOf, libraryOf, picture, postOf, site } from './sample.ts';

function itemOf(post: Post): FeedItem {
  const [item] = feedAt('/', libraryOf([post])).items;
  if (item === undefined) throw new Error('the feed is empty');
  return item;
}

describe('a feed', () => {
  test('is as new as the newest change in it', () => {
    const edited = postOf('old', { date: new Date('2020-01-01'), updated: new Date('2026-05-05') });
    expect(feedAt('/', libraryOf([postOf('kettles'), edited])).updated).toEqual(new Date('2026-05-05'));
  });

  test('of an empty blog has a date, too', () => {
    expect(feedAt('/', libraryOf([])).updated).toEqual(new Date(0));
  });

  test.each([
    ['/', 'The Slow Kettle'],
    ['/tags/tea/', 'Posts tagged Tea · The Slow Kettle'],
    ['/authors/nadia/', 'Posts by Nadia Lindqvist · The Slow Kettle'],
  ])('at %s is called %s', (base, title) => {
    expect(feedAt(base, libraryOf([postOf('kettles', { tags: ['Tea'] })]))).toMatchObject({
      title,
      page: `https://blog.test${base}`,
    });
  });
});

describe('an item', () => {
  test('of a note without a title is called by how it begins', () => {
    const note = postOf('note', { type: 'note', title: '', body: bodyOf('First ice.') });
    expect(itemOf(note)).toMatchObject({ title: '', name: 'First ice.' });
  });

  test('was never changed before it was published', () => {
    const post = postOf('moved', { updated: new Date('2020-01-01') });
    expect(itemOf(post).updated).toEqual(post.date);
  });

  test('holds the whole text, its addresses absolute', () => {
    const body = bodyOf('', { html: '<p>A &#x26; <a href="/posts/y/">B</a></p>' });
    expect(itemOf(postOf('kettles', { body, image: picture })).html).toBe(
      '<p><img src="https://blog.test/media/3f9a1c2b-kettle.png" alt="A &quot;copper&quot; kettle" ' +
        'width="1600" height="800"></p><p>A &#x26; <a href="https://blog.test/posts/y/">B</a></p>',
    );
  });

  test('says what it likes, and what it asks', () => {
    const likeOf = 'https://social.test/notes/1?a&b';
    const like = postOf('fine', { type: 'note', title: '', body: bodyOf(''), likeOf });
    expect(itemOf(like).html).toContain(
      '<p>Liked a post on <a href="https://social.test/notes/1?a&amp;b">social.test</a>',
    );
    const poll = { options: ['Green', '<Black>'], multiple: false, closes: new Date(0) };
    expect(itemOf(postOf('tea', { poll })).html).toContain('<ul><li>Green</li><li>&lt;Black&gt;</li></ul>');
  });

  test('folds away a text under a warning, and keeps back what would stand beside it', () => {
    const post = postOf('spiders', {
      contentWarning: 'legs & more',
      summary: 'Eight of them.',
      image: picture,
    });
    const { html, picture: shown, summary } = itemOf(post);
    expect(html).toMatch(/^<details><summary>Content warning: legs &amp; more<\/summary><p>/);
    expect([shown, summary]).toEqual([undefined, undefined]);
  });
});

describe('the answer for', () => {
  const locals = { site, navigation: [], library: libraryOf([postOf('kettles', { tags: ['slow tea'] })]) };

  test.each([
    ['/', 'feed.xml', 'application/atom+xml; charset=utf-8'],
    ['/tags/slow%20tea/', 'rss.xml', 'application/rss+xml; charset=utf-8'],
    ['/authors/nadia/', 'feed.json', 'application/feed+json; charset=utf-8'],
  ])('%s%s is %s', (base, file, type) => {
    expect(answerFeed(base, file, locals).headers.get('content-type')).toBe(type);
  });

  test.each([
    ['/tags/none/', 'feed.xml'],
    ['/authors/nobody/', 'feed.xml'],
    ['/', 'feed.txt'],
    ['/', undefined],
  ])('%s%s is 404', (base, file) => {
    expect(answerFeed(base, file, locals).status).toBe(404);
  });
});
