import { expect, test } from 'vitest';
import { drawEmoji, emojiText } from '../../../src/preview/emoji-markup.ts';
import { cutMarkup, hasElement, textOfMarkup } from '../../../src/preview/markup.ts';

test.each([
  ['<p>a</p><p>b<br />c</p>', 'a\n\nb\nc'],
  ['<h2>a</h2><ul><li>b</li><li>c</li></ul><p>d</p>', 'a\n\n• b\n• c\n\nd'],
  ['<div>a</div><div>b</div>', 'a\nb'],
  ['<pre><code>if (a) {\n\n  b &lt; c;\n}</code></pre>', 'if (a) {\n\n  b < c;\n}'],
  ['<p>&amp;lt; &quot;a&quot; &#39;b&#39; &nbsp;</p>', '&lt; "a" \'b\' &nbsp;'],
  ['', ''],
])('%s as plain text', (html, text) => {
  expect(textOfMarkup(html)).toBe(text);
});

test.each([
  ['<p>abc <em>def</em></p><p>g</p>', 5, '<p>abc <em>d</em></p>'],
  ['<p>a&amp;b</p>', 2, '<p>a&amp;</p>'],
  ['<p>a<br>b</p>', 1, '<p>a</p>'],
  ['<p>abc</p>', 3, '<p>abc</p>'],
  ['<p>abc</p>', 9, '<p>abc</p>'],
])('%s cut after %i characters', (html, charactersMax, beginning) => {
  expect(cutMarkup(html, charactersMax)).toBe(beginning);
});

test('an element is known by its whole name', () => {
  expect(hasElement('<ul class="x">', 'ul', 'ol')).toBe(true);
  expect(hasElement('<ulna>&lt;ul&gt;', 'ul', 'ol')).toBe(false);
});

const pot = { name: 'pot', url: '/media/pot.png' };
const drawn = '<img class="emoji" src="/media/pot.png" alt=":pot:" width="20" height="20">';

test('the name of an emoji becomes its picture, in text only, and only if there is one', () => {
  const link = '<a href="https://ok.test/:pot:">:pot:</a> :cup:';
  expect(drawEmoji(link, [pot])).toBe(`<a href="https://ok.test/:pot:">${drawn}</a> :cup:`);
});

test('plain text with emoji stays text', () => {
  expect(emojiText('<b>:pot:</b> & "x"', [pot])).toBe(`&lt;b&gt;${drawn}&lt;/b&gt; &amp; &quot;x&quot;`);
});
