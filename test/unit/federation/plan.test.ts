import { describe, expect, test } from 'vitest';
import {
  digestOf as digestAt,
  isForFollowers,
  planChanges,
  type Plan,
} from '../../../src/federation/plan.ts';
import type { Post } from '../../../src/posts/post.ts';
import type { Announcement } from '../../../src/store/store.ts';
import { announcementOf, hourMs, NOW } from '../builders.ts';
import { bodyOf, picture, postOf } from '../theme/sample.ts';

const kettle = postOf('kettle');

function digestOf(post: Post): string {
  return digestAt(post, NOW);
}

/** What a plan would do, as words: `create kettle`. */
function wordsOf({ changes }: Plan): readonly string[] {
  return changes.map(
    (change) => `${change.kind} ${'post' in change ? change.post.slug : change.before.slug}`,
  );
}

function plan(posts: readonly Post[], announcements: readonly Announcement[], isFirst = false): Plan {
  return planChanges(posts, announcements, isFirst, NOW);
}

describe('what becomes of a post', () => {
  const told = announcementOf(kettle);
  const edited = postOf('kettle', { body: bodyOf('Other words.') });
  test.each<[string, readonly Post[], readonly Announcement[], boolean, readonly string[]]>([
    [
      'the first start registers what stands there',
      [kettle, postOf('tea')],
      [],
      true,
      ['register kettle', 'register tea'],
    ],
    ['a new post is created', [kettle, postOf('tea')], [told], false, ['create tea']],
    ['what is as it was announced needs nothing', [kettle], [told], false, []],
    ['an edit is an update', [edited], [told], false, ['update kettle']],
    [
      'an edit of the archive too: servers may have fetched it',
      [edited],
      [announcementOf(kettle, { state: 'registered' })],
      false,
      ['update kettle'],
    ],
    ['a minor edit is quiet', [{ ...edited, update: 'minor' }], [told], false, ['quiet kettle']],
    ['minor without an edit is nothing', [{ ...kettle, update: 'minor' }], [told], false, []],
    ['a new slug with the old id is an update', [{ ...kettle, slug: 'pot' }], [told], false, ['update pot']],
    ['a post that is gone is deleted', [], [told], false, ['delete kettle']],
    [
      'one of the archive too',
      [],
      [announcementOf(kettle, { state: 'registered' })],
      false,
      ['delete kettle'],
    ],
    [
      'one that was deleted is not deleted again',
      [],
      [announcementOf(kettle, { state: 'deleted', digest: '', deleted: NOW })],
      false,
      [],
    ],
    ['federate: false is never announced', [{ ...kettle, federate: false }], [], false, []],
    ['nor registered', [{ ...kettle, federate: false }], [], true, []],
    [
      'federate: false, when it is written later, deletes',
      [{ ...kettle, federate: false }],
      [told],
      false,
      ['delete kettle'],
    ],
    [
      'two new posts that share nothing are two',
      [postOf('a'), postOf('b')],
      [],
      false,
      ['create a', 'create b'],
    ],
  ])('%s', (_, posts, announcements, isFirst, expected) => {
    const made = plan(posts, announcements, isFirst);
    expect(wordsOf(made)).toEqual(expected);
    expect(made.refused).toEqual([]);
  });
});

describe('a poll', () => {
  const poll = { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW + hourMs) };
  const question = postOf('tea', { type: 'note', poll });
  const told = announcementOf(question);
  const planAt = (now: number, post = question): readonly string[] =>
    wordsOf(planChanges([post], [told], false, now));

  test('needs nothing while it runs, and is closed once when it is over', () => {
    expect(planAt(NOW + hourMs - 1)).toEqual([]);
    expect(planAt(NOW + hourMs)).toEqual(['close tea']);
    const closed = { ...told, digest: digestAt(question, NOW + hourMs) };
    expect(wordsOf(planChanges([question], [closed], false, NOW + 2 * hourMs))).toEqual([]);
  });

  test('is closed for everybody even where changes are minor', () => {
    expect(planAt(NOW + hourMs, { ...question, update: 'minor' })).toEqual(['close tea']);
  });

  test('whose text was changed as well is updated', () => {
    expect(planAt(NOW + hourMs, { ...question, body: bodyOf('Which tea?') })).toEqual(['update tea']);
  });
});

