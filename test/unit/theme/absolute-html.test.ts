import { expect, test } from 'vitest';
import { absoluteHtml } from '../../../src/components/absolute-html.ts';

const absolute = (html: string): string =>
  absoluteHtml(html, 'https://blog.test', 'https://blog.test/posts/x/');

test.each([
  ['<a href="/posts/y/">y</a>', '<a href="https://blog.test/posts/y/">y</a>'],
  ['<a href="#fn-1">1</a>', '<a href="https://blog.test/posts/x/#fn-1">1</a>'],
  ['<a href=\'/say-"hi"/\'>', '<a href=\'https://blog.test/say-"hi"/\'>'],
  ['<img alt="a > b" src="/media/x.png">', '<img alt="a > b" src="https://blog.test/media/x.png">'],
  [
    '<video poster="/p.png" src="/v.mp4">',
    '<video poster="https://blog.test/p.png" src="https://blog.test/v.mp4">',
  ],
  ['<a href="//peer.test/">peer</a>', '<a href="https://peer.test/">peer</a>'],
  ['<a href="../y/?z">y</a>', '<a href="https://blog.test/posts/x/../y/?z">y</a>'],
  [
    '<img srcset="/media/a.webp 480w, /media/b.webp 960w" src="/media/b.png">',
    '<img srcset="https://blog.test/media/a.webp 480w, https://blog.test/media/b.webp 960w" ' +
      'src="https://blog.test/media/b.png">',
  ],
])('%s becomes absolute', (html, expected) => {
  expect(absolute(html)).toBe(expected);
});

test.each([
  '<a href="https://peer.test/">peer</a>',
  '<a href="mailto:nadia@blog.test">write</a>',
  '<p>The text href="/x" of a page</p>',
  `<img alt=' src="/x"'>`,
  '<p data-src="/x">x</p>',
  '<code>&#x3C;a href="/x"></code>',
])('%s stays as it is', (html) => {
  expect(absolute(html)).toBe(html);
});
