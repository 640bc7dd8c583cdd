import { describe, expect, test } from 'vitest';
import { isPrivateName } from '../../../src/posts/private-name.ts';
import { png, postFile, warningsOf } from './content-folder.ts';

const dated = (date: string, text = 'Text', lines = ''): string =>
  `---\ntitle: A post\ndate: ${date}\n${lines}---\n\n${text}\n`;

const site = {
  'posts/kettle.md': postFile(
    '## Tools\n\nA note[^n] #Tea\n\n[^n]: More.',
    'aliases: [/2019/pot/]\nlint: { off: footnotes-lose-links }\n',
  ),
  'posts/Größe.md': postFile('Text', 'id: size\ntags: [Copper]\n'),
  'posts/soon.md': dated('2026-04-01T08:00:00Z', 'Text #later'),
  'posts/draft.md': postFile('Text', 'draft: true\n'),
  'posts/secret.md': postFile('Text', 'visibility: followers\ntags: [hidden]\n'),
  'posts/pot.png': png(3, 4),
  'pages/about.md': '---\ntitle: About\n---\n\n## Who we are\n',
};

/** What is said of a link in a post of 1 March, on line 6 of its file. */
async function saidOf(href: string, options = {}): Promise<readonly string[]> {
  const warnings = await warningsOf({ ...site, 'posts/a.md': postFile(`[a](<${href}>)`) }, options);
  return warnings.map((warning) => warning.replace(/^content\/posts\/a\.md:6: /, ''));
}

describe('links on the site', () => {
  test.each([
    '/posts/kettle/',
    '/posts/kettle',
    '../kettle/?from=a#tools',
    '#content',
    '',
    'https://blog.test/posts/kettle/#tools',
    '/posts/kettle/#fn-n',
    '/posts/kettle/#comments',
    '/posts/kettle/#reply-0123456789ab',
    '/posts/kettle/#:~:text=note',
    '/posts/kettle/comments/',
    '/2019/pot/#tools',
    '/posts/Größe/',
    '/posts/Gr%C3%B6%C3%9Fe',
    '/tags/tea/',
    '/tags/copper/',
    '/about/#who-we-are',
    '/authors/ann/#posts-by',
    '/',
    '/archive/#year-2026',
    '/feed.xml',
    '/ap/actors/blog',
    '/.well-known/webfinger?resource=acct:blog@blog.test',
  ])('may lead to %j', async (href) => {
    expect(await saidOf(href)).toEqual([]);
  });

  test.each([
    ['/posts/ketle/', 'There is no /posts/ketle/ on this site. Did you mean /posts/kettle/? (dead-link)'],
    ['kettle', 'There is no /posts/a/kettle on this site. Did you mean /posts/kettle/? (dead-link)'],
    ['../kettle.md', 'There is no /posts/kettle.md on this site. Did you mean /posts/kettle/? (dead-link)'],
    ['https://blog.test/abuot/', 'There is no /abuot/ on this site. Did you mean /about/? (dead-link)'],
    ['/tags/teas/', 'There is no /tags/teas/ on this site. Did you mean /tags/tea/? (dead-link)'],
    ['/authors/an/', 'There is no /authors/an/ on this site. Did you mean /authors/ann/? (dead-link)'],
    [
      '/2018/samovar/',
      'There is no /2018/samovar/ on this site. ' +
        'Correct the address, or if a post has moved, add the old one to its aliases. (dead-link)',
    ],
    [
      '/100%/',
      'There is no /100%/ on this site. ' +
        'Correct the address, or if a post has moved, add the old one to its aliases. (dead-link)',
    ],
    [
      'pot.png',
      'There is no /posts/a/pot.png on this site. ' +
        'A picture is there where it is shown: write ![What it shows](pot.png), without a link. (dead-link)',
    ],
    [
      '/posts/draft/',
      '/posts/draft/ is a draft, which nobody can open. Publish that first, or remove the link. (dead-link)',
    ],
    [
      '/posts/soon/',
      '/posts/soon/ is not there before 2026-04-01. Date this post later than that, or add the link then. (dead-link)',
    ],
    [
      '/tags/later/',
      '/tags/later/ is not there before 2026-04-01. Date this post later than that, or add the link then. (dead-link)',
    ],
    [
      '/posts/secret/',
      '/posts/secret/ is for followers only, and has no page. Remove the link, or let everybody see that post. (dead-link)',
    ],
    [
      '/posts/kettle/#tolls',
      'There is no part "#tolls" on /posts/kettle/. Did you mean "#tools"? (dead-fragment)',
    ],
    [
      '/about/#contact',
      'There is no part "#contact" on /about/. Write the anchor of a heading, such as #who-we-are. (dead-fragment)',
    ],
    [
      '#tools',
      'There is no part "#tools" on /posts/a/. Remove it from the link: that page has no headings. (dead-fragment)',
    ],
  ])('must not lead to %s', async (href, warning) => {
    expect(await saidOf(href)).toEqual([warning]);
  });

  test('may lead to what the caller knows of', async () => {
    expect(await saidOf('/favicon.svg', { knownPaths: new Set(['/favicon.svg']) })).toEqual([]);
  });

  test('may lead to where a post was before, while the post is there', async () => {
    const told = [
      { id: 'kettle', slug: 'samovar' },
      { id: 'gone', slug: 'teapot' },
    ];
    expect(await saidOf('/posts/samovar/#tools', { told })).toEqual([]);
    expect(await saidOf('/posts/samovar/#lid', { told })).toEqual([
      expect.stringContaining('There is no part "#lid" on /posts/samovar/.'),
    ]);
    expect(await saidOf('/posts/teapot/', { told })).toEqual([
      expect.stringContaining('There is no /posts/teapot/ on this site.'),
    ]);
  });

  test('are held against what is there when the post is', async () => {
    const warnings = await warningsOf({
      ...site,
      'posts/later.md': dated('2026-04-01T09:00:00Z', '[a](/posts/soon/) [b](/posts/draft/)'),
      'posts/unfinished.md': postFile('[a](/posts/soon/) [b](/posts/draft/)', 'draft: true\n'),
    });
    expect(warnings).toEqual([
      'content/posts/later.md:6: /posts/draft/ is a draft, which nobody can open. ' +
        'Publish that first, or remove the link. (dead-link)',
    ]);
  });

  test('are looked at in pages and authors too, each at its own line', async () => {
    const warnings = await warningsOf({
      'pages/about.md': '---\ntitle: About\n---\nText\n\n[a](/nowhere/)\n[b](/else/)\n',
      'authors/ann.md': '---\nname: Ann\n---\n[a][b]\n\n[b]: /gone/\n',
    });
    expect(warnings.map((warning) => warning.replace(/ on this site.*/, ''))).toEqual([
      'content/authors/ann.md:4: There is no /gone/',
      'content/pages/about.md:6: There is no /nowhere/',
      'content/pages/about.md:7: There is no /else/',
    ]);
  });
});

