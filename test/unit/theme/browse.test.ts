import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import type { ThemeLocals } from '../../../src/theme.ts';
import { compileTheme, type CompiledTheme } from '../../support/compiled-theme.ts';
import { author, bodyOf, libraryOf, postOf, site } from './sample.ts';

const compileMsMax = 120_000;
const hostile = '"><script>alert(1)</script><b id="x">';

let theme: CompiledTheme;

beforeAll(async () => (theme = await compileTheme()), compileMsMax);
afterAll(() => theme[Symbol.asyncDispose]());

const part = (slug: string, number: number, more: Partial<Post> = {}): Post =>
  postOf(slug, { series: { name: 'Slow Tea', part: number }, ...more });
const posts = [
  part('three', 3, { tags: ['tea'] }),
  postOf('between', { date: new Date('2025-02-01') }),
  part('two', 2, { title: 'The < second', date: new Date('2025-01-02') }),
  part('one', 1, { date: new Date('2025-01-01') }),
  postOf('note', { type: 'note', title: '', body: bodyOf('Steam.'), date: new Date('2024-05-05') }),
];
const locals: ThemeLocals = { site, navigation: [], library: libraryOf(posts) };

async function html(path: string, more: Partial<ThemeLocals> = {}): Promise<string> {
  const { body, status } = await theme.render(path, { ...locals, ...more });
  expect(status).toBe(200);
  expect(body.match(/<h1[ >]/g)).toHaveLength(1);
  expect(body).not.toMatch(/<style| style=| on[a-z]+=/);
  return body;
}

/** What is linked inside `main`, in order. */
function linksIn(body: string): readonly string[] {
  const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'));
  return [...main.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href ?? '');
}

test.each([
  '/archive/2023/',
  '/archive/x/',
  '/notes/1/',
  '/notes/x/',
  '/series/nothing/',
  '/posts/one/history/',
])('404: %s names nothing', async (path) => {
  expect((await theme.render(path, locals)).status).toBe(404);
});

describe('the ways to look around', () => {
  test('are those that lead somewhere, and the one here is marked', async () => {
    const body = await html('/series/');
    const ways = ['/archive/', '/notes/', '/series/', '/tags/', '/search/'];
    expect(linksIn(body).slice(0, ways.length)).toEqual(ways);
    expect(body).toMatch(/<a href="\/series\/" aria-current="page"/);
  });

  test('are few on a new blog', async () => {
    const body = await html('/archive/', { library: libraryOf([]) });
    expect(linksIn(body)).toEqual(['/archive/', '/search/']);
    expect(body).toContain('Nothing has been published here yet.');
  });

  test('lead to the authors where there are several', async () => {
    const library = libraryOf(posts, { authors: [author, { ...author, handle: 'bo', name: 'Bo' }] });
    expect(linksIn(await html('/archive/', { library }))).toContain('/authors/');
    expect(await html('/authors/', { library })).toMatch(
      /Nadia Lindqvist[\s\S]*5 posts[\s\S]*Bo[\s\S]*0 posts/,
    );
  });
});

test('the archive leads to its years, and a year to the years beside it, month by month', async () => {
  expect(await html('/archive/')).toMatch(/href="\/archive\/2025\/"[^>]*>2025<\/a>\s*<span[^>]*>\s*3 posts/);
  const body = await html('/archive/2025/');
  expect(body).toMatch(
    /February 2025[\s\S]*On between[\s\S]*January 2025[\s\S]*The &lt; second[\s\S]*On one/,
  );
  expect(linksIn(body)).toEqual(expect.arrayContaining(['/archive/2024/', '/archive/2026/']));
  expect(body).not.toContain('Steam.');
});

test('notes stand in full in their stream, and nothing else does', async () => {
  const body = await html('/notes/');
  expect(body).toContain('<p>Steam.</p>');
  expect(body).not.toContain('On between');
});

test('a page that is not there leads to the front page, the search and the archive', async () => {
  const { body } = await theme.render('/404.html', locals);
  expect(linksIn(body)).toEqual(['/', '/search/', '/archive/']);
});

test('several authors are named as the language of the post names several', async () => {
  const bob = { ...author, handle: 'bob', name: 'Bob' };
  const both = { authors: [author.handle, bob.handle], lang: 'de', title: 'Zwei' };
  const library = libraryOf([postOf('both', both)], { authors: [author, bob] });
  const words = (await html('/posts/both/', { library })).replaceAll(/<[^>]*>/g, '');
  expect(words.replaceAll(/\s+/g, ' ')).toContain(`von ${author.name} und Bob`);
});

