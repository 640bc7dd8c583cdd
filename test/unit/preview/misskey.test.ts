import { describe, expect, test } from 'vitest';
import { NOW } from '../builders.ts';
import { picture } from '../theme/sample.ts';
import { lookOf, note, pictures } from './look.ts';

describe('an article', () => {
  test('is title, text and link', () => {
    const look = lookOf('misskey', {});
    expect(look.title).toBe('【On kettle】');
    expect(look.spoiler).toBeUndefined();
    expect(look.text).toBe('Water first, then patience.\n\nhttps://blog.test/posts/kettle/');
    expect(look.lost).toEqual([]);
  });

  test('with a summary is folded away behind that, as it was sent', () => {
    const look = lookOf('misskey', { summary: 'Three screws.', image: picture });
    expect(look.spoiler).toBe('<p>Three screws.</p>');
    expect(look.lost).toEqual([
      'The summary is taken for a content warning, and the text folded away behind it.',
      'The tags of the summary are shown as text.',
      'The picture of the post itself is not shown.',
    ]);
  });

  test('under a content warning is folded away as it should be', () => {
    const look = lookOf('misskey', { contentWarning: 'Steam', summary: 'Never seen.' });
    expect(look).toMatchObject({ spoiler: 'Steam', isSensitive: true, lost: [] });
  });

  test('for followers has the address of its object', () => {
    expect(lookOf('misskey', { visibility: 'followers' }).text).toContain('https://blog.test/ap/objects/');
  });
});

test('headings and lists become lines, and only the highest heading is marked', () => {
  const html = '<h1>One</h1><h2>Two</h2><ol><li>a<ul><li>b</li></ul></li></ol><p><u>c</u> <code>d</code></p>';
  const look = lookOf('misskey', note, { html });
  expect(look.html).toBe('<p>【One】</p><p>Two</p><div>a<div>b</div></div><p>c <code>d</code></p>');
  expect(look.lost).toEqual(['Headings and lists become plain lines.']);
});

test('a text of more than 8192 characters is cut, and says by how much', () => {
  const look = lookOf('misskey', note, { html: `<p><em>${'x'.repeat(8200)}</em></p>` });
  expect(look.html).toBe(`<p><em>${'x'.repeat(8192)}</em></p>`);
  expect(look.lost).toEqual(['The text ends after 8192 characters, 8 too early.']);
  expect(lookOf('misskey', note, { html: `<p>${'x'.repeat(8192)}</p>` }).lost).toEqual([]);
});

test('links to mail addresses become text', () => {
  const look = lookOf('misskey', note, { html: '<p><a href="mailto:ann@ok.test">Ann</a></p>' });
  expect(look).toMatchObject({ html: '<p>Ann</p>', lost: ['Links to mail addresses become plain text.'] });
});

test('sixteen pictures are shown', () => {
  const look = lookOf('misskey', note, { images: pictures(18) });
  expect([look.media.length, look.more]).toEqual([16, 2]);
  expect(look.lost).toEqual(['Of 18 pictures the first 16 are shown.']);
});

test('an edit is not shown', () => {
  expect(lookOf('misskey', note, { updated: NOW + 1000 }).lost).toEqual([
    'The edit is not shown: what was sent first stays.',
  ]);
});
