import { describe, expect, test } from 'vitest';
import { headOf } from '../../../src/components/head.ts';
import type { Post } from '../../../src/posts/post.ts';
import { appearancesOf } from '../../../src/preview/appearance.ts';
import { objectOf } from '../../../src/federation/objects.ts';
import { siteOf } from '../../../src/site.ts';
import { NOW } from '../builders.ts';
import { author, bodyOf, picture, postOf, site } from '../theme/sample.ts';
import { lookOf, note, pictures } from './look.ts';

describe('an article', () => {
  test('is its title, its summary and a shortened link', () => {
    const look = lookOf('mastodon', { summary: 'Three screws.' });
    expect(look.title).toBe('On kettle');
    expect(look.text).toBe('Three screws.\n\nhttps://blog.test/posts/kettle/');
    expect(look.html).toContain('<p>Three screws.</p><a href="https://blog.test/posts/kettle/"');
    expect(look.lost).toEqual(['The text is not shown. The title, the summary and the link stand for it.']);
  });

  test('without summary is its title and the link', () => {
    const look = lookOf('mastodon', {});
    expect(look.text).toBe('https://blog.test/posts/kettle/');
    expect(look.lost).toEqual(['The text is not shown. The title and the link stand for it.']);
  });

  test('shows thirty characters of a long address, and hides the others', () => {
    const { html } = lookOf('mastodon', { slug: 'the-very-long-story-of-a-kettle' });
    expect(html).toContain('<span class="invisible">https://</span>');
    expect(html).toContain('<span class="ellipsis">blog.test/posts/the-very-long-</span>');
    expect(html).toContain('<span class="invisible">story-of-a-kettle/</span>');
  });

  test('has all its hashtags below', () => {
    expect(lookOf('mastodon', { tags: ['tea', 'Kettles'] }).tags).toEqual(['tea', 'Kettles']);
  });

  test('shows a content warning in place of the summary, hiding no text', () => {
    const look = lookOf('mastodon', { summary: 'Never seen.', contentWarning: 'Steam', image: picture });
    expect(look.spoiler).toBeUndefined();
    expect(look.text).toBe('Steam https://blog.test/posts/kettle/');
    expect(look.isSensitive).toBe(true);
    expect(look.lost).toContain('The content warning hides no text: it is shown like a summary.');
    expect(look.lost).toContain('The picture of the post itself is not shown.');
  });

  test('for followers has a link that leads nowhere, and no card', () => {
    const look = lookOf('mastodon', { visibility: 'followers' });
    expect(look.text).toBe('https://blog.test/ap/objects/id-kettle');
    expect(look.card).toBeUndefined();
    expect(look.lost).toContain(
      'A post for followers has no page: the link leads to an object that no browser shows.',
    );
  });

  test('shows the pictures of its text, the first four, in place of the card', () => {
    const look = lookOf('mastodon', { image: picture }, { images: pictures(6) });
    expect(look.media.map(({ alt }) => alt)).toEqual(['Picture 0', 'Picture 1', 'Picture 2', 'Picture 3']);
    expect(look.media[0]?.url).toBe('https://blog.test/media/0.png');
    expect(look.more).toBe(2);
    expect(look.card).toBeUndefined();
    expect(look.lost.slice(1)).toEqual([
      'There is no card of the page, because pictures in the text take its place.',
      'The picture of the post itself is not shown.',
      'Of 6 pictures the first four are shown.',
    ]);
  });
});

describe('the card of an article', () => {
  const withPicture = siteOf({ ...site.blog, image: { ...picture, url: '/media/header.png' } }, site.origin);

  test.each<[string, Partial<Post>]>([
    ['with a summary', { summary: 'Three "screws" & patience.' }],
    ['without', {}],
    ['with a picture', { image: picture }],
    ['under a warning', { image: picture, contentWarning: 'Steam' }],
  ])('%s says what the head of its page says', (_, more) => {
    const post = postOf('kettle', { body: bodyOf('Water first. '.repeat(40).trim()), ...more });
    const object = objectOf(post, withPicture, { published: NOW, updated: undefined }, []);
    const head = headOf(post, withPicture, { authors: [author], translations: [] });
    expect(appearancesOf(object, withPicture)[0]?.card).toEqual({
      url: withPicture.absolute(head.path!),
      title: head.title,
      description: head.description,
      image: expect.objectContaining({
        url: withPicture.absolute((head.image ?? withPicture.blog.image)!.url),
      }) as unknown,
    });
  });

  test('tells no path of this machine', () => {
    const object = objectOf(postOf('kettle'), withPicture, { published: NOW, updated: undefined }, []);
    expect(JSON.stringify(appearancesOf(object, withPicture))).not.toContain(picture.source);
  });
});

