import { describe, expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import type { Files } from './content-folder.ts';
import { complaintsOf, load, png, problemsOf } from './content-folder.ts';

const pictures: Files = { 'posts/pot.png': png(120, 80) };

/** The post with these lines of front matter beside a title and a date. */
async function postWith(lines: string, files: Files = pictures): Promise<Post | undefined> {
  const { posts } = await load({
    ...files,
    'posts/x.md': `---\ntitle: X\ndate: 2026-03-01\n${lines}\n---\nText\n`,
  });
  return posts.find(({ slug }) => slug === 'x');
}

/** What the writer is told of such a post; the lines begin on line 4. */
function complaintsWith(lines: string): Promise<readonly string[]> {
  return complaintsOf({
    ...pictures,
    'posts/x.md': `---\ntitle: X\ndate: 2026-03-01\n${lines}\n---\nText\n`,
  });
}

describe('front matter', () => {
  test('of a title and a date is enough', async () => {
    expect(await postWith('')).toMatchObject({
      slug: 'x',
      id: 'x',
      file: 'content/posts/x.md',
      type: 'article',
      title: 'X',
      date: new Date('2026-03-01T00:00:00Z'),
      updated: undefined,
      summary: undefined,
      tags: [],
      authors: ['ann'],
      lang: 'en',
      translationOf: undefined,
      image: undefined,
      draft: false,
      visibility: 'public',
      federate: true,
      update: 'normal',
      contentWarning: undefined,
      comments: 'first-time',
      inReplyTo: undefined,
      likeOf: undefined,
      repostOf: undefined,
      quotes: 'everyone',
      poll: undefined,
      pinned: false,
      reshare: undefined,
      aliases: [],
    });
  });

  test.each([
    ['updated: 2026-03-02 10:00', { updated: new Date('2026-03-02T10:00:00Z') }],
    ['id: 2019.kettle_a-b', { id: '2019.kettle_a-b' }],
    ['summary: "  Some: words "', { summary: 'Some: words' }],
    ['summary: >\n  two\n  lines', { summary: 'two lines' }],
    ['summary:', { summary: undefined }],
    ['summary: ~', { summary: undefined }],
    ['tags: [tea, Pots_2]', { tags: ['tea', 'Pots_2'] }],
    ['tags:\n  - tea\n  - Tea', { tags: ['tea'] }],
    ['tags: tea', { tags: ['tea'] }],
    ['tags:', { tags: [] }],
    ['author: ann', { authors: ['ann'] }],
    ['author: [ann, ann]', { authors: ['ann'] }],
    ['lang: PT-br', { lang: 'pt-BR' }],
    ['draft: false', { draft: false }],
    ['type: note', { type: 'note', title: 'X' }],
    ['visibility: unlisted', { visibility: 'unlisted' }],
    ['visibility: followers', { visibility: 'followers', quotes: 'nobody' }],
    ['visibility: followers\nquotes: nobody', { quotes: 'nobody' }],
    ['quotes: followers', { quotes: 'followers' }],
    ['federate: false', { federate: false }],
    ['update: minor', { update: 'minor' }],
    ['contentWarning: Steam', { contentWarning: 'Steam' }],
    ['comments: closed', { comments: 'closed' }],
    ['pinned: true', { pinned: true }],
    ['reshare: 2026-06-01 09:00', { reshare: new Date('2026-06-01T09:00:00Z') }],
    ['inReplyTo: https://other.example/notes/1', { inReplyTo: 'https://other.example/notes/1' }],
    ['likeOf: https://other.example/notes/1', { likeOf: 'https://other.example/notes/1', type: 'note' }],
    ['repostOf: https://other.example/notes/1', { repostOf: 'https://other.example/notes/1', type: 'note' }],
    ['likeOf: https://other.example/notes/1\ntype: note', { type: 'note' }],
    [
      'poll: { options: [Green, Black], closes: 2026-03-08 }',
      {
        type: 'article',
        poll: { options: ['Green', 'Black'], multiple: false, closes: new Date('2026-03-08T00:00:00Z') },
      },
    ],
    [
      'poll:\n  options:\n    - "Green:  with\\n  jasmine"\n    - green\n  multiple: true\n  closes: 2026-03-08 18:00',
      {
        poll: {
          options: ['Green: with jasmine', 'green'],
          multiple: true,
          closes: new Date('2026-03-08T18:00:00Z'),
        },
      },
    ],
    [
      `poll: { options: [${'é'.repeat(100)}, b], closes: 2026-03-08 }`,
      { poll: { options: ['é'.repeat(100), 'b'] } },
    ],
    ['poll:', { poll: undefined }],
    [
      'inReplyTo: https://other.example/notes/1\npoll: { options: [a, b], closes: 2026-03-08 }',
      { inReplyTo: 'https://other.example/notes/1', poll: { options: ['a', 'b'] } },
    ],
    ['aliases: [/2019/x/, /x.html]', { aliases: ['/2019/x/', '/x.html'] }],
    ['aliases: /old/', { aliases: ['/old/'] }],
    ['aliases: /?p=12', { aliases: ['/?p=12'] }],
    ['archive: true', { archive: true }],
    [
      'image: { src: pot.png, alt: "" }',
      { image: { alt: '', width: 120, height: 80, mediaType: 'image/png' } },
    ],
    ['image: { src: pot.png, alt: A pot, focus: [0.5, -1] }', { image: { alt: 'A pot', focus: [0.5, -1] } }],
    ['series: Slow tea', { series: { name: 'Slow tea', part: undefined } }],
    ['series: { name: Slow tea, part: 2 }', { series: { name: 'Slow tea', part: 2 } }],
  ])('may say %s', async (lines, values) => {
    expect(await postWith(lines)).toMatchObject(values);
  });

  test('keeps a title that looks like a number or a truth value', async () => {
    const { posts } = await load({ 'posts/a.md': '---\ntitle: 1984\ndate: 2026-03-01\n---\n' });
    expect(posts[0]?.title).toBe('1984');
  });

  test.each([
    ['tilte: X', '4: tilte: is not a front matter key. Did you mean "title"?'],
    [
      'layout: X',
      '4: layout: is not a front matter key. Remove the line, or use one of: title, date, updated, id, ',
    ],
    ['series: "…"', '4: series: "…" cannot name a series. Write a name with a letter or a digit.'],
    [
      'series: { part: 2 }',
      '4: series.name: is missing. Write series: { name: Letters from the porch, part: 2 }.',
    ],
    ['series: { name: Tea, part: two }', '4: series.part: "two" is not a whole number from 1.'],
    ['series: { name: Tea, part: 0 }', '4: series.part: "0" is not a whole number from 1.'],
    ['series: { name: Tea, number: 2 }', '4: series.number: is not a key of a series. Remove the line'],
    ['series: [Tea, Pots]', '4: series: must be a text. Write series: and one text after it.'],
    ['thread: X', '4: thread: is not supported by this version of Outward yet. Remove the line.'],
    [
      'poll: [a, b]',
      '4: poll: is not a poll. Write poll: { options: [Green tea, Black tea], closes: 2026-03-08 }.',
    ],
    [
      'poll:\n  options: [a]\n  closes: 2026-03-08',
      '5: poll.options: must be 2 to 10 texts, not 1. Write poll: {',
    ],
    ['poll: { closes: 2026-03-08 }', '4: poll.options: must be 2 to 10 texts, not 0. Write poll: {'],
    [
      'poll: { options: [a, b, c, d, e, f, g, h, i, j, k], closes: 2026-03-08 }',
      '4: poll.options: must be 2 to 10 texts, not 11. Write poll: {',
    ],
    [
      'poll:\n  closes: 2026-03-08\n  options:\n    - a\n    - b\n    - a',
      '9: poll.options: "a" is there twice. Remove one of the two.',
    ],
    [
      `poll: { options: [${'b'.repeat(101)}, a], closes: 2026-03-08 }`,
      'bbb" has 101 characters. Say it in 100.',
    ],
    [
      'poll: { options: [a, b] }',
      '4: poll.closes: is missing. Write when the last vote counts: closes: 2026-03',
    ],
    ['poll: { options: [a, b], closes: soon }', '4: poll.closes: "soon" is not a date.'],
    [
      'poll: { options: [a, b], closes: 2026-03-01 }',
      '4: poll.closes: is not after the date of the post. Write a later one.',
    ],
    ['poll: { options: [a, b], closes: 2026-03-08, many: 1 }', '4: poll.many: is not a key of a poll.'],
    [
      'poll: { options: [a, b], closes: 2026-03-08, multiple: yes }',
      '4: poll.multiple: "yes" is not a value it can have. Write true or false.',
    ],
    [
      'visibility: followers\nquotes: everyone',
      '5: quotes: cannot be "everyone" in a post that only followers see. Write nobody, or remove the line.',
    ],
    [
      'quotes: friends',
      '4: quotes: "friends" is not a value it can have. Write everyone or followers or nobody.',
    ],
    [
      'likeOf: https://a.example/1\nrepostOf: https://a.example/1',
      '5: repostOf: cannot stand beside likeOf. Keep one of the two; the other makes a post of its own.',
    ],
    [
      'likeOf: https://a.example/1\ninReplyTo: https://a.example/1',
      '4: likeOf: cannot stand beside inReplyTo.',
    ],
    [
      'repostOf: https://a.example/1\npoll: { options: [a, b], closes: 2026-03-08 }',
      '4: repostOf: cannot stand beside poll.',
    ],
    [
      'repostOf: https://a.example/1\ntype: article',
      '5: type: cannot be article beside repostOf. Remove the line, or write note.',
    ],
    [
      'likeOf: "@ann@a.example"',
      '4: likeOf: "@ann@a.example" is not a web address. Write the whole address of the post you like, beginning',
    ],
    ['repostOf: ftp://a.example/1', '4: repostOf: "ftp://a.example/1" is not a web address. Write the whole'],
    ['repostOf: https://a.example/1 2', '4: repostOf: "https://a.example/1 2" is not a web address.'],
    [
      'comments: all',
      '4: comments: "all" is not a value it can have. Write open or first-time or approve or closed.',
    ],
    [
      'closeAfter: soon',
      '4: closeAfter: "soon" is not a time. Write days, weeks or years as 30d, 8w or 1y, or never.',
    ],
    ['closeAfter: 0d', '4: closeAfter: "0d" is not a time.'],
    ['closeAfter: 101y', '4: closeAfter: "101y" is not a time.'],
    [
      'visibility: secret',
      '4: visibility: "secret" is not a value it can have. Write public or unlisted or followers.',
    ],
    ['type: page', '4: type: "page" is not a value it can have. Write article or note.'],
    [
      'inReplyTo: other.example',
      '4: inReplyTo: "other.example" is not a web address. Write the whole address of the post you answer, beginning with https://.',
    ],
    ['draft: yes', '4: draft: "yes" is not a value it can have. Write true or false.'],
    ['update: major', '4: update: "major" is not a value it can have. Write normal or minor.'],
    ['updated: soon', '4: updated: "soon" is not a date. Write it as 2026-03-01 or 2026-03-01T09:30:00Z.'],
    ['reshare: soon', '4: reshare: "soon" is not a date.'],
    [
      'reshare: 2026-03-01',
      '4: reshare: is not after the date of the post. Write when the blog boosts it again.',
    ],
    [
      'reshare: 2026-06-01\nvisibility: followers',
      '4: reshare: cannot stand in a post that only followers see. Remove the line.',
    ],
    [
      'reshare: 2026-06-01\nlikeOf: https://a.example/1',
      '4: reshare: cannot stand in a like or a boost. Remove the line.',
    ],
    ['id: kettle~2', '4: id: "kettle~2" cannot be an id.'],
    ['updated: 2026-02-28', '4: updated: is before the date of the post. Write the later of the two'],
    [
      'id: Kettle',
      '4: id: "Kettle" cannot be an id. Write id: and up to 100 of a-z, 0-9, dot, hyphen and underscore',
    ],
    ['id: -a', '4: id: "-a" cannot be an id.'],
    [`id: ${'a'.repeat(101)}`, 'cannot be an id.'],
    ['lang: english_', '4: lang: "english_" is not a language. Write it as in BCP 47: en, de or pt-BR.'],
    ['summary: [a]', '4: summary: must be a text. Write summary: and one text after it.'],
    ['tags: { a: b }', '4: tags: must be a list of texts. Write tags: [first, second].'],
    [
      'tags: [tea, self hosting]',
      '4: tags: "self hosting" cannot be a hashtag. Write a list of words of letters, digits',
    ],
    ['tags:\n  - tea\n  - 2026', '6: tags: "2026" cannot be a hashtag.'],
    ['tags: tea, pots', '4: tags: "tea, pots" cannot be a hashtag.'],
    [
      'author: zoe',
      '4: author: There is no author "zoe". Write content/authors/zoe.md with a line such as name:',
    ],
    [
      'translationOf: y',
      '4: translationOf: There is no post with the id "y". Write the id of the post that this one',
    ],
    ['translationOf: x', '4: translationOf: names this post itself.'],
    ['aliases: [old/]', '4: aliases: "old/" is not a path on this site. Write it with one slash before it'],
    ['aliases: [//x.test/]', '4: aliases: "//x.test/" is not a path on this site.'],
    [
      'image: pot.png',
      '4: image: has no alt text for those who cannot see it. Write image: { src: pot.png, alt: "What',
    ],
    ['image: { src: pot.png, alt: }', '4: image: has no alt text for those who cannot see it.'],
    ['image: { alt: A pot }', '4: image.src: is missing. Add the name of the file: src: kettle.png.'],
    [
      'image:\n  src: no.png\n  alt: A',
      '5: image.src: There is no picture content/posts/no.png. Correct the name',
    ],
    [
      'image:\n  src: pot.png\n  alt: A\n  focus: [2, 0]',
      '7: image.focus: is not a point of the picture. Write two',
    ],
    [
      'image: { src: pot.png, alt: A, size: 3 }',
      '4: image.size: is not a key of a picture. Remove the line, or use',
    ],
    [
      'image: { src: https://x.test/a.png, alt: A }',
      'is on another server, and pages load nothing from others. Save it',
    ],
    ['title: Y', '4: This key is there twice. Keep one of the two lines.'],
    ['summary: a: b', '4: This is not valid YAML: '],
    ['summary: "a', 'This is not valid YAML: '],
    ['summary: @ann', '4: This is not valid YAML: '],
  ])('must not say %s', async (lines, complaint) => {
    const complaints = await complaintsWith(lines);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(complaint);
    expect(complaints[0]).toMatch(/^content\/posts\/x\.md:\d+: /);
  });

  test('without a date is refused with the line to add', async () => {
    expect(await complaintsOf({ 'posts/x.md': '---\ntitle: X\n---\n' })).toEqual([
      'content/posts/x.md:1: date: is missing. Add the line date: 2026-03-10.',
    ]);
  });

  test('with a key that is misspelt is refused once, and the key not missed too', async () => {
    expect(await complaintsOf({ 'posts/x.md': '---\ntitel: X\ndat: 2026-03-01\n---\n' })).toEqual([
      'content/posts/x.md:2: titel: is not a front matter key. Did you mean "title"?',
      'content/posts/x.md:3: dat: is not a front matter key. Did you mean "date"?',
    ]);
  });

  test('with a date that is none is refused once', async () => {
    expect(await complaintsOf({ 'posts/x.md': '---\ntitle: X\ndate: 1 March\n---\n' })).toEqual([
      'content/posts/x.md:3: date: "1 March" is not a date. Write it as 2026-03-01 or 2026-03-01T09:30:00Z.',
    ]);
  });

  test('without a title is refused, and a short text may be a note instead', async () => {
    const [complaint] = await complaintsOf({ 'posts/x.md': '---\ndate: 2026-03-01\n---\nShort.\n' });
    expect(complaint).toBe(
      'content/posts/x.md:1: title: is missing. Add a line such as title: "How to repair a kettle". ' +
        'For a short post without a title, add type: note instead.',
    );
  });

  test('without a title is refused for a long text, which is no note', async () => {
    const [problem] = await problemsOf({
      'posts/x.md': `---\ndate: 2026-03-01\n---\n${'Long. '.repeat(100)}\n`,
    });
    expect(problem).toMatchObject({
      field: 'title',
      remedy: 'Add a line such as title: "How to repair a kettle".',
    });
  });

  test('of a note needs no title', async () => {
    const { posts } = await load({ 'posts/x.md': '---\ntype: note\ndate: 2026-03-01\n---\nShort.\n' });
    expect(posts[0]).toMatchObject({ type: 'note', title: '' });
  });

  test.each(['likeOf', 'repostOf'])('of a post with %s needs neither title nor text', async (name) => {
    const { posts } = await load({
      'posts/x.md': `---\ndate: 2026-03-01\n${name}: https://a.example/1\n---\n`,
    });
    expect(posts[0]).toMatchObject({ type: 'note', title: '', [name]: 'https://a.example/1' });
  });

  test('says nothing of quotes where blog.yml does', async () => {
    const { posts } = await load({
      'blog.yml': 'title: T\nhandle: blog\nauthor: ann\nquotes: nobody\n',
      'posts/a.md': '---\ntitle: A\ndate: 2026-03-02\n---\n',
      'posts/b.md': '---\ntitle: B\ndate: 2026-03-01\nquotes: followers\n---\n',
    });
    expect(posts.map(({ quotes }) => quotes)).toEqual(['nobody', 'followers']);
  });
});

describe('a file', () => {
  test.each([
    ['without front matter', 'Just a text.\n', 1, 'There is no front matter.'],
    ['that is empty', '', 1, 'There is no front matter.'],
    ['whose front matter has no end', '---\ntitle: X\n\nText\n', 1, 'The front matter has no end.'],
    [
      'whose front matter is in another language',
      '---js\n({ title: "X" })\n---\n',
      1,
      'There is no front matter.',
    ],
    ['whose front matter is a list', '---\n- title\n---\n', 1, 'This is not a list of keys and values.'],
  ])('%s is refused', async (_, text, line, message) => {
    expect(await problemsOf({ 'posts/x.md': text })).toContainEqual(
      expect.objectContaining({ line, message }),
    );
  });

  test('with empty front matter is told what to write', async () => {
    const problems = await problemsOf({ 'posts/x.md': '---\n---\nText\n' });
    expect(problems.map(({ field }) => field).sort()).toEqual(['date', 'title']);
  });

  test('may have a byte order mark and lines that end as on Windows', async () => {
    const text = '\uFEFF---\ntitle: X\ndate: 2026-03-01\n---\n\n## A\n\nb\n'.replaceAll('\n', '\r\n');
    const { posts } = await load({ 'posts/x.md': text });
    expect(posts[0]).toMatchObject({
      title: 'X',
      body: { source: '\n## A\n\nb\n', federatedHtml: '<h2>A</h2><p>b</p>' },
    });
  });

  test('of such lines has its problems where they are', async () => {
    const text = '\uFEFF---\ntitle: X\ndate: 2026-03-01\ntgas: []\n---\n\n<b>a</b>\n'.replaceAll(
      '\n',
      '\r\n',
    );
    expect((await problemsOf({ 'posts/x.md': text })).map(({ line }) => line)).toEqual([4, 7]);
  });

  test('may end its front matter with spaces, and have rules of three dashes in its text', async () => {
    const { posts } = await load({
      'posts/x.md': '--- \ntitle: X\ndate: 2026-03-01\n---  \na\n\n---\n\nb\n',
    });
    expect(posts[0]?.body.federatedHtml).toBe('<p>a</p><p>⁂</p><p>b</p>');
  });
});
