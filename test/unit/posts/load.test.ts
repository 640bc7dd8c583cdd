import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadLibrary, type LoadOptions } from '../../../src/posts/load.ts';
import { ContentError } from '../../../src/posts/post.ts';
import { complaintsOf, load, now, png, problemsOf, writeContent } from './content-folder.ts';

const post = (lines: string, text = 'Text'): string => `---\ntitle: A post\n${lines}\n---\n\n${text}\n`;

describe('a library', () => {
  test('holds all that a content folder has', async () => {
    const contentDir = join(import.meta.dirname, '../../fixtures/content');
    const { blog, authors, posts, pages, media, nextDue } = await loadLibrary({
      contentDir,
      origin: 'https://blog.test',
      now,
    });
    expect(blog).toMatchObject({
      title: 'The kettle blog',
      handle: 'kettles',
      id: 'kettles',
      icon: { url: '/media/7d5a914f-spout.svg', width: 64, mediaType: 'image/svg+xml' },
      fields: [
        { name: 'Website', value: 'https://kettles.test' },
        { name: 'Town', value: 'Teabury' },
        { name: 'Social', value: 'https://social.test/@ann' }, // The author's, so that a change of that file changes the actor.
      ],
      navigation: ['about'],
    });
    expect(authors.map(({ handle, name }) => [handle, name])).toEqual([
      ['ann', 'Ann Example'],
      ['bea', 'Bea'],
    ]);
    expect(authors[0]?.links).toEqual([{ name: 'Social', url: 'https://social.test/@ann' }]);
    expect(pages).toMatchObject([
      { slug: 'about', file: 'content/pages/about.md', summary: 'What this is.' },
    ]);
    expect(posts.map(({ slug, file }) => [slug, file])).toEqual([
      ['teapots', 'content/posts/teapots/index.md'],
      ['repair', 'content/posts/repair.md'],
    ]);
    expect(posts[0]).toMatchObject({ lang: 'en-GB', body: { images: [{ alt: 'A pot', width: 120 }] } });
    expect(posts[1]).toMatchObject({ authors: ['ann', 'bea'], tags: ['repair', 'Kettles', 'tea'] });
    expect(media.map(({ url }) => url)).toEqual(['/media/7d5a914f-spout.svg', '/media/4b43900a-pot.svg']);
    expect(nextDue).toBeUndefined();
  });

  test('lists posts newest first, and by slug within a day', async () => {
    const { posts } = await load({
      'posts/a.md': post('date: 2026-03-01'),
      'posts/c.md': post('date: 2026-03-02'),
      'posts/b.md': post('date: 2026-03-02'),
    });
    expect(posts.map(({ slug }) => slug)).toEqual(['b', 'c', 'a']);
  });

  test('ignores files and folders that are not content', async () => {
    const { posts } = await load({
      'posts/_later.md': 'nothing',
      'posts/.hidden.md': 'nothing',
      'posts/_later/index.md': 'nothing',
      'posts/pictures/pot.png': png(1, 1),
      'posts/notes.txt': 'nothing',
      'posts/a.md': post('date: 2026-03-01'),
    });
    expect(posts.map(({ slug }) => slug)).toEqual(['a']);
  });

  test('may have no posts and no pages', async () => {
    expect(await load({})).toMatchObject({ posts: [], pages: [], media: [] });
  });
});