describe('links elsewhere', () => {
  test('must not lead to where only the writer comes', async () => {
    expect(await saidOf('http://localhost:4321/posts/a/')).toEqual([
      'Nobody outside your own network reaches http://localhost:4321/posts/a/. ' +
        'Write a public address, or put it between backticks if it is only to be read. (private-link)',
    ]);
  });

  test('to the blog itself are links on the site, wherever it is served from', async () => {
    const files = { 'posts/a.md': postFile('[a](http://localhost:4321/about/) [b](http://localhost:4321/)') };
    const warnings = await warningsOf(files, { origin: 'http://localhost:4321' });
    expect(warnings).toEqual([expect.stringContaining('There is no /about/ on this site.')]);
  });

  test.each([
    ...[
      'localhost',
      'app.localhost',
      'nas',
      'printer.local',
      'wiki.corp.internal',
      'box.home.arpa',
      'nas.lan.',
    ],
    ...['127.0.0.1', '10.1.2.3', '192.168.0.1', '172.16.0.1', '172.31.9.9', '169.254.1.1', '0.0.0.0'],
    ...['[::1]', '[::]', '[fd00::1]', '[fe80::1]'],
  ])('are private when they name %s', (hostname) => {
    expect(isPrivateName(hostname)).toBe(true);
  });

  test.each([
    ...['blog.example', 'localhost.example', '10.example.com', 'x.localdomain.org', 'xn--nxasmq6b.gr'],
    ...['172.32.0.1', '11.0.0.1', '192.169.0.1', '[2001:db8::1]', '[fc::1]'],
  ])('are public when they name %s', (hostname) => {
    expect(isPrivateName(hostname)).toBe(false);
  });
});
