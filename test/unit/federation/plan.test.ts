import { describe, expect, test } from 'vitest';
import { planChanges, type Plan } from '../../../src/federation/plan.ts';
import { digestOf, isForFollowers } from '../../../src/federation/post-digest.ts';
import type { Post } from '../../../src/posts/post.ts';
import type { Announcement } from '../../../src/store/store.ts';
import { announcementOf, hourMs, NOW } from '../builders.ts';
import { bodyOf, picture, postOf } from '../theme/sample.ts';

const kettle = postOf('kettle');

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
    [
      'what says archive: true is registered too, whenever it comes',
      [kettle, postOf('tea', { archive: true })],
      [told],
      false,
      ['register tea'],
    ],
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
    const closed = { ...told, digest: digestOf(question, NOW + hourMs) };
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
    expect(wordsOf(made)).toEqual([]); // And above all no deletion.
  });

  test('another id in the same file: the line that stands there is to be replaced', () => {
    const made = plan([{ ...kettle, id: 'pot' }], [announcementOf(kettle)]);
    expect(made).toMatchObject({
      changes: [],
      refused: [
        {
          reason: expect.stringMatching(/^its id was "id-kettle", .*: another one would delete/) as string,
          remedy: expect.stringContaining(
            'Write "id: id-kettle" in its front matter in place of "id: pot"',
          ) as string,
        },
      ],
    });
  });

  test.each<[string, Partial<Post>, Partial<Post>]>([
    ['another type', { type: 'article' }, { type: 'note' }],
    ['another audience', { visibility: 'public' }, { visibility: 'followers' }],
  ])('but with %s a new id is what was advised, and the old object is deleted', (_, before, after) => {
    const fresh = { ...kettle, ...after, id: 'fresh' };
    const made = plan([fresh], [announcementOf({ ...kettle, ...before })]);
    expect(wordsOf(made)).toEqual(['create kettle', 'delete kettle']);
    expect(made.refused).toEqual([]);
  });

  test('a rename with an edit: the title tells; a note without one is another note', () => {
    const edited = postOf('pot', { title: kettle.title, body: bodyOf('A comma less.') });
    expect(plan([edited], [announcementOf(kettle)]).refused).toMatchObject([
      {
        reason: expect.stringContaining('the title of "kettle"') as string,
        remedy: expect.stringContaining('If it is another post') as string,
      },
    ]);
    const [note, other] = ['one', 'two'].map((slug) =>
      postOf(slug, { type: 'note', title: '', body: bodyOf(slug) }),
    );
    expect(wordsOf(plan([other!], [announcementOf(note!)]))).toEqual(['create two', 'delete one']);
  });

  test('a rename whose tags and picture changed with it', () => {
    const renamed = postOf('pot', { title: kettle.title, body: kettle.body, tags: ['tea'], image: picture });
    expect(plan([renamed], [announcementOf(kettle)]).refused).toHaveLength(1);
  });

  test('but the same words beside the first post are just another post', () => {
    const copy = { ...kettle, slug: 'copy', id: 'copy' };
    expect(wordsOf(plan([kettle, copy], [announcementOf(kettle)]))).toEqual(['create copy']);
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

describe('why', () => {
  const told = announcementOf(kettle);
  const edited = postOf('kettle', { body: bodyOf('Other words.'), tags: ['tea'] });
  const outvoted = {
    commit: '1a2b3c4',
    trailer: 'Outward-Update: minor',
    because: 'commit 5e6f7a8 does not',
  };
  const whyOf = (posts: readonly Post[], announcements: readonly Announcement[], isFirst = false): string =>
    plan(posts, announcements, isFirst).changes[0]?.why ?? '';

  test.each<[string, readonly Post[], readonly Announcement[]]>([
    ['it is new', [kettle], []],
    ['it was deleted, and is back', [{ ...kettle, id: 'id-kettle~2' }], []],
    ['its text and tags changed', [edited], [told]],
    ['its title, text and tags changed', [{ ...edited, title: 'Another' }], [told]],
    ['its content changed', [edited], [{ ...told, digest: told.digest.split(':').slice(0, 2).join(':') }]],
    ['its address changed', [{ ...kettle, slug: 'pot' }], [told]],
    ['its text and tags changed (minor, says its front matter)', [{ ...edited, update: 'minor' }], [told]],
    [
      'its text and tags changed (minor, says commit 1a2b3c4)',
      [{ ...edited, update: 'minor', trailers: { minor: '1a2b3c4' } }],
      [told],
    ],
    [
      'its text and tags changed (commit 1a2b3c4 says Outward-Update: minor, but commit 5e6f7a8 does not)',
      [{ ...edited, trailers: { outvoted: [outvoted] } }],
      [told],
    ],
    [
      'its text and tags changed (commit 1a2b3c4 says Outward-Update: minor, but its front matter says update: normal)',
      [{ ...edited, trailers: { minor: '1a2b3c4' } }],
      [told],
    ],
    [
      'it is new (commit 1a2b3c4 says Outward-Update: minor, but that is for what was told before)',
      [{ ...kettle, update: 'minor', trailers: { minor: '1a2b3c4' } }],
      [],
    ],
    [
      'it is new (commit 1a2b3c4 says Outward-Federate: false, but its front matter says federate: true)',
      [{ ...kettle, trailers: { pageOnly: '1a2b3c4' } }],
      [],
    ],
    ['its file is gone', [], [told]],
    ['its front matter says federate: false', [{ ...kettle, federate: false }], [told]],
    [
      'commit 1a2b3c4 says that it is a page only',
      [{ ...kettle, federate: false, trailers: { pageOnly: '1a2b3c4' } }],
      [told],
    ],
  ])('%s', (why, posts, announcements) => {
    expect(whyOf(posts, announcements)).toBe(why);
  });

  test('of a first start', () => {
    expect(whyOf([kettle], [], true)).toBe('it was there at the first start');
  });

  test('of a poll, and of a like whose page has moved', () => {
    const poll = { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW + hourMs) };
    const question = postOf('tea', { poll });
    const { changes } = planChanges([question], [announcementOf(question)], false, NOW + hourMs);
    expect(changes).toMatchObject([{ kind: 'close', why: 'its poll is over' }]);
    const like = postOf('fine', { likeOf: 'https://social.test/notes/1' });
    expect(whyOf([{ ...like, slug: 'good' }], [announcementOf(like)])).toBe('only its page has moved');
  });

  test.each([
    [true, 'it is a draft now'],
    [false, 'its date lies ahead now'],
  ])('of a post whose file is still there (draft: %s)', (draft, why) => {
    const withheld = [{ id: kettle.id, draft }];
    for (const id of [kettle.id, `${kettle.id}~2`]) {
      const { changes } = planChanges([], [{ ...told, id }], false, NOW, withheld);
      expect(changes).toMatchObject([{ kind: 'delete', why }]);
    }
  });
});
