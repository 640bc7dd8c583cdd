import { describe, expect, test } from 'vitest';
import {
  changedFields,
  digestOf as digestAt,
  isForFollowers,
  readsTheSame,
  saysTheSame,
} from '../../../src/federation/post-digest.ts';
import type { Post } from '../../../src/posts/post.ts';
import { hourMs, NOW } from '../builders.ts';
import { bodyOf, picture, postOf } from '../theme/sample.ts';

const kettle = postOf('kettle');

function digestOf(post: Post): string {
  return digestAt(post, NOW);
}

describe('the digest', () => {
  const note = { ...kettle, type: 'note' } as const;
  test.each<[string, Partial<Post>]>([
    ['type', { type: 'note' }],
    ['title', { title: 'Another' }],
    ['summary', { summary: 'Three screws.' }],
    ['text', { body: bodyOf('Other words.') }],
    ['tags', { tags: ['tea'] }],
    ['language', { lang: 'sv' }],
    ['content warning', { contentWarning: 'steam' }],
    ['visibility', { visibility: 'unlisted' }],
    ['slug, which is in its address', { slug: 'pot' }],
    ['id', { id: 'pot' }],
    ['what it answers', { inReplyTo: 'https://social.test/notes/1' }],
    ['who may quote it', { quotes: 'nobody' }],
    ['poll', { poll: { options: ['a', 'b'], multiple: false, closes: new Date(NOW) } }],
    ['picture', { image: picture }],
    ['pictures in the text', { body: bodyOf(kettle.body.source, { images: [picture] }) }],
  ])('changes with the %s', (_, changes) => {
    expect(digestOf({ ...kettle, ...changes })).not.toBe(digestOf(kettle));
  });

  test.each<[string, Partial<Post['image'] & object>]>([
    ['alt text', { alt: 'A kettle of tin' }],
    ['content', { url: '/media/0000-kettle.png' }],
    ['focus', { focus: [0, 1] }],
  ])("changes with the picture's %s", (_, changes) => {
    expect(digestOf({ ...kettle, image: { ...picture, ...changes } })).not.toBe(
      digestOf({ ...kettle, image: picture }),
    );
  });

  test.each<[string, Partial<Post>]>([
    ['the dates of the page', { date: new Date(0), updated: new Date(1) }],
    ['its authors', { authors: ['ann'] }],
    ['its file', { file: 'content/posts/elsewhere.md' }],
    ['being pinned', { pinned: true }],
    ['closed comments', { comments: 'closed' }],
    ['former addresses', { aliases: ['/old/'] }],
    ['a translation', { translationOf: 'id-vattenkokare' }],
    ['how the change is told', { update: 'minor' }],
    [
      'how the text is drawn',
      { body: { ...kettle.body, html: '<p>x</p>', federatedHtml: '<p>y</p>', text: 'z', words: 1 } },
    ],
  ])('is the same whatever %s', (_, changes) => {
    expect(digestOf({ ...kettle, ...changes })).toBe(digestOf(kettle));
  });

  test('is the same whatever the size and the place of a picture on disk', () => {
    const moved = { ...picture, source: '/elsewhere/kettle.png', width: 1, height: 1 };
    expect(digestOf({ ...kettle, image: moved })).toBe(digestOf({ ...kettle, image: picture }));
  });

  test('is the same whatever the summary of a note, or of a post under a warning: it is for the page only', () => {
    for (const post of [note, { ...kettle, contentWarning: 'steam' }]) {
      expect(digestOf({ ...post, summary: 'Three screws.' })).toBe(digestOf(post));
    }
  });
});

describe('a digest that a former version kept', () => {
  const poll = { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW) };
  test.each<[string, Post, string]>([
    [
      'an article',
      postOf('kettle', { image: picture, summary: 'Three screws.', tags: ['tea'] }),
      '5d57951071fee484645f5ffaacd80614:17c17c63ae67bb6d5586b1e9bbb21cba',
    ],
    [
      'a poll for followers',
      postOf('tea', { type: 'note', title: '', poll, visibility: 'followers' }),
      '498de1eaef33a5369058e610aa074a37:e2d93d903911a14c259a2dcf1d4f7cd9:followers',
    ],
    [
      'a like',
      postOf('fine', { type: 'note', title: '', likeOf: 'https://social.test/notes/1' }),
      'b1416e30631d085a1b013c6832f82675:67039b477157e77afa0eca539724d443',
    ],
  ])('of %s says the same: an upgrade sends nothing', (_, post, kept) => {
    expect(saysTheSame(kept, digestOf(post))).toBe(true);
    expect(readsTheSame(kept, digestOf(post))).toBe(true);
    expect(isForFollowers({ digest: kept })).toBe(isForFollowers({ digest: digestOf(post) }));
  });

  test('tells no fields', () => {
    const kept = digestOf(kettle).split(':').slice(0, 2).join(':');
    expect(changedFields(kept, digestOf({ ...kettle, title: 'Another' }))).toEqual([]);
  });
});

describe('what has changed', () => {
  const poll = { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW + hourMs) };
  const answer = { inReplyTo: 'https://social.test/notes/1' };
  test.each<[string, Partial<Post>]>([
    ['title', { title: 'Another' }],
    ['summary', { summary: 'Three screws.' }],
    ['text', { body: bodyOf('Other words.') }],
    ['tags', { tags: ['tea'] }],
    ['language', { lang: 'sv' }],
    ['pictures', { image: picture }],
    ['visibility', { visibility: 'unlisted' }],
    ['address', { slug: 'pot' }],
    ['inReplyTo', answer],
    ['quotes', { quotes: 'nobody' }],
    ['poll', { poll }],
  ])('is called by its name: %s', (name, changes) => {
    expect(changedFields(digestOf(kettle), digestOf({ ...kettle, ...changes }))).toEqual([name]);
  });

  test('is also what goes with it: under a warning no summary is sent', () => {
    const summed = { ...kettle, summary: 'Three screws.' };
    const warned = { ...summed, contentWarning: 'steam' };
    expect(changedFields(digestOf(summed), digestOf(warned))).toEqual(['summary', 'content warning']);
  });

  test('is not the end of a poll', () => {
    const tea = postOf('tea', { poll });
    const [open, over] = [digestAt(tea, NOW), digestAt(tea, NOW + hourMs)];
    expect(saysTheSame(open, over)).toBe(false);
    expect(changedFields(open, over)).toEqual([]);
  });

  test('is not known of a field that an older digest does not have', () => {
    const [all, text, audience, fields = ''] = digestOf(kettle).split(':');
    const older = [all, text, audience, fields.split('.').slice(0, 2).join('.')].join(':');
    expect(changedFields(older, digestOf({ ...kettle, title: 'Another', lang: 'sv' }))).toEqual(['title']);
  });
});
