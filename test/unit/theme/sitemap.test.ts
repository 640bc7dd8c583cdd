import { expect, test } from 'vitest';
import { sitemapOf } from '../../../src/components/sitemap.ts';
import { childrenOf, parseXml, textOf, type XmlNode } from '../../support/xml.ts';
import { bodyOf, libraryOf, postOf, site } from './sample.ts';

const about = {
  slug: 'about',
  file: 'content/pages/about.md',
  title: 'About',
  lang: 'en',
  summary: undefined,
  body: bodyOf('Me.'),
};

function urlsOf(...args: Parameters<typeof libraryOf>): ReadonlyMap<string, XmlNode> {
  const urls = childrenOf(parseXml(sitemapOf(libraryOf(...args), site)), 'url');
  return new Map(urls.map((url) => [textOf(url, 'loc')?.slice('https://blog.test'.length) ?? '', url]));
}

test('the sitemap lists every page that may be found, with the last change of what it shows', () => {
  const posts = [
    postOf('ice', { type: 'note', date: new Date('2026-03-02') }),
    postOf('kettles', {
      tags: ['slow tea'],
      updated: new Date('2026-04-01'),
      series: { name: 'Tea', part: 1 },
    }),
    postOf('old', { date: new Date('2024-01-01') }),
    postOf('hidden', { visibility: 'unlisted' }),
  ];
  const urls = [...urlsOf(posts, { pages: [about] })].map(([path, url]) => [
    path,
    textOf(url, 'lastmod')?.slice(0, 10),
  ]);
  expect(urls).toEqual([
    ['/', '2026-04-01'],
    ['/archive/', '2026-04-01'],
    ['/tags/', '2026-04-01'],
    ['/series/', '2026-04-01'],
    ['/about/', undefined],
    ['/authors/nadia/', '2026-04-01'],
    ['/archive/2026/', '2026-04-01'],
    ['/archive/2024/', '2024-01-01'],
    ['/tags/slow%20tea/', '2026-04-01'],
    ['/series/tea/', '2026-04-01'],
    ['/notes/', '2026-03-02'],
    ['/posts/ice/', '2026-03-02'],
    ['/posts/kettles/', '2026-04-01'],
    ['/posts/old/', '2024-01-01'],
  ]);
});

test('a post in several languages names all of them, each time', () => {
  const german = postOf('tee', { lang: 'de', translationOf: 'id-tea' });
  const urls = urlsOf([german, postOf('tea'), postOf('alone')]);
  const expected = [
    { rel: 'alternate', hreflang: 'de', href: 'https://blog.test/posts/tee/' },
    { rel: 'alternate', hreflang: 'en', href: 'https://blog.test/posts/tea/' },
  ];
  for (const [path, versions] of [
    ['/posts/tee/', expected],
    ['/posts/tea/', expected],
    ['/posts/alone/', []],
  ] as const) {
    const url = urls.get(path);
    expect(url && childrenOf(url, 'xhtml:link').map(({ attributes }) => attributes)).toEqual(versions);
  }
});

test('an empty blog has a front page', () => {
  expect([...urlsOf([]).keys()]).toEqual(['/', '/authors/nadia/']);
});