describe('drafts and posts that are not due', () => {
  const files = {
    'posts/out.md': post('date: 2026-03-10T12:00:00Z'),
    'posts/soon.md': post('date: 2026-03-12', '![a](soon.png)'),
    'posts/later.md': post('date: 2026-04-01'),
    'posts/draft.md': post('date: 2026-03-11\ndraft: true'),
    'posts/soon.png': png(5, 5),
  };

  test('are left out, with their pictures', async () => {
    const { posts, media } = await load(files);
    expect(posts.map(({ slug }) => slug)).toEqual(['out']);
    expect(media).toEqual([]);
  });

  test('are there when they are asked for', async () => {
    const { posts, media } = await load(files, { drafts: true });
    expect(posts.map(({ slug }) => slug)).toEqual(['later', 'soon', 'draft', 'out']);
    expect(media).toHaveLength(1);
  });

  test.each([false, true])(
    'tell when the next post falls due, which no draft does (drafts: %s)',
    async (drafts) => {
      expect((await load(files, { drafts })).nextDue).toEqual(new Date('2026-03-12T00:00:00Z'));
    },
  );

  test('are listed with their moment, soonest first', async () => {
    const { scheduled } = await load(files);
    expect(scheduled).toMatchObject([
      { kind: 'post', slug: 'soon', dueAt: Date.parse('2026-03-12T00:00:00Z'), federate: true },
      { kind: 'post', slug: 'later' },
    ]);
  });

  test('are named, so that it can be said why a post is gone', async () => {
    const { withheld } = await load(files);
    expect(withheld).toEqual([
      { id: 'draft', draft: true },
      { id: 'later', draft: false },
      { id: 'soon', draft: false },
    ]);
    expect((await load(files, { drafts: true })).withheld).toEqual([]);
  });

  test.each([
    ['reshare: 2026-03-11', '2026-03-11T00:00:00Z'],
    ['reshare: 2026-03-09', '2026-03-12T00:00:00Z'],
    ['reshare: 2026-03-11\nfederate: false', '2026-03-12T00:00:00Z'],
    ['reshare: 2026-03-11\ndraft: true', '2026-03-12T00:00:00Z'],
  ])('fall due as a boost does: %s', async (line, due) => {
    const boosted = { ...files, 'posts/boosted.md': post(`date: 2026-03-01\n${line}`) };
    expect((await load(boosted)).nextDue).toEqual(new Date(due));
  });

  test('must be without mistakes too', async () => {
    expect(
      await problemsOf({ 'posts/a.md': post('date: 2027-01-01\ndraft: true', '<b>a</b>') }),
    ).toHaveLength(1);
  });
});

describe('what commits say of a post', () => {
  const file = 'content/posts/x.md';
  const trailers: NonNullable<LoadOptions['trailers']> = new Map([
    [file, { minor: '1a2b3c4', pageOnly: '5d6e7f8', reshare: '9a0b1c2' }],
  ]);
  const loadX = async (lines: string, said = trailers): Promise<unknown> =>
    (await load({ 'posts/x.md': post(`date: 2026-03-01\n${lines}`) }, { trailers: said })).posts[0];

  test('holds where its front matter says nothing', async () => {
    expect(await loadX('')).toMatchObject({
      update: 'minor',
      federate: false,
      reshare: undefined,
      trailers: trailers.get(file),
    });
  });

  test('gives way to its front matter', async () => {
    expect(await loadX('update: normal\nfederate: true')).toMatchObject({ update: 'normal', federate: true });
  });

  test('is nothing to other posts', async () => {
    const said = new Map([['content/posts/y.md', { minor: '1a2b3c4' }]]);
    expect(await loadX('', said)).not.toHaveProperty('trailers');
  });
});

describe('problems', () => {
  test('of all files are told at once, in order of file and line', async () => {
    const complaints = await complaintsOf({
      'blog.yml': 'title: T\nhandle: Not a handle\nid: blog\nauthor: ann\nnavigation: [nowhere]\n',
      'authors/ann.md': '---\nnmae: Ann\n---\n',
      'pages/about.md': '---\ntitle: About\n---\n\n\n![a](no.png)\n',
      'posts/a.md': post('date: soon\ntags: [1]', 'One\n\n<i>two</i>\n\n![b](https://x.test/c.png)'),
      'posts/b.md': 'No front matter',
      'posts/c.md': post('date: 2026-03-01\nid: same'),
      'posts/d/index.md': post('date: 2026-03-01\nid: same'),
    });
    expect(complaints.map((complaint) => complaint.replace(/\. .*/, '.'))).toEqual([
      'content/authors/ann.md:1: name: is missing.',
      'content/authors/ann.md:2: nmae: is not a front matter key of an author.',
      'content/blog.yml:2: handle: "Not a handle" cannot be a handle.',
      'content/blog.yml:5: navigation: There is no page "nowhere".',
      'content/pages/about.md:6: There is no picture content/pages/no.png.',
      'content/posts/a.md:3: date: "soon" is not a date.',
      'content/posts/a.md:4: tags: "1" cannot be a hashtag.',
      'content/posts/a.md:9: Raw HTML is not supported.',
      'content/posts/a.md:11: The picture https://x.test/c.png is on another server, and pages load nothing from others.',
      'content/posts/b.md:1: There is no front matter.',
      'content/posts/d/index.md:4: id: "same" is taken by content/posts/c.md.',
    ]);
  });

  test('are thrown as a ContentError', async () => {
    await expect(load({ 'posts/a.md': '' })).rejects.toBeInstanceOf(ContentError);
  });

  test('of two files with one name are told once', async () => {
    const files = { 'posts/a.md': post('date: 2026-03-01'), 'posts/a/index.md': post('date: 2026-03-01') };
    expect(await complaintsOf(files)).toEqual([
      'content/posts/a/index.md:1: slug: "a" is taken by content/posts/a.md. Rename one of the two files.',
    ]);
  });

  test('are found where an id is the name of another file', async () => {
    const files = { 'posts/a.md': post('date: 2026-03-01\nid: b'), 'posts/b.md': post('date: 2026-03-01') };
    expect(await problemsOf(files)).toMatchObject([{ file: 'content/posts/b.md', field: 'id' }]);
  });

  test.each([
    ['posts/Two words.md', 'slug', 'The file name "Two words" cannot be part of an address.'],
    ['posts/What?.md', 'slug', 'The file name "What?" cannot be part of an address.'],
    ['posts/Kettle.md', 'id', '"Kettle" cannot be an id.'],
  ])('are found in the file name %s', async (name, field, message) => {
    expect(await problemsOf({ [name]: post('date: 2026-03-01') })).toContainEqual(
      expect.objectContaining({ field, message }),
    );
  });

  test('are not found in a file name of another script when the post has an id', async () => {
    const { posts } = await load({ 'posts/やかん.md': post('date: 2026-03-01\nid: yakan') });
    expect(posts[0]).toMatchObject({ slug: 'やかん', id: 'yakan' });
  });

  test('other than of content go through', async () => {
    const contentDir = await writeContent({ posts: 'a file where a folder belongs' });
    await expect(loadLibrary({ contentDir, origin: 'https://blog.test', now })).rejects.not.toBeInstanceOf(
      ContentError,
    );
  });
});

