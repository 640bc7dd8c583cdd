import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeInto } from '../../../src/release/files.ts';
import { movedByQuery, movedTo, normalisePath, own, redirectKey } from '../../../src/release/served.ts';
import { uri } from '../builders.ts';
import { libraryOf, postOf } from '../theme/sample.ts';
import { openDesk } from './desk.ts';

test.each([
  ['/posts/gr%C3%BCn/', '/posts/gr%C3%BCn/'],
  ['/posts/gr%c3%bcn/', '/posts/gr%C3%BCn/'],
  ['/posts/grün/', '/posts/gr%C3%BCn/'],
  ['/%70osts/kettle/', '/posts/kettle/'],
  ['/a%2Fb/', '/a%2Fb/'],
  ['/100%/', '/100%/'],
  ['/', '/'],
])('%s is the same place as %s', (path, expected) => {
  expect(normalisePath(path)).toBe(expected);
});

test.each([
  ['/2019/kettle.html', '/posts/kettle/'],
  ['/2019/kettle.html/', '/posts/kettle/'],
  ['/old/', '/posts/old/'],
  ['/old', '/posts/old/'],
  ['/gr%c3%bcn', '/posts/green/'],
  ['/other', undefined],
  ['/constructor', undefined],
  ['__proto__', undefined],
])('%s leads to %s', (path, expected) => {
  const redirects = {
    '/2019/kettle.html': '/posts/kettle/',
    '/old/': '/posts/old/',
    '/gr%C3%BCn/': '/posts/green/',
  };
  expect(movedTo(redirects, path)).toBe(expected);
});

test('an old address with a query is told from others by it, sign by sign', () => {
  const redirects = Object.fromEntries(
    ['/?p=12', '/grün/?a=ü'].map((old) => [redirectKey(old), '/posts/kettle/']),
  );
  const moved = (path: string): string | undefined =>
    movedByQuery(redirects, new URL(path, 'https://blog.test'));
  expect(redirectKey('/?p=12')).toBe('/?p=12');
  expect(['/?p=12', '/gr%c3%bcn/?a=ü'].map(moved)).toEqual(['/posts/kettle/', undefined]);
  expect(['/', '/?p=1', '/?p=12&x', '/?', '/x/?p=12'].map(moved)).toEqual(Array(5).fill(undefined));
});

