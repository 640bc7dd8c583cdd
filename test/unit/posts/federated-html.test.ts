import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw } from './body.ts';
import { png } from './content-folder.ts';

const files = { 'posts/pot.png': png(120, 80) };

test.each([
  ['paragraphs', 'a\nb\n\nc  \nd', '<p>a b</p><p>c<br>d</p>'],
  [
    'emphasis',
    '*a* **b** ~~c~~ `d<e`',
    '<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>',
  ],
  ['special characters', 'a & b < c "d"', '<p>a &amp; b &lt; c &quot;d&quot;</p>'],
  ['headings, without anchors', '# a\n\n## b', '<h2>a</h2><h3>b</h3>'],
  ['quotes', '> a\n>\n> b', '<blockquote><p>a</p><p>b</p></blockquote>'],
  ['tight lists', '- a\n  - b\n- c', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>'],
  ['loose lists', '- a\n\n  b', '<ul><li><p>a</p><p>b</p></li></ul>'],
  ['numbered lists', '1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
  ['lists that begin later', '7. a', '<ol start="7"><li>a</li></ol>'],
  ['tasks', '- [x] a\n- [ ] b', '<ul><li>☑ a</li><li>☐ b</li></ul>'],
  ['tasks in loose lists', '- [x] a\n\n  b', '<ul><li><p>☑ a</p><p>b</p></li></ul>'],
  [
    'code without colours',
    '```js\nconst a = "<b>";\n```',
    '<pre><code>const a = &quot;&lt;b&gt;&quot;;</code></pre>',
  ],
  ['maths as TeX', 'a $x_1$\n\n$$\ny<2\n$$', '<p>a <code>x_1</code></p><pre><code>y&lt;2</code></pre>'],
  ['breaks of thought', 'a\n\n---\n\nb', '<p>a</p><p>⁂</p><p>b</p>'],
  [
    'tables as lists',
    '| A | B |\n| - | - |\n| 1 | *2* |\n| 3 | |',
    '<ul><li>A: 1; B: <em>2</em></li><li>A: 3</li></ul>',
  ],
  ['tables with a nameless column', '| | B |\n| - | - |\n| 1 | 2 |', '<ul><li>1; B: 2</li></ul>'],
  ['tables without rows', '| A | B |\n| - | - |', '<p>A; B</p>'],
  ['admonitions', ':::tip\na\n:::', '<blockquote><p><strong>Tip</strong></p><p>a</p></blockquote>'],
  [
    'titled admonitions',
    ':::tip[Mind]\na\n:::',
    '<blockquote><p><strong>Mind</strong></p><p>a</p></blockquote>',
  ],
  [
    'footnotes in order of reference',
    'a[^x] b[^y] c[^x]\n\n[^y]: Y[^z]\n[^z]: Z\n[^x]: X\n[^w]: unused',
    '<p>a[1] b[2] c[1]</p><p><strong>Notes</strong></p><ol><li><p>X</p></li><li><p>Y[3]</p></li><li><p>Z</p></li></ol>',
  ],
  ['links to this site', '[a](../pot/)', '<p><a href="https://blog.test/posts/pot/">a</a></p>'],
  ['links within the page', '[a](#b)', '<p><a href="https://blog.test/posts/kettle/#b">a</a></p>'],
  ['links by reference', '[a][r]\n\n[r]: /b/ "t"', '<p><a href="https://blog.test/b/">a</a></p>'],
  [
    'links with odd characters',
    '[a](<https://x.test/?a=1&b="c">)',
    '<p><a href="https://x.test/?a=1&amp;b=%22c%22">a</a></p>',
  ],
  ['mail addresses', '<ann@x.test>', '<p><a href="mailto:ann@x.test">ann@x.test</a></p>'],
  ['the words of links that peers cut', '[a](tel:123)', '<p>a</p>'],
  ['no pictures', 'a ![b](pot.png) c', '<p>a  c</p>'],
  ['no paragraph that held a picture', 'a\n\n![b](pot.png "t")', '<p>a</p>'],
  ['no link around a picture', '[![b](pot.png)](/c/)', ''],
  ['no list item around a picture', '- ![b](pot.png)\n- a', '<ul><li>a</li></ul>'],
  ['no comments', 'a\n\n<!-- b -->', '<p>a</p>'],
  ['no empty text', '', ''],
])('receivers get %s', async (_, markdown, html) => {
  expect((await draw(markdown, files)).federatedHtml).toBe(html);
});

/** Every kind of Markdown that a text can have. */
const blocks: readonly string[] = [
  '# First *level* #tag',
  '###### Sixth @ann@social.test',
  'A **strong** and *soft* ~~gone~~ `code <b>` text with [a link](/x "t"), [another](y#z) and https://x.test/?a=1&b.',
  'Maths $a<b$, money $5 and $10, a note[^1], again[^1], "quotes" & signs, C:\\\\x, \\#no.',
  '![A pot](pot.png "A title")',
  'So [![A pot](pot.png)](/pots/) it is',
  '| A *b* | `C` |\n| :-- | --: |\n| ![p](pot.png) | $x$ |\n| #tag | [l](/m) |',
  '- [x] done\n- [ ] open\n  1. deep\n\n     ```html\n     <script>alert(1)</script>\n     ```',
  '> quote\n>\n> - list\n>\n> :::note[Title `x`]\n> inside\n> :::',
  ':::warning\n## Heading\n\n| a |\n| - |\n| b |\n:::',
  '$$\n\\frac{1}{2}\n$$',
  '```js\nconst a = "<p class=\'x\'>";\n```',
  '---',
  '5) five\n6) six',
  'Line  \nbreak <!-- comment -->',
  '&lt;script&gt; &amp;amp; &#60;b&#62;',
];
const notes = '\n\n[^1]: A note with @bob@social.test, ![p](pot.png) and a [link](../z).\n';

const allowed: Readonly<Record<string, RegExp>> = {
  a: /^ href="(?:https?:\/\/|mailto:)[^"<>]+"(?: class="(?:u-url mention|mention hashtag)")?(?: rel="tag")?$/,
  span: /^(?: class="h-card" translate="no")?$/,
  ol: /^(?: start="\d+")?$/,
};
const plain = [
  'p',
  'br',
  'strong',
  'em',
  'del',
  'code',
  'pre',
  'blockquote',
  'ul',
  'li',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
];

/** Tags of `html` that a receiver would cut, or whose attributes it would. */
function foreignTags(html: string): readonly string[] {
  const tags = [...html.matchAll(/<\/?([a-z0-9]*)([^>]*)>/g)];
  const isAllowed = ([tag, name = '', attributes = '']: RegExpExecArray): boolean => {
    if (tag.startsWith('</')) return name in allowed || plain.includes(name);
    return allowed[name]?.test(attributes) ?? (plain.includes(name) && attributes === '');
  };
  return tags.filter((tag) => !isAllowed(tag)).map(([tag]) => tag);
}

/** Names of tags left open or closed out of turn. */
function unbalancedTags(html: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
    if (name === 'br') continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return [...open, name];
  }
  return open;
}

describe('whatever the writer writes', () => {
  test('a long text of everything has only tags that receivers keep', async () => {
    const { federatedHtml } = await draw(blocks.join('\n\n') + notes, files);
    expect(foreignTags(federatedHtml)).toEqual([]);
    expect(unbalancedTags(federatedHtml)).toEqual([]);
    expect(federatedHtml).not.toMatch(/\s(?:id|style)=/);
  });

  test('so has any mixture of it', async () => {
    const mixtures = fc.array(fc.constantFrom(...blocks), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(mixtures, async (mixture) => {
        const { federatedHtml } = await draw(mixture.join('\n\n') + notes, files);
        expect(foreignTags(federatedHtml)).toEqual([]);
        expect(unbalancedTags(federatedHtml)).toEqual([]);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});
