import { expect, test } from 'vitest';
import { robotsOf } from '../../../src/components/robots.ts';
import { site } from './sample.ts';

test('robots may go anywhere, and are told of the sitemap', () => {
  expect(robotsOf(site)).toBe('User-agent: *\nDisallow:\n\nSitemap: https://blog.test/sitemap.xml\n');
});

test('a blog that wants to be in no search engine lets robots come and read that, and offers no map', () => {
  const hidden = { ...site, blog: { ...site.blog, indexable: false } };
  expect(robotsOf(hidden)).toBe('User-agent: *\nDisallow:\n');
});
