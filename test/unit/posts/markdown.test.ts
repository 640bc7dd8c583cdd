import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { draw, problemsIn } from './body.ts';
import { png } from './content-folder.ts';

describe('the page', () => {
  test.each([
    ['strike', '~~old~~', '<p><del>old</del></p>'],
    ['web addresses', 'https://x.test/a', '<p><a href="https://x.test/a">https://x.test/a</a></p>'],
    ['footnotes', 'a[^x]\n\n[^x]: b', '<section data-footnotes class="footnotes">'],
    ['aligned tables without style', '| a |\n| -: |\n| b |', '<td class="align-right">b</td>'],
    [
      'named boxes in task lists',
      '- [x] a\n- [ ] b',
      '<input type="checkbox" checked disabled aria-label="Done"> a',
    ],
    ['colours for code', '```js\nconst a = 1\n```', '<span class="hljs-keyword">const</span>'],
    ['code of unknown languages', '```nolang\na < b\n```', 'language-nolang">a &#x3C; b\n'],
    ['code that scrolls by keyboard', '```\na\n```', '<pre tabindex="0"><code>a\n</code></pre>'],
    ['inline maths', 'Let $x^2$ be', '<msup><mi>x</mi><mn>2</mn></msup>'],
    ['displayed maths', '$$\nx\n$$', 'display="block"'],
    ['fenced maths', '```math\nx\n```', 'display="block"'],
  ])('has %s', async (_, markdown, part) => {
    expect((await draw(markdown)).html).toContain(part);
  });

  test('shows what stands elsewhere as a card, and loads nothing of it', async () => {
    const { html } = await draw('[How a kettle sings](https://video.test/w/1 "A film, 12 minutes")');
    expect(html).toBe(
      '<figure class="card"><a href="https://video.test/w/1">How a kettle sings <span class="card-host">video.test</span></a>' +
        '<figcaption>A film, 12 minutes</figcaption></figure>',
    );
    expect((await draw('See [it](https://video.test/w/1 "A film")')).html).toMatch(
      /^<p>See <a [^>]*title="A film"/,
    );
    expect((await draw('[Mail](mailto:a@b.test "To me")')).html).toMatch(/^<p>/);
  });

  test.each([
    ['a colour box', String.raw`$\fcolorbox{red}{blue}{x}$`],
    ['a table with columns', '| a | b |\n| :- | :-: |\n| c | d |'],
    ['code', '```css\na { color: red }\n```'],
  ])('has no style attribute in %s', async (_, markdown) => {
    expect((await draw(markdown)).html).not.toContain(' style=');
  });

  test('keeps money as it is written', async () => {
    const { html } = await draw('It was $5 for *this* and $10 for that, not $ 7 $.');
    expect(html).toBe('<p>It was $5 for <em>this</em> and $10 for that, not $ 7 $.</p>');
  });

  test.each(['At 10:30 sharp', ':smile:', 'a :b[c]{d=e} f', '::video', '::video[x]{y}', 'Note:this'])(
    'keeps the colons of %s',
    async (markdown) => {
      expect((await draw(markdown)).html).toBe(`<p>${markdown}</p>`);
    },
  );

  test('drops HTML comments', async () => {
    expect((await draw('a<!-- b -->c\n\n<!--\nd\n-->\n\ne')).html).toBe('<p>ac</p>\n<p>e</p>');
  });

  test.each([
    ['note', ':::note\nText\n:::', 'Note'],
    ['tip', ':::tip\nText\n:::', 'Tip'],
    ['warning', ':::warning\nText\n:::', 'Warning'],
    ['tip', ':::tip[Mind *this*]\nText\n:::', 'Mind <em>this</em>'],
  ])('shows the admonition %s', async (name, markdown, title) => {
    expect((await draw(markdown)).html).toBe(
      `<div class="admonition admonition-${name}" role="note"><p class="admonition-title">${title}</p><p>Text</p></div>`,
    );
  });

  test.each([
    ['other/', '/posts/kettle/other/'],
    ['../pot/?a=1#b', '/posts/pot/?a=1#b'],
    ['/about/', '/about/'],
    ['#tools', '#tools'],
    ['https://x.test/?a', 'https://x.test/?a'],
    ['//x.test/a', 'https://x.test/a'],
    ['mailto:ann@x.test', 'mailto:ann@x.test'],
  ])('links %s to %s', async (written, href) => {
    expect((await draw(`[a](${written}) [b][r]\n\n[r]: ${written}`)).html).toBe(
      `<p><a href="${href}">a</a> <a href="${href}">b</a></p>`,
    );
  });
});

describe('headings', () => {
  test('have anchors of their own', async () => {
    const { headings, html } = await draw(
      '## Tools & *more*\n\n### Tools more\n\n## Tools more 2\n\n## Größe\n\n## ?!',
    );
    expect(headings).toEqual([
      { depth: 2, text: 'Tools & more', anchor: 'tools-more' },
      { depth: 3, text: 'Tools more', anchor: 'tools-more-2' },
      { depth: 2, text: 'Tools more 2', anchor: 'tools-more-2-2' },
      { depth: 2, text: 'Größe', anchor: 'größe' },
      { depth: 2, text: '?!', anchor: 'section' },
    ]);
    expect(html).toContain('<h2 id="tools-more">');
  });

  test('are one deeper in a text that uses the first level, which is the title of the page', async () => {
    const { headings, html } = await draw('# a\n\n## b\n\n###### c');
    expect(headings.map(({ depth }) => depth)).toEqual([2, 3, 6]);
    expect(html).not.toContain('<h1');
  });
});

