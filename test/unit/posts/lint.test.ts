import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../../src/posts/load.ts';
import {
  complaintsOf,
  load,
  png,
  postFile,
  problemsOf,
  temporaryFolder,
  warningsOf,
  type Files,
} from './content-folder.ts';

/** It is 10 March 2026 in all of these tests. */
const postOf = (lines: string, text = 'Text'): Files => ({
  'posts/a.md': `---\ntitle: A post\n${lines}\n---\n\n${text}\n`,
});

const table = '| a |\n| - |\n| b |';

describe('warnings', () => {
  test('stop nothing, and are told in order of file and line', async () => {
    const { posts, warnings } = await load({
      'posts/b.md': postFile(`[a](/nowhere/)\n\n${table}\n\n## A\n\n#### B`, 'updated: 2026-05-01\n'),
      'posts/a.md': postFile('$x$'),
      'pages/about.md': '---\ntitle: About\n---\n',
    });
    expect(posts).toHaveLength(2);
    expect(warnings.map(({ file, line, rule }) => [file, line, rule])).toEqual([
      ['content/pages/about.md', 4, 'empty-text'],
      ['content/posts/a.md', 6, 'maths-becomes-source'],
      ['content/posts/b.md', 4, 'updated-in-future'],
      ['content/posts/b.md', 7, 'dead-link'],
      ['content/posts/b.md', 9, 'table-becomes-list'],
      ['content/posts/b.md', 15, 'heading-skips-level'],
    ]);
  });

  test('are the same when the body comes from the cache', async () => {
    const cacheDir = await temporaryFolder();
    const files = { 'posts/a.md': postFile(`[a](/nowhere/)\n\n${table}`) };
    const first = await warningsOf(files, { cacheDir });
    expect(first).toHaveLength(2);
    expect(await warningsOf(files, { cacheDir })).toEqual(first);
  });

  test('follow the text when the front matter above it grows', async () => {
    const cacheDir = await temporaryFolder();
    await warningsOf({ 'posts/a.md': postFile(table) }, { cacheDir });
    const [warning] = await warningsOf({ 'posts/a.md': postFile(table, 'pinned: true\n') }, { cacheDir });
    expect(warning).toMatch(/^content\/posts\/a\.md:7: /);
  });

  test('of drafts are marked, and those of scheduled posts are not', async () => {
    const { warnings } = await load({
      'posts/draft.md': postFile(table, 'draft: true\n'),
      'posts/soon.md': `---\ntitle: S\ndate: 2026-04-01\n---\n${table}\n`,
    });
    expect(warnings).toMatchObject([{ draft: true }, { file: 'content/posts/soon.md' }]);
    expect(warnings[1]).not.toHaveProperty('draft');
  });
});

describe('rules', () => {
  test('are turned off in one file', async () => {
    const files = {
      ...postOf('date: 2026-03-01\nlint: { off: [table-becomes-list] }', table),
      'posts/b.md': postFile(table),
    };
    expect(await warningsOf(files)).toEqual([
      expect.stringMatching(/^content\/posts\/b\.md:.*\(table-becomes-list\)$/),
    ]);
  });

  test('are turned off for the whole blog', async () => {
    const blog = 'title: T\nhandle: blog\nauthor: ann\nlint: { off: [table-becomes-list, empty-text] }\n';
    const files = {
      'blog.yml': blog,
      'posts/a.md': postFile(table),
      'pages/about.md': '---\ntitle: A\n---\n',
    };
    expect(await warningsOf(files)).toEqual([]);
  });

  test.each([
    ['pages/about.md', '---\ntitle: A\nlint: { off: empty-text }\n---\n'],
    ['authors/ann.md', '---\nname: Ann\nlint: { off: [dead-link] }\n---\n[a](/nowhere/)\n'],
  ])('may be turned off in %s', async (name, text) => {
    expect(await warningsOf({ [name]: text })).toEqual([]);
  });

  test.each([
    [
      'lint: { off: [tables-become-list] }',
      '4: lint.off: "tables-become-list" is not a rule. Did you mean "table-becomes-list"?',
    ],
    [
      'lint: { off: [style] }',
      '4: lint.off: "style" is not a rule. Write the name that stands in brackets after the warning.',
    ],
    ['lint: { of: [dead-link] }', '4: lint.of: is not a key of lint. Did you mean "off"?'],
    ['lint: off', '4: lint: does not say which rules are off. Write lint: { off: [table-becomes-list] }.'],
  ])('are not turned off by %s', async (line, complaint) => {
    expect(await complaintsOf(postOf(`date: 2026-03-01\n${line}`))).toEqual([
      `content/posts/a.md:${complaint}`,
    ]);
  });
});

