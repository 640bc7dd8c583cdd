import { expect, test } from 'vitest';
import { distinctTags, isTag, proposeTag } from '../../../src/posts/tag.ts';

test.each(['kettle', 'Kettle_2', '2nd', 'größe', '日本語', 'हिन्दी', 'tea_'])('%s is a tag', (text) => {
  expect(isTag(text)).toBe(true);
});

test.each(['2026', '', '_', 'two words', 'self-hosting', '#kettle', 'a.b', 'tea\n'])(
  '"%s" is no tag',
  (text) => {
    expect(isTag(text)).toBe(false);
  },
);

test.each([
  ['self-hosting tips', 'SelfHostingTips'],
  ['#kettle', 'kettle'],
  ['C++', 'C'],
])('for "%s" the tag %s is proposed', (text, proposal) => {
  expect(proposeTag(text)).toBe(proposal);
});

test('nothing is proposed where no letter is left', () => {
  expect(proposeTag('2026 !')).toBeUndefined();
});

test('tags that differ in case only are one tag, as it was written first', () => {
  expect(distinctTags(['Tea', 'kettle', 'tea', 'TEA'])).toEqual(['Tea', 'kettle']);
});