describe('a series', () => {
  test('lists its posts in the order of its parts', async () => {
    const links = linksIn(await html('/series/slow-tea/'));
    expect(links.filter((link) => link.startsWith('/posts/'))).toEqual([
      '/posts/one/',
      '/posts/two/',
      '/posts/three/',
    ]);
  });

  test('is named on each of its posts, with its place and the ways on', async () => {
    const body = await html('/posts/two/');
    expect(body).toMatch(/Part 2 of 3\s*<a class="series-name" href="\/series\/slow-tea\/"/);
    expect(body).toMatch(/<a href="\/posts\/two\/" aria-current="page"/);
    expect(body).toMatch(/class="prev" href="\/posts\/one\/"[\s\S]*Previous part/);
    expect(body).toMatch(/class="next" href="\/posts\/three\/"[\s\S]*Next part/);
  });

  test('leads to its translation, for readers and for machines', async () => {
    const german = postOf('eins', {
      series: { name: 'Tee', part: 1 },
      lang: 'de',
      translationOf: 'id-one',
    });
    const body = await html('/series/slow-tea/', { library: libraryOf([...posts, german]) });
    expect(body).toContain('<a href="/series/tee/" hreflang="de" lang="de">Deutsch</a>');
    expect(body).toContain('hreflang="de" href="https://blog.test/series/tee/"');
    expect(await html('/series/slow-tea/')).not.toContain('class="translations"');
  });

  test('is not named on a post outside it', async () => {
    expect(await html('/posts/between/')).not.toMatch(/Part \d|Next part/);
  });

  test('may be called as one likes', async () => {
    const odd = postOf('odd', { series: { name: hostile, part: 1 } });
    for (const path of ['/series/', '/posts/odd/'])
      expect(await html(path, { library: libraryOf([odd]) })).not.toContain('<script>alert');
  });
});

test('the search has a field with a name, and says what to do without scripts', async () => {
  const body = await html('/search/');
  expect(body).toMatch(/<label for="search-words">[\s\S]*<input id="search-words" name="q" type="search"/);
  expect(body).toContain('Without it, archive and tags lead to every post.');
});

test('pages of the footer are named there and not at the top', async () => {
  const navigation = [
    { title: 'About', path: '/about/' },
    { title: 'Rules', path: '/rules/', inFooter: true },
  ];
  const body = await html('/', { navigation });
  expect(body.indexOf('href="/rules/"')).toBeGreaterThan(body.indexOf('</main>'));
  expect(body.match(/href="\/rules\/"/g)).toHaveLength(1);
  expect(body.match(/href="\/about\/"/g)).toHaveLength(1);
});

describe('corrections', () => {
  const corrections = new Map([['id-one', 2]]);
  const passages = [
    [
      { kind: 'same', text: 'Steep it for ' },
      { kind: 'removed', text: 'three ' },
      { kind: 'added', text: `four ${hostile}` },
    ],
  ] as const;
  const history = [
    { commit: '1a2b3c4', at: Date.UTC(2026, 2, 3, 12), subject: `Not three ${hostile}`, passages },
  ];

  test('are counted on the post, which leads to them', async () => {
    expect(await html('/posts/one/', { corrections })).toMatch(
      /href="\/posts\/one\/history\/"[^>]*>\s*2 corrections/,
    );
    expect(await html('/posts/two/', { corrections })).not.toContain('/history/');
  });

  test('are shown with day, subject and the words that changed, and as text alone', async () => {
    const body = await html('/posts/one/history/', { history });
    expect(body).toMatch(/Mar 3, 2026[\s\S]*Not three/);
    expect(body).toContain('Steep it for <del>three </del><ins>four ');
    expect(body).not.toContain('<script>alert');
    expect(body).toContain('noindex');
  });

  test('of a text under a warning are folded away', async () => {
    const library = libraryOf([postOf('one', { contentWarning: 'spiders' })]);
    expect(await html('/posts/one/history/', { history, library })).toMatch(
      /<details class="warning"[^>]*>\s*<summary[^>]*>Content warning: spiders<\/summary>[\s\S]*<del>/,
    );
  });
});