describe('front matter', () => {
  test.each<[string, string, Partial<LoadOptions>, string]>([
    [
      'a date more than a year ahead',
      'date: 2027-03-20',
      {},
      '3: date: 2027-03-20 is more than a year ahead. Did you mean 2026-03-20? (date-far-off)',
    ],
    [
      'a new post of more than a year ago',
      'date: 2025-03-01',
      { told: [{ id: 'other', slug: 'other' }] },
      '3: date: 2025-03-01 is more than a year ago, and the post is new. Did you mean 2026-03-01? (date-far-off)',
    ],
    [
      'a day that the year does not have',
      'date: 2028-02-29',
      {},
      '3: date: 2028-02-29 is more than a year ahead. Did you mean 2026-03-01? (date-far-off)',
    ],
    [
      'a change that is still to come',
      'date: 2026-03-01\nupdated: 2026-03-11',
      {},
      '4: updated: 2026-03-11 is still to come. Write the day of the last change. (updated-in-future)',
    ],
    [
      'a new poll that is over',
      'date: 2026-03-01\npoll: { options: [a, b], closes: 2026-03-08 }',
      { told: [] },
      '4: poll: The poll is over since 2026-03-08, before the post is published. Write a later day under closes. (poll-is-over)',
    ],
    [
      'a poll of a draft that is over',
      'date: 2026-03-01\ndraft: true\npoll: { options: [a, b], closes: 2026-03-08 }',
      {},
      '5: poll: The poll is over since 2026-03-08, before the post is published. Write a later day under closes. (poll-is-over)',
    ],
  ])('warns of %s', async (_, lines, options, warning) => {
    expect(await warningsOf(postOf(lines), options)).toEqual([`content/posts/a.md:${warning}`]);
  });

  test.each<[string, string, Partial<LoadOptions>]>([
    ['an old post of the archive', 'date: 2015-03-01', { told: [{ id: 'a', slug: 'a' }] }],
    ['old posts where nothing was published yet', 'date: 2015-03-01', {}],
    ['an old draft', 'date: 2015-03-01\ndraft: true', { told: [] }],
    ['an old post that is new here and says so', 'date: 2015-03-01\narchive: true', { told: [] }],
    ['a post for next winter', 'date: 2027-03-01', {}],
    [
      'an old poll',
      'date: 2025-03-01\npoll: { options: [a, b], closes: 2025-03-08 }',
      { told: [{ id: 'a', slug: 'a' }] },
    ],
    ['a scheduled post that is dated twice', 'date: 2026-04-01\nupdated: 2026-04-01', {}],
  ])('does not warn of %s', async (_, lines, options) => {
    expect(await warningsOf(postOf(lines), options)).toEqual([]);
  });

  test('warns of a picture whose alt text is the name of its file', async () => {
    const files = {
      ...postOf('date: 2026-03-01\nimage: { src: pot.png, alt: pot.png }'),
      'posts/pot.png': png(3, 4),
    };
    expect(await warningsOf(files)).toEqual([
      'content/posts/a.md:4: image: "pot.png" is the name of a file, and says nothing to those who cannot see the picture. ' +
        'Write alt: and what it shows, or alt: "" if it is mere decoration. (alt-is-file-name)',
    ]);
  });

  test('is near to the keys and values that there are, and the place and the word are told', async () => {
    expect(await complaintsOf(postOf('date: 2026-03-01\nvisibility: pulbic\ndarft: true\nid: a b'))).toEqual([
      'content/posts/a.md:4: visibility: "pulbic" is not a value it can have. ' +
        'Write public or unlisted or followers. Did you mean "public"?',
      'content/posts/a.md:5: darft: is not a front matter key. Did you mean "draft"?',
      'content/posts/a.md:6: id: "a b" cannot be an id. ' +
        'Write id: and up to 100 of a-z, 0-9, dot, hyphen and underscore, a letter or digit first.',
    ]);
  });
});

describe('an empty text', () => {
  test('is warned of', async () => {
    expect(await warningsOf(postOf('date: 2026-03-01', '<!-- later -->'))).toEqual([
      'content/posts/a.md:5: The post has no text. Write one below the front matter. (empty-text)',
    ]);
  });

  test.each([
    ['a picture', 'type: note', '![A pot](pot.png)'],
    ['a picture of its own', 'image: { src: pot.png, alt: "" }', ''],
    ['a poll', 'type: note\npoll: { options: [a, b], closes: 2026-03-20 }', ''],
    ['a like', 'type: note\nlikeOf: https://x.test/1', ''],
  ])('may stand with %s', async (_, lines, text) => {
    const files = { ...postOf(`date: 2026-03-01\n${lines}`, text), 'posts/pot.png': png(3, 4) };
    expect(await warningsOf(files)).toEqual([]);
  });
});