test('a record read from JSON is asked for its own members only', () => {
  const record = JSON.parse('{"a":1}') as Record<string, number>;
  expect(['a', 'b', 'constructor', 'toString', '__proto__'].map((name) => own(record, name))).toEqual([
    1,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

describe('a served release', () => {
  const posts = [
    postOf('kettle', { aliases: ['/2019/kettle.html', '/old/'] }),
    postOf('grün', { comments: 'closed' }),
    postOf('page-only', { federate: false }),
  ];

  test.each<[string, string | undefined]>([
    ['https://blog.test/ap/objects/id-kettle', 'kettle'],
    ['https://blog.test/ap/objects/id-kettle?utm_source=social', 'kettle'],
    ['https://blog.test/ap/objects/id-kettle#create', 'kettle'],
    ['https://blog.test/posts/kettle/', 'kettle'],
    ['https://blog.test/posts/kettle', 'kettle'],
    ['https://blog.test/posts/kettle/?utm_source=social#comments', 'kettle'],
    ['https://BLOG.test:443/posts/kettle/', 'kettle'],
    ['https://blog.test/posts/gr%C3%BCn', 'grün'],
    ['https://blog.test/posts/gr%c3%bcn/', 'grün'],
    ['https://blog.test/ap/objects/id-gr%c3%bcn', 'grün'],
    ['https://blog.test/posts/pot/', 'kettle'],
    ['https://blog.test/posts/pot', 'kettle'],
    ['https://blog.test/2019/kettle.html', 'kettle'],
    ['https://blog.test/old', 'kettle'],
    ['https://blog.test/posts/page-only/', undefined],
    ['https://blog.test/ap/objects/id-page-only', undefined],
    ['https://blog.test/ap/objects/id-kettle/replies', undefined],
    ['https://blog.test/ap/objects/kettle', undefined],
    ['https://blog.test/ap/objects/constructor', undefined],
    ['https://blog.test/posts/', undefined],
    ['https://blog.test/', undefined],
    ['http://blog.test/posts/kettle/', undefined],
    ['https://blog.test:8443/posts/kettle/', undefined],
    ['https://blog.test.evil.test/posts/kettle/', undefined],
    ['https://evil.test/posts/kettle/', undefined],
    ['https://blog.test/posts/%/', undefined],
    ['no address', undefined],
  ])('finds behind %s: %s', async (url, slug) => {
    const desk = openDesk();
    const { objects } = desk.open(await desk.build(posts, { formerSlugs: new Map([['pot', 'id-kettle']]) }));
    expect(objects(uri(url))?.slug).toBe(slug);
  });

  test('an alias that a post took for itself later stands back', async () => {
    const desk = openDesk();
    const { objects } = desk.open(
      await desk.build([postOf('kettle', { aliases: ['/posts/tea/'] }), postOf('tea')]),
    );
    expect(objects(uri('https://blog.test/posts/tea/'))?.slug).toBe('tea');
  });

  test('says of an object whether it takes replies', async () => {
    const desk = openDesk();
    const { objects } = desk.open(await desk.build(posts));
    expect(objects(uri('https://blog.test/posts/kettle/'))).toEqual({
      id: 'https://blog.test/ap/objects/id-kettle',
      slug: 'kettle',
      open: true,
      policy: 'open',
      quotes: 'everyone',
      poll: undefined,
    });
    expect(objects(uri('https://blog.test/posts/gr%C3%BCn/'))).toMatchObject({ open: false });
  });

  test.each([
    ['/posts/kettle/', 'files/posts/kettle/index.html'],
    ['/posts/gr%C3%BCn/', 'files/posts/grün/index.html'],
    ['/posts/gr%c3%bcn/', 'files/posts/grün/index.html'],
    ['/posts/kettle', undefined],
    ['/constructor', undefined],
    ['/../manifest.json', undefined],
  ])('has at %s the file %s', async (path, file) => {
    const desk = openDesk();
    expect(desk.open(await desk.build(posts)).find(path)?.file).toBe(file);
  });

  test('has a page whose name is not of ASCII', async () => {
    const desk = openDesk();
    const { body } = postOf('x');
    const pages = [
      { slug: 'über', file: 'content/pages/über.md', title: 'About', lang: 'de', summary: undefined, body },
    ];
    const release = desk.open(await desk.build([], { library: libraryOf([], { pages }) }));
    expect(release.find('/%C3%BCber/')?.file).toBe('files/über/index.html');
  });

  test('reads a file once', async () => {
    const desk = openDesk();
    const release = desk.open(await desk.build(posts));
    const resource = release.find('/posts/kettle/')!;
    expect(await release.read(resource)).toBe(await release.read(resource));
  });

  test('reads a file that is too big to be held once for all who are being sent it', async () => {
    const desk = openDesk();
    const themeFiles = { 'film.txt': 'x'.repeat(1024 * 1024 + 1) };
    const release = desk.open(await desk.build([], { themeFiles }));
    const film = release.find('/film.txt')!;
    const [first, second] = await Promise.all([release.read(film), release.read(film)]);
    expect(second).toBe(first);
    expect(await release.read(film)).toBe(first);
  });

  test('reads a file anew after it could not be read', async () => {
    const desk = openDesk();
    const release = desk.open(await desk.build(posts));
    const resource = { ...release.find('/')!, file: 'files/late.html' };
    await expect(release.read(resource)).rejects.toMatchObject({ code: 'ENOENT' });
    await writeInto(join(desk.dataDir, 'releases', release.manifest.release, resource.file), 'late');
    expect((await release.read(resource)).toString()).toBe('late');
  });
});