describe('a note', () => {
  test('is its whole text', () => {
    const look = lookOf('mastodon', note);
    expect(look).toMatchObject({ html: '<p>Water first, then patience.</p>', isLong: false, lost: [] });
    expect(look.title).toBeUndefined();
  });

  test.each([
    [
      'headings become bold paragraphs',
      '<h2>How</h2><h3 id="x">Why</h3>',
      '<p><strong>How</strong></p><p><strong>Why</strong></p>',
    ],
    ['pictures go', '<p>a<img src="https://blog.test/x.png" alt="x">b</p>', '<p>ab</p>'],
    ['cells run together', '<table><tr><th>Tea</th><td>2</td></tr></table>', 'Tea2'],
    [
      'classes stay where they mark a mention, hashtag or microformat',
      '<p class="note u-x"><span class="h-card code" translate="no">a</span></p>',
      '<p class="u-x"><span class="h-card" translate="no">a</span></p>',
    ],
    [
      'lists stay as they are',
      '<ol start="3"><li value="4">a</li></ol>',
      '<ol start="3"><li value="4">a</li></ol>',
    ],
    [
      'links get a rel of its own',
      '<a href="https://ok.test/" rel="me tag" title="x">a</a>',
      '<a href="https://ok.test/" rel="nofollow noopener" target="_blank">a</a>',
    ],
    [
      'links to mail addresses leave their words',
      '<p><a href="mailto:ann@ok.test">Ann</a></p>',
      '<p>Ann</p>',
    ],
    ['links to nowhere leave their words', '<p><a href="/posts/">a</a><a>b</a></p>', '<p>ab</p>'],
    ['scripts go with what is in them', '<p>a<script>alert(1)</script></p>', '<p>a</p>'],
  ])('%s', (_, html, kept) => {
    expect(lookOf('mastodon', note, { html }).html).toBe(kept);
  });

  test('says what of the text is lost', () => {
    const html = '<h2>How</h2><p><a href="mailto:ann@ok.test">Ann</a></p>';
    expect(lookOf('mastodon', note, { html }).lost).toEqual([
      'Headings become lines in bold.',
      'Links to mail addresses become plain text.',
    ]);
  });

  test('is folded away behind its content warning, its pictures too', () => {
    const look = lookOf('mastodon', { ...note, contentWarning: 'Steam <b>' }, { images: pictures(1) });
    expect(look).toMatchObject({ spoiler: 'Steam <b>', isSensitive: true, isLong: false });
    expect(look.media).toHaveLength(1);
  });

  test('of more than 32 lines is cut in a timeline, unless it is folded away anyway', () => {
    const html = '<p>A line of text.</p>'.repeat(17);
    expect(lookOf('mastodon', note, { html }).isLong).toBe(true);
    expect(lookOf('mastodon', note, { html: '<p>A line of text.</p>'.repeat(16) }).isLong).toBe(false);
    expect(lookOf('mastodon', { ...note, contentWarning: 'Long' }, { html }).isLong).toBe(false);
    expect(lookOf('mastodon', note, { html: `<p>${'word '.repeat(460)}</p>` }).isLong).toBe(true);
  });

  test('has those hashtags below that its text does not link', () => {
    const html =
      '<p><a href="https://blog.test/tags/tea/" class="mention hashtag" rel="tag">#<span>Tea</span></a></p>';
    expect(lookOf('mastodon', { ...note, tags: ['tea', 'pots'] }, { html }).tags).toEqual(['pots']);
  });

  test('with a title begins with it in bold', () => {
    expect(lookOf('mastodon', { type: 'note', title: 'A <kettle>' }).html).toMatch(
      /^<p><strong>A &lt;kettle&gt;<\/strong><\/p>/,
    );
  });
});

describe('the card of a note', () => {
  const mention = '<a href="https://ok.test/@ann" class="u-url mention">@ann</a>';
  const link = '<a href="https://ok.test/a?b=1&amp;c=2">a</a><a href="https://other.test/">b</a>';

  test('is of its first link that is no mention, whose page alone knows what it says', () => {
    expect(lookOf('mastodon', note, { html: `<p>${mention} ${link}</p>` }).card).toEqual({
      url: 'https://ok.test/a?b=1&c=2',
      title: 'ok.test',
      description: 'What that page says of itself.',
    });
  });

  test('is missing without a link, with a picture, and behind a warning', () => {
    const html = `<p>${link}</p>`;
    expect(lookOf('mastodon', note, { html: `<p>${mention}</p>` }).card).toBeUndefined();
    expect(lookOf('mastodon', note, { html, images: pictures(1) }).card).toBeUndefined();
    expect(lookOf('mastodon', { ...note, contentWarning: 'Steam' }, { html }).card).toBeUndefined();
  });
});

test('a poll has its options, and says when it closes', () => {
  const poll = { options: ['Green', 'Black'], multiple: true, closes: new Date(NOW + 1000) };
  expect(lookOf('mastodon', { ...note, poll }).poll).toEqual({
    options: [
      { name: 'Green', votes: 0 },
      { name: 'Black', votes: 0 },
    ],
    isMultiple: true,
    closes: '2026-03-10T12:00:01Z',
    isClosed: false,
    voters: 0,
  });
  expect(lookOf('mastodon', { ...note, poll }, { now: NOW + 2000 }).poll?.isClosed).toBe(true);
});