describe('posts among others', () => {
  test('have ids of their own, and are told which to write', async () => {
    const files = {
      'posts/a.md': postFile('Text', 'id: same\n'),
      'posts/b.md': postFile('Text', 'id: same\n'),
    };
    expect(await complaintsOf(files)).toEqual([
      'content/posts/b.md:4: id: "same" is taken by content/posts/a.md. ' +
        'Write another into this one, such as id: same-2.',
    ]);
    expect(await problemsOf(files)).toHaveLength(1);
  });

  test('of two with one id, the one that was published keeps it, or else the older', async () => {
    const files = {
      'posts/copy.md': postFile('Text', 'id: kettle\n'),
      'posts/kettle.md': postFile('Text').replace('2026-03-01', '2026-03-02'),
    };
    const blamed = async (told?: LoadOptions['told']): Promise<string> =>
      load(files, { told }).then(
        () => '',
        (error: unknown) => (error as Error).message,
      );
    expect(await blamed([{ id: 'kettle', slug: 'kettle' }])).toBe(
      'content/posts/copy.md:4: id: "kettle" is taken by content/posts/kettle.md, which is published. ' +
        'Write another into this one, such as id: kettle-2.',
    );
    expect(await blamed()).toMatch(
      /^content\/posts\/kettle\.md:1: id: "kettle" is taken by content\/posts\/copy\.md\. /,
    );
  });

  test('have aliases of their own', async () => {
    const warnings = await warningsOf({
      'posts/a.md': postFile('Text', 'aliases: [/old/, /posts/b]\n'),
      'posts/b.md': postFile('Text', 'aliases:\n  - /older/\n  - /old/\n'),
    });
    expect(warnings).toEqual([
      'content/posts/a.md:4: aliases: "/posts/b" is the address of content/posts/b.md itself. Remove it here or there. (alias-is-taken)',
      'content/posts/b.md:6: aliases: "/old/" leads to content/posts/a.md already. Remove it here or there. (alias-is-taken)',
    ]);
  });

  test.each([
    ['lang: en\n', '5: lang'],
    ['', '4: translationOf'],
  ])('are translated into another language (%j)', async (lines, place) => {
    const warnings = await warningsOf({
      'posts/a.md': postFile('Text'),
      'posts/b.md': postFile('Text', `translationOf: a\n${lines}`),
      'posts/c.md': postFile('Text', 'translationOf: a\nlang: de\n'),
    });
    expect(warnings).toEqual([
      `content/posts/b.md:${place}: The post is in the language of its original, "en". ` +
        'Write the language of this text, such as lang: de. (translation-in-same-language)',
    ]);
  });
});

describe('a heading that repeats the title', () => {
  test.each(['# A post\n\nText', '\n## a Post ##\n\nText', 'A post\n======\n\nText'])(
    'is remarked on: %j',
    async (text) => {
      expect(await warningsOf({ 'posts/a.md': postFile(text) })).toEqual([
        expect.stringMatching(/says the title again, .* Remove the heading\. \(heading-repeats-title\)$/),
      ]);
    },
  );

  test.each(['# Another\n\nText', 'Text\n\n## A post', 'A post\n\n## A post'])(
    'is none where it says something else, or stands further down: %j',
    async (text) => {
      expect(await warningsOf({ 'posts/a.md': postFile(text) })).toEqual([]);
    },
  );
});

describe('files that are not read', () => {
  const files = {
    'posts/kettle.markdown': postFile('Text'),
    'pages/about.txt': 'About',
    'posts/_later.txt': 'Notes',
    'posts/pot.png': png(3, 4),
  };

  test('are named, with the name to give them', async () => {
    expect(await warningsOf(files)).toEqual([
      'content/pages/about.txt: It is not read: only names that end in .md are. ' +
        'Call it about.md, or put _ before its name. (not-read)',
      expect.stringContaining('Call it kettle.md,'),
    ]);
  });

  test('are not where the whole blog turns that off', async () => {
    const blog = 'title: Test blog\nhandle: blog\nlang: en\nauthor: ann\nlint: { off: [not-read] }\n';
    expect(await warningsOf({ ...files, 'blog.yml': blog })).toEqual([]);
  });
});
