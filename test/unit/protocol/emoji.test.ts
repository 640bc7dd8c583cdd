import { expect, test } from 'vitest';
import { emojiOf } from '../../../src/protocol/emoji.ts';

test.each([
  ['👍', '👍'],
  ['🔥', '🔥'],
  ['👍🏽', '👍🏽'],
  ['🇩🇪', '🇩🇪'],
  ['1️⃣', '1️⃣'],
  ['👩🏻‍❤️‍💋‍👨🏻', '👩🏻‍❤️‍💋‍👨🏻'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  [':steam:', ':steam:'],
  [':käse_2+1-x:', ':käse_2+1-x:'],
])('%s is an emoji', (content, emoji) => {
  expect(emojiOf({ content })).toBe(emoji);
});

test.each([
  ['\u2764', '\u2764\ufe0f'],
  ['\u2764\ufe0f', '\u2764\ufe0f'],
  ['\u2764\u200d🔥', '\u2764\ufe0f\u200d🔥'],
  ['🤷\u200d♀', '🤷\u200d♀\ufe0f'],
  [':steam@.:', ':steam:'],
  [':steam@misskey.test:', ':steam:'],
])('%s and its other spellings are one: %s', (content, emoji) => {
  expect(emojiOf({ content })).toBe(emoji);
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['the empty string', ''],
  ['a word', 'nice'],
  ['a digit', '1'],
  ['two', '🔥🔥'],
  ['half a flag', '🇩'],
  ['an emoji that hides something', '👍\u200d'],
  ['text around one', ':a: b'],
  ['markup', ':<b>:'],
  ['a name that goes on', `:${'a'.repeat(100)}:`],
  ['a sentence', 'I like this kettle very much indeed, and will say so at length. '.repeat(9)],
  ['an object', { emoji: '👍' }],
])('%s is none', (_, content) => {
  expect(emojiOf({ content })).toBeUndefined();
});

test('Misskey’s own property counts first, and content where that says nothing', () => {
  expect(emojiOf({ _misskey_reaction: '👍', content: '🔥' })).toBe('👍');
  expect(emojiOf({ _misskey_reaction: 'x', content: '🔥' })).toBe('🔥');
});
