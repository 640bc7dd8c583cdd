import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import { draftManifest, navigationOf } from '../../../src/release/build.ts';
import { releaseFolder } from '../../../src/release/current.ts';
import type { BuildInput } from '../../../src/release/build.ts';
import type { Manifest } from '../../../src/release/manifest.ts';
import { readManifest } from '../../../src/release/manifest.ts';
import { siteOf } from '../../../src/site.ts';
import { announcementOf, NOW } from '../builders.ts';
import { bodyOf, libraryOf, picture, postOf, site } from '../theme/sample.ts';
import { openDesk, type Desk } from './desk.ts';

async function textOf({ dataDir }: Desk, manifest: Manifest, path: string): Promise<string> {
  const resource = manifest.resources[path];
  return readFile(join(releaseFolder(dataDir, manifest.release), resource?.file ?? ''), 'utf8');
}

describe('a release', () => {
  test('holds a file for every path, and a manifest that says so', async () => {
    const desk = openDesk();
    const manifest = await desk.build([postOf('kettle')]);
    expect(await readManifest(releaseFolder(desk.dataDir, manifest.release))).toEqual(manifest);
    for (const path of Object.keys(manifest.resources))
      expect(await textOf(desk, manifest, path)).not.toBe('');
    expect(manifest).toMatchObject({
      origin: 'https://blog.test',
      inputs: 'inputs',
      theme: 'theme',
      blog: site.blog,
    });
  });

  test('knows what of it is an object, and whether that takes replies', async () => {
    const posts = [
      postOf('open'),
      postOf('closed', { comments: 'closed', lang: 'sv' }),
      postOf('note', { type: 'note', title: '', body: bodyOf('x'.repeat(100)) }),
      postOf('page-only', { federate: false }),
    ];
    const plain = { lang: 'en', quotes: 'everyone', isReply: false, isRestricted: false };
    expect((await openDesk().build(posts)).objects).toEqual([
      { ...plain, id: 'id-open', slug: 'open', title: 'On open', commentsOpen: true, policy: 'open' },
      { ...plain, id: 'id-closed', slug: 'closed', title: 'On closed', lang: 'sv', commentsOpen: false },
      { ...plain, id: 'id-note', slug: 'note', title: 'x'.repeat(60), commentsOpen: true, policy: 'open' },
    ]);
  });

  test('knows of an object who may quote it, what it answers, translates and asks, and no like', async () => {
    const closes = new Date(NOW + 1);
    const posts = [
      postOf('tea', { quotes: 'nobody', poll: { options: ['a', 'b'], multiple: true, closes } }),
      postOf('answer', { inReplyTo: 'https://social.test/notes/1' }),
      postOf('te', { translationOf: 'id-tea' }),
      postOf('like', { likeOf: 'https://social.test/notes/1' }),
      postOf('boost', { repostOf: 'https://social.test/notes/1' }),
    ];
    expect((await openDesk().build(posts)).objects).toMatchObject([
      { id: 'id-tea', quotes: 'nobody', poll: { options: ['a', 'b'], multiple: true, closes: NOW + 1 } },
      { id: 'id-answer', isReply: true },
      { id: 'id-te', translationOf: 'id-tea' },
    ]);
  });

  test('says nothing of a text under a warning where it must call a note something', async () => {
    const note = postOf('note', { type: 'note', title: '', contentWarning: 'spiders' });
    expect((await openDesk().build([note])).objects).toMatchObject([
      { title: 'spiders', contentWarning: 'spiders' },
    ]);
  });

  test('carries the theme’s files and the pictures as they are, each with its type', async () => {
    const desk = openDesk();
    const themeFiles = { '_astro/site.a1b2.css': 'p{}', 'favicon.svg': '<svg/>', 'font.woff2': 'x' };
    const source = join(desk.dataDir, 'kettle.png');
    await writeFile(source, 'PNG');
    const library = libraryOf([], { media: [{ ...picture, source }] });
    const manifest = await desk.build([], { library, themeFiles });
    expect(await textOf(desk, manifest, '/_astro/site.a1b2.css')).toBe('p{}');
    expect(await textOf(desk, manifest, picture.url)).toBe('PNG');
    const types = ['/_astro/site.a1b2.css', '/favicon.svg', '/font.woff2', picture.url].map(
      (path) => manifest.resources[path]?.type,
    );
    expect(types).toEqual(['text/css; charset=utf-8', 'image/svg+xml', 'font/woff2', 'image/png']);
  });

  test('serves no file as ActivityPub, whatever it holds', async () => {
    const person = '{"type":"Person"}';
    const themeFiles = { 'actor.json': person, actor: person, 'actor.jsonld': person };
    const { resources } = await openDesk().build([], { themeFiles });
    const types = ['/actor.json', '/actor', '/actor.jsonld'].map((path) => resources[path]?.type);
    expect(types).toEqual(Array.from({ length: 3 }, () => 'application/octet-stream'));
  });

  test('stops at a page that the theme cannot draw', async () => {
    const render = (): Promise<never> => Promise.reject(new Error('the theme cannot draw /'));
    await expect(openDesk().build([], { render })).rejects.toThrow('the theme cannot draw /');
    const empty = (): Promise<object> => Promise.resolve({ status: 404, contentType: 'text/html', body: '' });
    await expect(openDesk().build([], { render: empty as never })).rejects.toThrow(
      'the theme answered 404 for /',
    );
  });

  test('without a manifest, or with one of another version, is none', async () => {
    const desk = openDesk();
    expect(await readManifest(desk.dataDir)).toBeUndefined();
    for (const text of ['{"version":0}', '{"version":1,']) {
      await writeFile(join(desk.dataDir, 'manifest.json'), text);
      expect(await readManifest(desk.dataDir)).toBeUndefined();
    }
  });
});

