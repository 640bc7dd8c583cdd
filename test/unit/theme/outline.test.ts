import { expect, test } from 'vitest';
import { outlineOf } from '../../../src/components/outline.ts';
import type { Heading } from '../../../src/posts/post.ts';

const heading = (depth: number, text: string): Heading => ({ depth, text, anchor: text });

test('an article with two headings has no table of contents', () => {
  expect(outlineOf([heading(2, 'a'), heading(2, 'b')])).toEqual([]);
});

test('parts stand under their section, and deeper headings are left out', () => {
  const headings = [heading(2, 'a'), heading(3, 'a1'), heading(4, 'a1x'), heading(3, 'a2'), heading(2, 'b')];
  const drawn = outlineOf(headings).map((entry) => [entry.heading.text, entry.parts.map(({ text }) => text)]);
  expect(drawn).toEqual([
    ['a', ['a1', 'a2']],
    ['b', []],
  ]);
});

test('a part without a section before it stands for itself', () => {
  const headings = [heading(3, 'early'), heading(2, 'a'), heading(3, 'a1')];
  expect(outlineOf(headings).map((entry) => entry.heading.text)).toEqual(['early', 'a']);
});