describe('a translation', () => {
  test('may name a post that is not out yet', async () => {
    const { posts } = await load({
      'posts/de.md': post('date: 2026-03-01\nlang: de\ntranslationOf: original'),
      'posts/en.md': post('date: 2027-03-01\nid: original'),
    });
    expect(posts).toMatchObject([{ slug: 'de', translationOf: 'original' }]);
  });

  test('names the original, not another translation, so that all are one group', async () => {
    const files = {
      'posts/en.md': post('date: 2026-03-01\nid: original'),
      'posts/de.md': post('date: 2026-03-02\ntranslationOf: original'),
      'posts/fr.md': post('date: 2026-03-03\ntranslationOf: de'),
    };
    expect(await complaintsOf(files)).toEqual([
      'content/posts/fr.md:4: translationOf: "de" is a translation itself. Write the id of its original: original.',
    ]);
  });
});

describe('blog.yml', () => {
  test('needs a title, a handle and an author only', async () => {
    const { blog } = await load({ 'blog.yml': 'title: T\nhandle: my_blog\nauthor: ann\n' });
    expect(blog).toMatchObject({
      description: '',
      id: 'my_blog',
      lang: 'en',
      icon: undefined,
      fields: [],
      approveFollowers: false,
      alsoKnownAs: [],
      movedTo: undefined,
      discoverable: true,
      indexable: true,
      quotes: 'everyone',
      source: false,
      navigation: [],
    });
  });

  test.each([
    ['approveFollowers: true', { approveFollowers: true }],
    ['discoverable: false', { discoverable: false, indexable: true }],
    ['indexable: false', { indexable: false }],
    ['quotes: followers', { quotes: 'followers' }],
    ['source: true', { source: true }],
    ['socialImages: false', { socialImages: false }],
    ['movedTo: https://new.test/users/ann', { movedTo: 'https://new.test/users/ann' }],
    ['contact: ann@blog.test', { contact: 'mailto:ann@blog.test' }],
    ['contact: https://blog.test/report', { contact: 'https://blog.test/report' }],
    ['contact: tel:+46-555-0100', { contact: 'tel:+46-555-0100' }],
    ['websub: https://hub.test/', { websub: 'https://hub.test/' }],
    ['alsoKnownAs: https://old.test/@ann', { alsoKnownAs: ['https://old.test/@ann'] }],
    [
      'alsoKnownAs: [https://old.test/a, https://old.test/b/, https://old.test/a]',
      { alsoKnownAs: ['https://old.test/a', 'https://old.test/b/'] },
    ],
  ])('may say %s', async (line, values) => {
    const { blog } = await load({ 'blog.yml': `title: T\nhandle: blog\nauthor: ann\n${line}\n` });
    expect(blog).toMatchObject(values);
  });

  test('that is missing is told as one problem', async () => {
    const contentDir = await writeContent({});
    const error: unknown = await loadLibrary({
      contentDir: join(contentDir, 'none'),
      origin: 'https://blog.test',
      now,
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message:
        'content/blog.yml: There is no such file. ' +
        'Write it with the lines title: "My blog", handle: blog, lang: en and author: ann.',
    });
  });

  test.each([
    ['titel: T', '4: titel: is not a key of blog.yml. Did you mean "title"?'],
    ['lang: x', '4: lang: "x" is not a language.'],
    ['id: A', '4: id: "A" cannot be an id.'],
    ['icon: no.png', '4: icon: There is no picture content/no.png.'],
    [
      'fields: [a]',
      '4: fields: must be a list of entries. Write each as - { name: Website, value: https://blog.example }.',
    ],
    ['fields:\n  - name: A', '5: fields.value: is missing.'],
    [
      'fields:\n  - nam: A\n    name: B\n    value: C',
      '5: fields.nam: is not a key of a profile field. Did you mean "name"?',
    ],
    ['navigation: [a]', '4: navigation: There is no page "a". Write content/pages/a.md, or remove the word.'],
    [
      'approveFollowers: maybe',
      '4: approveFollowers: "maybe" is not a value it can have. Write true or false.',
    ],
    [
      'quotes: anyone',
      '4: quotes: "anyone" is not a value it can have. Write everyone or followers or nobody.',
    ],
    [
      'movedTo: "@ann@new.test"',
      '4: movedTo: "@ann@new.test" is not the https address of an account. ' +
        'Write the address that its server gives it, such as https://social.example/users/ann.',
    ],
    [
      'alsoKnownAs:\n  - https://old.test/a\n  - http://old.test/b',
      '6: alsoKnownAs: "http://old.test/b" is not the https address of an account.',
    ],
    [
      'contact: write to me',
      '4: contact: "write to me" is no way to reach you. Write an e-mail address, or https:// and so on.',
    ],
    ['contact: "javascript:alert(1)"', '4: contact: "javascript:alert(1)" is no way to reach you.'],
    [
      'websub: http://hub.test/',
      '4: websub: "http://hub.test/" is not the https address of a hub. ' +
        'Write the address that the hub gives, such as https://hub.example/.',
    ],
    ['a', '4: This is not valid YAML: '],
  ])('must not say %s', async (line, complaint) => {
    const [first] = await complaintsOf({ 'blog.yml': `title: T\nhandle: blog\nauthor: ann\n${line}\n` });
    expect(first).toContain(`content/blog.yml:${complaint}`);
  });

  test('names an author who has a file', async () => {
    const [complaint] = await complaintsOf({ 'blog.yml': 'title: T\nhandle: blog\nauthor: zoe\n' });
    expect(complaint).toContain('content/blog.yml:3: author: There is no author "zoe".');
  });
});

