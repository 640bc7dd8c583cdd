import { expect, test } from 'vitest';
import { carryText, PictureShelf } from '../../../src/import/carry-text.ts';

const carried = (markdown: string): Promise<string> =>
  carryText(markdown, new PictureShelf('/nowhere', () => []));

test.each([
  ['what is Markdown stays sign by sign', '* a\n* b_c_ {{< x >}}\n\n1) x', '* a\n* b_c_ {{< x >}}\n\n1) x'],
  ['comments stay', 'a <!--more--> b\n\n<!-- c -->', 'a <!--more--> b\n\n<!-- c -->'],
  ['tags in a line', 'a <b>b *c*</b> `d` [e](/f) <i>g</i>', 'a **b _c_** `d` [e](/f) *g*'],
  ['a link with tags in it', '[a <b>b</b>](/c)', '[a **b**](/c)'],
  ['tags around Markdown', '<div>\n\n**a**\n\n</div>', '**a**'],
  ['a break', 'a<br>b', 'a\\\nb'],
  ['maths and footnotes', '$x$ <b>y</b>[^1]\n\n[^1]: Z', '$x$ **y**[^1]\n\n[^1]: Z'],
  ['programs', 'a\n\n<script>alert(1)</script>\n\n<style>b</style>', 'a'],
  ['addresses that are programs', '<a href="javascript:alert(1)">a</a>', 'a'],
  [
    'frames',
    '<iframe src="//www.youtube.com/embed/x" title="Film"></iframe>',
    '[Film](https://www.youtube.com/embed/x)',
  ],
  ['a table', '<table><tr><th>a</th></tr><tr><td>b</td></tr></table>', '| a |\n| - |\n| b |'],
  ['a list', '- a <b>b</b>\n- c', '* a **b**\n* c'],
])('%s', async (_, markdown, expected) => {
  expect((await carried(markdown)).replace(/\n{3,}/g, '\n\n').trim()).toBe(expected);
});

test('a picture that is written into its address becomes its words', async () => {
  expect(await carried('![Logo](data:image/png;base64,AAAA)')).toBe('Logo');
});
