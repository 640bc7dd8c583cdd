import { expect, test } from 'vitest';
import { jsonFeedOf } from '../../../src/components/json-feed.ts';
import { feedAt, hostileFeed, hostileTexts } from './feeds.ts';
import { author, bodyOf, libraryOf, picture, postOf, site } from './sample.ts';

test('a JSON Feed names itself, its page, its author, its hub', () => {
  const hubbed = { ...site, blog: { ...site.blog, websub: 'https://hub.test/' } };
  const library = libraryOf([], { authors: [{ ...author, image: picture }] });
  expect(JSON.parse(jsonFeedOf(feedAt('/', library, hubbed)))).toEqual({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'The Slow Kettle',
    home_page_url: 'https://blog.test/',
    feed_url: 'https://blog.test/feed.json',
    description: 'Essays & notes on tea.',
    authors: [
      {
        name: 'Nadia Lindqvist',
        url: 'https://blog.test/authors/nadia/',
        avatar: 'https://blog.test/media/3f9a1c2b-kettle.png',
      },
    ],
    language: 'en',
    hubs: [{ type: 'WebSub', url: 'https://hub.test/' }],
    items: [],
  });
});

test('an item has the id of the object and the whole text; one without a title has none', () => {
  const note = postOf('ice', {
    type: 'note',
    title: '',
    tags: ['cold'],
    lang: 'sv',
    body: bodyOf('First ice.'),
  });
  expect(JSON.parse(jsonFeedOf(feedAt('/', libraryOf([note]))))).toMatchObject({
    items: [
      {
        id: 'https://blog.test/ap/objects/id-ice',
        url: 'https://blog.test/posts/ice/',
        content_html: '<p>First ice.</p>',
        date_published: '2026-03-01T09:00:00.000Z',
        date_modified: '2026-03-01T09:00:00.000Z',
        tags: ['cold'],
        language: 'sv',
      },
    ],
  });
  expect(jsonFeedOf(feedAt('/', libraryOf([note])))).not.toContain('"title":""');
});

test.each(hostileTexts)('a JSON Feed says what it was told: %j', (text) => {
  expect(JSON.parse(jsonFeedOf(hostileFeed(text)))).toMatchObject({
    title: text,
    items: [{ summary: text }],
  });
});