describe('after a change', () => {
  const posts = ['a', 'b', 'c', 'd', 'e'].map((slug) => postOf(slug, { tags: [slug] }));

  test('only the pages that show it are drawn; the others are the files of the last release', async () => {
    const desk = openDesk();
    const first = await desk.build(posts);
    desk.drawn.length = 0;
    const edited = posts.map((post) =>
      post.slug === 'b' ? { ...post, body: bodyOf('Other words.', { text: post.body.text }) } : post,
    );
    const second = await desk.build(edited, { previous: first });
    expect(desk.drawn.filter((path) => /^\/(posts|tags)\/.*\/$/.test(path)).toSorted()).toEqual([
      '/posts/b/',
      '/tags/b/',
    ]);
    expect(Object.keys(second.resources)).toEqual(Object.keys(first.resources));
    expect(await textOf(desk, second, '/posts/b/')).toContain('Other words.');
    expect(await textOf(desk, second, '/posts/d/')).toBe(await textOf(desk, first, '/posts/d/'));
  });

  test('of nothing, nothing is drawn', async () => {
    const desk = openDesk();
    const first = await desk.build(posts);
    desk.drawn.length = 0;
    const second = await desk.build(posts, { previous: first });
    expect(desk.drawn).toEqual([]);
    expect(second.resources).toEqual(first.resources);
  });

  test('the carried file outlives the release that it came from', async () => {
    const desk = openDesk();
    const second = await desk.build(posts, { previous: await desk.build(posts) });
    await rm(releaseFolder(desk.dataDir, 'release-1'), { recursive: true });
    expect(await textOf(desk, second, '/posts/a/')).toContain('All about a.');
  });

  test.each([
    ['theme', { theme: 'theme-2' }],
    ['name', { site: siteOf({ ...site.blog, title: 'Another' }, site.origin) }],
    ['origin', { site: siteOf(site.blog, 'https://other.test') }],
    [
      'navigation',
      {
        library: libraryOf(posts, {
          pages: [
            {
              slug: 'about',
              file: 'about.md',
              title: 'About',
              lang: 'en',
              summary: undefined,
              body: bodyOf('x'),
            },
          ],
        }),
      },
    ],
  ])('of the %s, every page is drawn', async (_, changes) => {
    const desk = openDesk();
    const first = await desk.build(posts);
    const count = desk.drawn.length;
    desk.drawn.length = 0;
    await desk.build(posts, { previous: first, ...changes });
    expect(desk.drawn.length).toBeGreaterThanOrEqual(count);
  });
});

describe('former addresses', () => {
  test('are those that the writer names, and those that a post had', async () => {
    const posts = [postOf('pot', { aliases: ['/2019/kettle.html', '/tee/grün/'] }), postOf('tea')];
    const formerSlugs = new Map([
      ['kettle', 'id-pot'],
      ['krukan', 'id-pot'],
      ['gone', 'id-gone'],
    ]);
    expect((await openDesk().build(posts, { formerSlugs })).redirects).toEqual({
      '/2019/kettle.html': '/posts/pot/',
      '/tee/gr%C3%BCn/': '/posts/pot/',
      '/posts/kettle/': '/posts/pot/',
      '/posts/krukan/': '/posts/pot/',
    });
  });

  test('still lead to a post that was deleted and is back', async () => {
    const formerSlugs = new Map([['kettle', 'id-pot']]);
    const { redirects } = await openDesk().build([postOf('pot', { id: 'id-pot~2' })], { formerSlugs });
    expect(redirects).toEqual({ '/posts/kettle/': '/posts/pot/' });
  });

  test('lead nowhere when another post stands there by now', async () => {
    const formerSlugs = new Map([['tea', 'id-pot']]);
    expect((await openDesk().build([postOf('pot'), postOf('tea')], { formerSlugs })).redirects).toEqual({});
  });
});

test('a release of drafts knows the objects and has no pages', () => {
  const manifest = draftManifest(
    libraryOf([postOf('kettle'), postOf('page-only', { federate: false })]),
    site,
  );
  expect(manifest.objects.map(({ slug }) => slug)).toEqual(['kettle']);
  expect(manifest.resources).toEqual({});
});

