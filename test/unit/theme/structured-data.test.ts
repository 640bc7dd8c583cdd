import { describe, expect, test } from 'vitest';
import { headOf, type PageHead } from '../../../src/components/head.ts';
import { structuredData } from '../../../src/components/structured-data.ts';
import { hostileTexts } from './feeds.ts';
import { author, picture, postOf, site } from './sample.ts';

function graphOf(head: PageHead): unknown {
  const data = JSON.parse(structuredData(head, site) ?? 'null') as Readonly<Record<string, unknown>> | null;
  expect(data === null || data['@context'] === 'https://schema.org').toBe(true);
  return data?.['@graph'];
}

const listHead = { description: 'All.', lang: 'en' };
const crumbs = (...steps: readonly (readonly [name: string, item: string])[]): unknown => ({
  '@type': 'BreadcrumbList',
  itemListElement: steps.map(([name, item], index) => ({
    '@type': 'ListItem',
    position: index + 1,
    name,
    item: `https://blog.test${item}`,
  })),
});

describe('structured data', () => {
  test('of a post say what it is, when it was written, by whom, and where one is', () => {
    const post = postOf('kettles', { tags: ['tea'], image: picture, updated: new Date('2026-04-01') });
    expect(graphOf(headOf(post, site, { authors: [author], translations: [] }))).toMatchObject([
      {
        '@type': 'BlogPosting',
        headline: 'On kettles',
        description: 'All about kettles.',
        url: 'https://blog.test/posts/kettles/',
        datePublished: '2026-03-01T09:00:00.000Z',
        dateModified: '2026-04-01T00:00:00.000Z',
        inLanguage: 'en',
        keywords: ['tea'],
        author: [
          {
            '@type': 'Person',
            name: 'Nadia Lindqvist',
            url: 'https://blog.test/authors/nadia/',
            sameAs: ['https://social.test/@nadia', 'gopher://old.test/nadia'],
          },
        ],
        image: { '@type': 'ImageObject', url: 'https://blog.test/media/3f9a1c2b-kettle.png', width: 1600 },
        isPartOf: { '@type': 'Blog', name: 'The Slow Kettle', url: 'https://blog.test/' },
      },
      crumbs(['The Slow Kettle', '/'], ['Archive', '/archive/'], ['On kettles', '/posts/kettles/']),
    ]);
  });

  test('of the front page say whose blog it is', () => {
    expect(graphOf({ ...listHead, title: '', path: '/', authors: [author] })).toMatchObject([
      { '@type': 'Blog', name: 'The Slow Kettle', publisher: { '@type': 'Person', name: 'Nadia Lindqvist' } },
    ]);
  });

  test('of an author say who that is', () => {
    const head = {
      ...listHead,
      title: author.name,
      path: '/authors/nadia/',
      kind: 'profile',
      authors: [author],
    } as const;
    expect(graphOf(head)).toMatchObject([
      { '@type': 'ProfilePage', mainEntity: { '@type': 'Person', description: 'Keeps a lake.' } },
      { '@type': 'BreadcrumbList' },
    ]);
  });

  test('of an author and of the front page of a blog without a picture name the one that is drawn', () => {
    const head = { ...listHead, title: author.name, authors: [author], image: picture };
    const image = { '@type': 'ImageObject', url: 'https://blog.test/media/3f9a1c2b-kettle.png' };
    expect(graphOf({ ...head, path: '/authors/nadia/', kind: 'profile' })).toMatchObject([
      { '@type': 'ProfilePage', primaryImageOfPage: image },
      { '@type': 'BreadcrumbList' },
    ]);
    expect(graphOf({ ...head, path: '/' })).toMatchObject([{ '@type': 'Blog', image }]);
  });

  test('of a list are the way to it', () => {
    expect(graphOf({ ...listHead, title: '#tea', path: '/tags/tea/' })).toEqual([
      crumbs(['The Slow Kettle', '/'], ['Tags', '/tags/'], ['#tea', '/tags/tea/']),
    ]);
    expect(graphOf({ ...listHead, title: 'Tags', path: '/tags/' })).toEqual([
      crumbs(['The Slow Kettle', '/'], ['Tags', '/tags/']),
    ]);
  });

  test('of a page without an address of its own are none', () => {
    expect(structuredData({ ...listHead, title: 'Gone', path: undefined }, site)).toBeUndefined();
  });

  test.each(hostileTexts)('neither end the element they stand in nor lose a letter: %j', (title) => {
    const head = { ...listHead, title, path: '/about/' };
    expect(structuredData(head, site)).not.toContain('<');
    expect(graphOf(head)).toEqual([crumbs(['The Slow Kettle', '/'], [title, '/about/'])]);
  });
});
