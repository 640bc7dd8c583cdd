import { expect, test } from 'vitest';
import { sitemapOf } from '../../../src/components/sitemap.ts';
import { bodyOf, libraryOf, postOf, site } from './sample.ts';

const about = {
  slug: 'about',
  file: 'content/pages/about.md',
  title: 'About',
  lang: 'en',
  summary: undefined,
  body: bodyOf('Me.'),
};

test('the sitemap lists every page that may be found, posts with their last change', () => {
  const posts = [
    postOf('kettles', { tags: ['slow tea'], updated: new Date('2026-04-01') }),
    postOf('hidden', { visibility: 'unlisted' }),
  ];
  const map = sitemapOf(libraryOf(posts, { pages: [about] }), site);
  expect(map.match(/<loc>[^<]*/g)?.map((loc) => loc.slice('<loc>https://blog.test'.length))).toEqual([
    '/',
    '/archive/',
    '/tags/',
    '/about/',
    '/authors/nadia/',
    '/tags/slow%20tea/',
    '/posts/kettles/',
  ]);
  expect(map).toContain('/posts/kettles/</loc><lastmod>2026-04-01T00:00:00.000Z</lastmod></url>');
});