describe('what falls due', () => {
  const pollUntil = (closes: number, more: Partial<Post> = {}): Post =>
    postOf('tea', { poll: { options: ['a', 'b'], multiple: false, closes: new Date(closes) }, ...more });

  test('is a scheduled post', async () => {
    const library = libraryOf([], { nextDue: new Date(NOW) });
    expect((await openDesk().build([], { library })).nextDue).toBe(NOW);
  });

  test.each<[string, readonly Post[], number | undefined, number | undefined]>([
    ['the end of a poll', [pollUntil(NOW + 5)], undefined, NOW + 5],
    ['whichever comes first', [pollUntil(NOW + 5)], NOW + 3, NOW + 3],
    ['not a poll that is over', [pollUntil(NOW)], undefined, undefined],
    ['not one that nobody can vote in', [pollUntil(NOW + 5, { federate: false })], undefined, undefined],
  ])('is %s', async (_, posts, scheduled, expected) => {
    const nextDue = scheduled === undefined ? undefined : new Date(scheduled);
    const library = libraryOf(posts, { nextDue });
    expect((await openDesk().build([], { library, announcements: [] })).nextDue).toBe(expected);
  });
});

describe('a post for followers only', () => {
  const words = 'whispered words';
  const secret = postOf('secret', {
    visibility: 'followers',
    title: 'Hushed',
    summary: words,
    tags: ['hush'],
    aliases: ['/2019/hushed/'],
    pinned: true,
    body: bodyOf(words),
  });
  const posts = [postOf('before'), secret, postOf('after', { translationOf: 'id-before' })];

  test('is in no file that everybody gets, and in none of their addresses', async () => {
    const desk = openDesk();
    const manifest = await desk.build(posts);
    expect(desk.drawn.join()).not.toMatch(/secret|hush/i);
    expect(JSON.stringify([manifest.resources, manifest.redirects])).not.toMatch(/secret|hush/i);
    for (const path of Object.keys(manifest.resources))
      expect(await textOf(desk, manifest, path)).not.toMatch(/whispered|hush|secret/i);
  });

  test('is drawn by nothing: the theme is never given it', async () => {
    const given = new Set<string>();
    const render: BuildInput['render'] = (_, { library }) => {
      library?.posts.forEach(({ slug }) => given.add(slug));
      return Promise.resolve({ status: 200, contentType: 'text/html', body: 'x' });
    };
    await openDesk().build(posts, { render });
    expect([...given]).toEqual(['before', 'after']);
  });

  test('has a document that is kept apart, and an object without a name', async () => {
    const desk = openDesk();
    const manifest = await desk.build(posts);
    expect(Object.keys(manifest.restricted)).toEqual(['/ap/objects/id-secret']);
    expect(manifest.objects).toContainEqual(
      expect.objectContaining({ id: 'id-secret', title: '', isRestricted: true }),
    );
    const release = desk.open(manifest);
    const path = '/ap/objects/id-secret';
    for (const written of [path, '/%61p/objects/id-secret', '/ap/objects/id%2dsecret'])
      expect(release.find(written)).toBeUndefined();
    expect(release.objectBySlug('secret')).toBeUndefined();
    expect((await release.read(release.findRestricted(path)!)).toString()).toContain(words);
  });
});

test('documents are files under names of their own, with status and page', async () => {
  const desk = openDesk();
  const gone = announcementOf(postOf('gone'), { state: 'deleted', deleted: NOW });
  const post = postOf('kettle');
  const manifest = await desk.build([post], { announcements: [announcementOf(post), gone] });
  expect(manifest.resources['/ap/objects/id-kettle']).toMatchObject({
    type: 'application/activity+json; charset=utf-8',
    status: 200,
    page: 'https://blog.test/posts/kettle/',
  });
  expect(manifest.resources['/ap/objects/id-gone']).toMatchObject({ status: 410 });
  expect(JSON.parse(await textOf(desk, manifest, '/ap/objects/id-gone'))).toMatchObject({
    type: 'Tombstone',
  });
  const { file } = manifest.resources['/ap/objects/id-kettle']!;
  expect((await stat(join(releaseFolder(desk.dataDir, manifest.release), file))).isFile()).toBe(true);
});

test('rules and colophon, where they are written, are at the end of pages, unless they are in the navigation', () => {
  const pages = ['about', 'colophon', 'rules'].map((slug) => ({
    slug,
    file: `content/pages/${slug}.md`,
    title: slug,
    lang: 'en',
    summary: undefined,
    body: bodyOf('x'),
  }));
  const { blog } = site;
  expect(navigationOf({ blog, pages })).toEqual([
    { title: 'about', path: '/about/' },
    { title: 'rules', path: '/rules/', inFooter: true },
    { title: 'colophon', path: '/colophon/', inFooter: true },
  ]);
  expect(navigationOf({ blog: { ...blog, navigation: ['rules'] }, pages: pages.slice(2) })).toEqual([
    { title: 'rules', path: '/rules/' },
  ]);
});