describe('pictures', () => {
  const files = { 'posts/pot.png': png(120, 80), 'pictures/a b.png': png(3, 4) };

  test('are measured, and served under a name of their own', async () => {
    const { html, images } = await draw('![A pot](pot.png)', files);
    const url = images[0]?.url ?? '';
    expect(url).toMatch(/^\/media\/[0-9a-f]{8}-pot\.png$/);
    expect(html).toBe(
      `<p><img src="${url}" alt="A pot" width="120" height="80" loading="lazy" decoding="async"></p>`,
    );
    expect(images[0]).toMatchObject({ alt: 'A pot', mediaType: 'image/png', width: 120, height: 80 });
  });

  test('that are wide are offered in smaller forms first', async () => {
    const wide = await sharp({ create: { width: 500, height: 250, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const { html, images } = await draw('![A pot](wide.png)', { 'posts/wide.png': wide });
    const stem = images[0]?.url.replace('.png', '');
    const offer = (type: string): string =>
      `<source type="image/${type}" srcset="${stem}-480.${type} 480w, ${stem}-500.${type} 500w" sizes="(min-width: 45rem) 42rem, 100vw">`;
    expect(html).toBe(
      `<p><picture>${offer('avif')}${offer('webp')}<img src="${stem}.png" alt="A pot" width="500" height="250" loading="lazy" decoding="async"></picture></p>`,
    );
  });

  test('are listed once each, in order', async () => {
    const { images } = await draw('![a](pot.png) ![b](../pictures/a%20b.png) ![c](./pot.png)', files);
    expect(images.map(({ alt, width }) => [alt, width])).toEqual([
      ['a', 120],
      ['b', 3],
    ]);
  });

  test('that stand alone with a title are figures', async () => {
    const { html } = await draw('![A pot](pot.png "The *old* pot")', files);
    expect(html).toMatch(
      /^<figure><img src="[^"]+" alt="A pot" [^>]+><figcaption>The \*old\* pot<\/figcaption><\/figure>$/,
    );
  });

  test('inside a line keep their title', async () => {
    expect((await draw('So ![A pot](pot.png "Old") it is', files)).html).toContain('title="Old"');
  });

  test('may be named by reference', async () => {
    expect((await draw('![A pot][p]\n\n[p]: pot.png', files)).images).toHaveLength(1);
  });
});

describe('a text cannot be drawn with', () => {
  test.each([
    ['a missing picture', 'a\n\n![b](no.png)', 7, 'There is no picture content/posts/no.png.'],
    [
      'a picture elsewhere',
      '![b](https://x.test/a.png)',
      5,
      'The picture https://x.test/a.png is on another server',
    ],
    [
      'a picture elsewhere, by reference',
      '![b][c]\n\n[c]: //x.test/a.png',
      5,
      'The picture //x.test/a.png is on another',
    ],
    ['a picture in the text itself', '![b](data:image/png;base64,AA)', 5, 'is on another server'],
    ['a picture outside the content folder', '![b](../../secret.png)', 5, 'is not in the content folder'],
    ['a picture by site path', '![b](/pot.png)', 5, 'is not in the content folder'],
    [
      'a picture that is none',
      '![b](text.png)',
      5,
      'content/posts/text.png is not a picture that browsers show.',
    ],
    ['HTML', 'a\n\n<div>\nb\n</div>', 7, 'Raw HTML is not supported.'],
    ['HTML in a line', 'a\nb <b>c</b>', 6, 'Raw HTML is not supported.'],
    ['a comment without end', '<!-- a', 5, 'Raw HTML is not supported.'],
    ['an unknown container', ':::danger\na\n:::', 5, '":::danger" is not known.'],
    ['broken maths', 'a\n\n$\\frac{$', 7, 'This is not TeX'],
    ['a script as link', '[a](javascript:alert)', 5, '"javascript:alert" is not an address to link to.'],
    ['a link to nowhere', '[a](http://[b)', 5, '"http://[b" is not an address to link to.'],
  ])('%s', async (_, markdown, line, message) => {
    const [problem, ...others] = await problemsIn(markdown, { 'posts/text.png': 'not a picture' });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ file: 'content/posts/kettle.md', line });
    expect(problem?.message).toContain(message);
    expect(problem?.remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('several mistakes, which are all told', async () => {
    const problems = await problemsIn('<i>a</i>\n\n![b](no.png)\n\n$\\x{$');
    expect(problems.map(({ line }) => line)).toEqual([5, 7, 9]);
  });
});

describe('the plain text', () => {
  test('has the words without the markup', async () => {
    const { text, words } = await draw(
      '## Tools\n\nA **big**\n*kettle*, [see](/a) `x` $y$ ![pot](pot.png)\n\n| a | b |\n| - | - |\n| c | d |\n\n- e[^n]\n- f  \n  g\n\n[^n]: h',
      { 'posts/pot.png': png(1, 1) },
    );
    expect(text).toBe('Tools A big kettle, see x y a b c d e f g h');
    expect(words).toBe(15);
  });

  test('of languages without spaces is counted in words too', async () => {
    expect((await draw('日本語の文章です。')).words).toBeGreaterThan(2);
  });
});

test('the source is the text as it was written', async () => {
  expect((await draw('*a*\n')).source).toBe('*a*\n');
});
