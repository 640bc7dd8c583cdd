import { describe, expect, test } from 'vitest';
import { excerptOf, nameOf, readingMinutes, teaserOf } from '../../../src/components/excerpt.ts';
import { wordsFor } from '../../../src/components/words.ts';
import { bodyOf, postOf } from './sample.ts';

const words = wordsFor('en');

describe('an excerpt', () => {
  test('is the text itself when it is short', () => {
    expect(excerptOf('Cold water.', 11, 'en')).toBe('Cold water.');
  });

  test('ends between words, without the punctuation that stood there', () => {
    expect(excerptOf('Fill the kettle, then wait for it.', 20, 'en')).toBe('Fill the kettle…');
    expect(excerptOf('Fill the kettle', 14, 'en')).toBe('Fill the…');
  });

  test('of a script without spaces ends between words too', () => {
    expect(excerptOf('お茶を飲みながら本を読む', 6, 'ja').length).toBeLessThanOrEqual(7);
    expect(excerptOf('お茶を飲みながら本を読む', 6, 'ja')).toMatch(/^お茶.*…$/);
  });

  test('never cuts a character in two', () => {
    expect(excerptOf('🌲🌲🌲🌲', 3, 'en')).toBe('🌲…');
  });

  test('of one endless word is an ellipsis', () => {
    expect(excerptOf('a'.repeat(50), 10, 'en')).toBe('…');
  });
});

describe('a post', () => {
  test('is called by its title, or by how it begins', () => {
    expect(nameOf(postOf('kettles'), words)).toBe('On kettles');
    expect(nameOf(postOf('note', { title: '', body: bodyOf('First ice.') }), words)).toBe('First ice.');
  });

  test('without a word of its own is called by what it does', () => {
    const likeOf = 'https://social.test/notes/1';
    const like = postOf('fine', { type: 'note', title: '', body: bodyOf(''), likeOf });
    expect(nameOf(like, words)).toBe('Liked a post on social.test');
    expect(teaserOf(like, words)).toBe('Liked a post on social.test');
    const boost = { ...like, likeOf: undefined, repostOf: likeOf };
    expect(nameOf(boost, words)).toBe('Boosted a post on social.test');
    expect(nameOf({ ...boost, body: bodyOf('So true.') }, words)).toBe('So true.');
  });

  test('is introduced by its summary, or by how it begins', () => {
    expect(teaserOf(postOf('kettles', { summary: 'In short.' }), words)).toBe('In short.');
    expect(teaserOf(postOf('kettles'), words)).toBe('All about kettles.');
  });

  test('under a warning shows nothing but the warning', () => {
    const post = postOf('spiders', { title: '', summary: 'They have legs.', contentWarning: 'spiders' });
    expect(nameOf(post, words)).toBe('Content warning: spiders');
    expect(teaserOf(post, words)).toBe('Content warning: spiders');
  });
});

test.each([
  [0, 1],
  [220, 1],
  [700, 3],
])('%d words take %d minutes', (count, minutes) => {
  expect(readingMinutes(count)).toBe(minutes);
});