describe('a like or a boost', () => {
  const likeOf = 'https://social.test/notes/1';
  const like = postOf('fine', { type: 'note', title: '', likeOf });
  const told = announcementOf(like);

  test('is as it was whatever is written on its page', () => {
    const written = { ...like, title: 'Fine', body: bodyOf('So true.'), tags: ['tea'], lang: 'sv' };
    expect(wordsOf(plan([written], [told]))).toEqual([]);
  });

  test('whose page moves is changed without a word', () => {
    expect(wordsOf(plan([{ ...like, slug: 'good' }], [told]))).toEqual(['quiet good']);
  });

  test('of the same post in another file is a rename', () => {
    const renamed = { ...like, slug: 'good', id: 'good', body: bodyOf('So true.') };
    expect(plan([renamed], [told]).refused).toHaveLength(1);
    const another = { ...renamed, likeOf: 'https://social.test/notes/2' };
    expect(wordsOf(plan([another], [told]))).toEqual(['create good', 'delete fine']);
  });

  test('of another post than before is refused', () => {
    const made = plan([{ ...like, likeOf: 'https://social.test/notes/2' }], [told]);
    expect(made.changes).toEqual([]);
    expect(made.refused).toMatchObject([
      { file: like.file, reason: expect.stringContaining('of another post') as string },
    ]);
  });
});

describe('what could not be taken back is refused, with the line to add', () => {
  test('a rename without its id', () => {
    const renamed = { ...kettle, slug: 'pot', id: 'pot', file: 'content/posts/pot.md' };
    const made = plan([renamed], [announcementOf(kettle)]);
    expect(made.refused).toMatchObject([
      {
        file: 'content/posts/pot.md',
        reason: expect.stringContaining('the text of "kettle"') as string,
        remedy: expect.stringContaining('"id: id-kettle"') as string,
      },
    ]);
    expect(wordsOf(made)).not.toContain('create pot');
  });

  test('a rename whose tags and picture changed with it', () => {
    const renamed = postOf('pot', { title: kettle.title, body: kettle.body, tags: ['tea'], image: picture });
    expect(plan([renamed], [announcementOf(kettle)]).refused).toHaveLength(1);
  });

  test('but the same words beside the first post are just another post', () => {
    const copy = { ...kettle, slug: 'copy', id: 'copy' };
    expect(wordsOf(plan([kettle, copy], [announcementOf(kettle)]))).toEqual(['create copy']);
  });

  test('a post that was deleted', () => {
    const deleted = announcementOf(kettle, { state: 'deleted', digest: '', deleted: NOW });
    const made = plan([kettle], [deleted]);
    expect(made.changes).toEqual([]);
    expect(made.refused).toMatchObject([
      { file: kettle.file, remedy: expect.stringContaining('"id: id-kettle-2"') as string },
    ]);
  });

  test.each([
    ['article', 'note', 'it was sent as an article', 'Write "type: article"'],
    ['note', 'article', 'it was sent as a note', 'Write "type: note"'],
  ] as const)('an %s that became a %s', (before, after, reason, remedy) => {
    const made = plan([{ ...kettle, type: after }], [announcementOf({ ...kettle, type: before })]);
    expect(made.changes).toEqual([]);
    expect(made.refused).toMatchObject([
      {
        reason: expect.stringContaining(reason) as string,
        remedy: expect.stringContaining(remedy) as string,
      },
    ]);
  });
});

test.each<[string, Partial<Post>, Partial<Post>]>([
  ['a poll', { poll: { options: ['a', 'b'], multiple: false, closes: new Date(NOW) } }, {}],
  ['a like', { likeOf: 'https://social.test/notes/1' }, {}],
  ['a boost', { repostOf: 'https://social.test/notes/1' }, {}],
  ['a note', {}, { poll: { options: ['a', 'b'], multiple: false, closes: new Date(NOW) } }],
])('what was sent as %s is not made anything else', (name, before, after) => {
  const post = postOf('kettle', { type: 'note' });
  const made = plan([{ ...post, ...after }], [announcementOf({ ...post, ...before })]);
  expect(made.changes).toEqual([]);
  expect(made.refused).toMatchObject([
    {
      reason: expect.stringContaining(`sent as ${name},`) as string,
      remedy: expect.stringContaining('new id') as string,
    },
  ]);
});

describe('for followers only', () => {
  const secret = postOf('secret', { visibility: 'followers' });

  test('what was sent so stays so, and what was sent to all does too', () => {
    const open = { ...secret, visibility: 'public' } as const;
    expect(plan([open], [announcementOf(secret)]).refused).toMatchObject([
      { reason: expect.stringContaining('sent to followers only') as string },
    ]);
    expect(plan([secret], [announcementOf(open)]).refused).toMatchObject([
      { reason: expect.stringContaining('sent to everybody') as string },
    ]);
  });

  test('what was never sent may become so', () => {
    const registered = announcementOf({ ...secret, visibility: 'public' }, { state: 'registered' });
    expect(wordsOf(plan([secret], [registered]))).toEqual(['update secret']);
  });

  test('is remembered of what was sent', () => {
    expect(isForFollowers(announcementOf(secret))).toBe(true);
    expect(isForFollowers(announcementOf(kettle))).toBe(false);
  });
});

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