describe('pages and authors', () => {
  test('have a text of their own', async () => {
    const { authors, pages } = await load({
      'pages/about.md': '---\ntitle: About\nlang: de\n---\n[a](b)\n',
      'authors/ann.md': '---\nname: Ann\nimage: { src: me.png, alt: Me }\n---\n*Bio*\n',
      'authors/me.png': png(9, 9),
    });
    expect(pages[0]).toMatchObject({ lang: 'de', body: { html: '<p><a href="/about/b">a</a></p>' } });
    expect(authors[0]).toMatchObject({
      image: { alt: 'Me', width: 9 },
      body: { html: '<p><em>Bio</em></p>' },
    });
  });

  test.each([
    ['pages/posts.md', '---\ntitle: X\n---\n', 'The address /posts/ belongs to the site itself.'],
    ['pages/a.md', '---\nlang: en\n---\n', 'title: is missing.'],
    ['pages/a.md', '---\ntitle: X\ntags: [a]\n---\n', 'tags: is not a front matter key of a page.'],
    ['authors/bea.md', '---\nsummary: X\n---\n', 'name: is missing.'],
    [
      'authors/bea.md',
      '---\nname: B\nlinks: [{ name: X, url: ftp://x }]\n---\n',
      'links.url: "ftp://x" is not a web address.',
    ],
    ['authors/bea.md', '---\nname: B\nlinks: https://x.test\n---\n', 'links: must be a list of entries.'],
  ])('are refused: %s with %j', async (name, text, complaint) => {
    const complaints = await complaintsOf({ [name]: text });
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(complaint);
  });
});
