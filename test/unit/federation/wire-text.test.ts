import { describe, expect, test } from 'vitest';
import { escapeHtml, paragraphOf, shorten, timestamp } from '../../../src/federation/wire-text.ts';
import { NOW } from '../builders.ts';

test.each([
  [`<a href="x" title='y'>&amp;</a>`, '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;'],
  ['plain', 'plain'],
  ['', ''],
])('escapeHtml(%j)', (text, expected) => {
  expect(escapeHtml(text)).toBe(expected);
});

test('a timestamp is in whole seconds of UTC, cut', () => {
  expect(timestamp(NOW + 999)).toBe('2026-03-10T12:00:00Z');
});

test.each([
  ['short enough', 12, 'short enough'],
  ['one word too many', 10, 'one word…'],
  ['unbreakable', 6, 'unbre…'],
  ['kettle 🫖🫖', 9, 'kettle…'],
  ['🫖🫖🫖', 4, '🫖…'],
])('shorten(%j, %i)', (text, charactersMax, expected) => {
  expect(shorten(text, charactersMax)).toBe(expected);
  expect(shorten(text, charactersMax).isWellFormed()).toBe(true);
});

describe('a paragraph', () => {
  test.each([
    ['a < b', 30, '<p>a &lt; b</p>'],
    ['', 30, ''],
    ['a & b and more of it', 17, '<p>a &amp;…</p>'],
    ['&&&&&', 17, '<p>&amp;…</p>'],
  ])('of %j within %i characters', (text, charactersMax, expected) => {
    expect(paragraphOf(text, charactersMax)).toBe(expected);
    expect(paragraphOf(text, charactersMax).length).toBeLessThanOrEqual(charactersMax);
  });
});
