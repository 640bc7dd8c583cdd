import { describe, expect, test } from 'vitest';
import { png, postFile, warningsOf } from './content-folder.ts';

const files = {
  'posts/pot.png': png(3, 4),
  'posts/IMG_12.png': png(5, 6),
  'posts/copper-pot.png': png(7, 8),
};

/** What is remarked of a post with this text, which begins on line 6, without the file's name. */
async function remarksOn(text: string): Promise<readonly string[]> {
  const warnings = await warningsOf({ ...files, 'posts/a.md': postFile(text) });
  return warnings.map((warning) => warning.replace(/^content\/posts\/a\.md:/, ''));
}

describe('pictures', () => {
  test('without alt text are told one by one', async () => {
    expect(await remarksOn('![](pot.png)\n\nText ![ ](copper-pot.png)')).toEqual([
      '6: The picture pot.png has no alt text for those who cannot see it. Write ![What it shows](pot.png). (image-without-alt)',
      '8: The picture copper-pot.png has no alt text for those who cannot see it. ' +
        'Write ![What it shows](copper-pot.png). (image-without-alt)',
    ]);
  });

  test.each([
    ['pot.png', 'pot.png'],
    ['IMG_12', 'IMG_12.png'],
    ['img 12', 'pot.png'],
    ['Copper-pot', 'copper-pot.png'],
    ['photo.JPG', 'pot.png'],
  ])('whose alt text is "%s" have the name of a file', async (alt, file) => {
    expect(await remarksOn(`![${alt}](${file})`)).toEqual([
      `6: "${alt}" is the name of a file, and says nothing to those who cannot see the picture. ` +
        `Write ![What it shows](${file}). (alt-is-file-name)`,
    ]);
  });

  test.each(['Pot', 'The pot, as in pot.png', 'A scan of 12 pages'])('may be called "%s"', async (alt) => {
    expect(await remarksOn(`![${alt}](pot.png)`)).toEqual([]);
  });

  test('lose their captions on the way', async () => {
    expect(await remarksOn('![A pot](pot.png "My pot")\n\n![A pot](copper-pot.png "Yours")')).toEqual([
      '6: Pictures are sent without captions: "My pot" does not arrive. ' +
        'Write it as a line of text below the picture, if it must be read there. (caption-is-lost)',
    ]);
  });
});

describe('headings', () => {
  test('go down one level at a time', async () => {
    expect(await remarksOn('## Tools\n\n#### Pliers\n\n#### Tongs\n\n## Steps')).toEqual([
      '8: The heading "Pliers" is 2 levels below "Tools", the one before it. Write it with 1 # less. (heading-skips-level)',
    ]);
  });

  test('begin with the level below the title', async () => {
    expect(await remarksOn('#### Tools')).toEqual([
      '6: The heading "Tools" is 3 levels below the title. Write it with 2 # less. (heading-skips-level)',
    ]);
  });

  test.each([
    '# Tools\n\n## Pliers\n\n# Steps',
    '## Tools\n\n### Pliers\n\n## Steps',
    'Tools\n=====\n\nPliers\n---',
  ])('may begin with the first level or the second: %j', async (text) => {
    expect(await remarksOn(text)).toEqual([]);
  });

  test('have words', async () => {
    expect(await remarksOn('Text\n\n##\n\n## ![A pot](pot.png)')).toEqual([
      '8: The heading is empty. Write its words, or remove the line. (heading-is-empty)',
    ]);
  });

  test('are there once each', async () => {
    expect(await remarksOn('## Tools\n\n## Steps\n\n## *Tools*!')).toEqual([
      '10: The heading "Tools!" is there twice, and links to "#tools" lead to the first. ' +
        'Give one of the two another name. (heading-twice)',
    ]);
  });
});

describe('on the way to other servers', () => {
  test.each([
    [
      'tables become lists',
      '| Herb | Minutes |\n| - | - |\n| Mint | 5 |\n| Sage | 9 |',
      'Other servers show no tables: this one arrives as a list with an item for each row, such as "Herb: Mint; Minutes: 5". ' +
        'Write it so that it reads well in that form, or show it as a picture with alt text. (table-becomes-list)',
    ],
    [
      'cells without a header stand alone',
      '| | Minutes |\n| - | - |\n| Mint | |',
      'Other servers show no tables: this one arrives as a list with an item for each row, such as "Mint". ' +
        'Write it so that it reads well in that form, or show it as a picture with alt text. (table-becomes-list)',
    ],
    [
      'formulas become their source',
      '$x^2$ and $$y$$',
      'Other servers draw no formulas: this one arrives as its TeX, "x^2". ' +
        'Say it in words too, if it must be understood there. (maths-becomes-source)',
    ],
    [
      'fenced formulas become their source',
      '```math\n\\frac{1}{2}\n```',
      String.raw`Other servers draw no formulas: this one arrives as its TeX, "\frac{1}{2}". ` +
        'Say it in words too, if it must be understood there. (maths-becomes-source)',
    ],
    [
      'boxes become quotes',
      ':::tip\nUse *hot* water.\n:::',
      'Other servers know no boxes: this one arrives as a quote that begins with "Tip". ' +
        'Write it as a paragraph, if it must not be taken for a quote. (admonition-becomes-quote)',
    ],
    [
      'footnotes lose their links',
      'Tea[^1] and more[^2].\n\n[^1]: Green.\n\n[^2]: Black.',
      'Footnotes arrive as numbers in brackets and a list below the text, without links between them. ' +
        'Write into the text what must be read with it. (footnotes-lose-links)',
    ],
    [
      'links to other than web addresses lose them',
      '[mail](mailto:ann@x.test?subject=Tea)',
      'Other servers keep links to web addresses only: of the link to "mailto:ann@x.test?subject=Tea" only the words arrive. ' +
        'Write the address into the text. (link-is-lost)',
    ],
  ])('%s', async (_, text, remark) => {
    expect(await remarksOn(text)).toEqual([`6: ${remark}`]);
  });

  test.each([
    ['list', '- a\n  - b\n    - c', 8, ', and Misskey shows all items alike'],
    ['quote', '> a\n>\n> > b\n> >\n> > > c', 10, ''],
  ])('a %s inside two others is not told from them', async (what, text, line, more) => {
    expect(await remarksOn(text)).toEqual([
      `${line}: This ${what} is inside two others: many apps show no more levels${more}. ` +
        'Write it in two levels. (nested-too-deep)',
    ]);
  });

  test.each([
    ['money', 'It was $5, then $10.'],
    ['two levels of lists in two of quotes', '> > - a\n> >   - b'],
    ['code', '```js\nconst a = 1;\n```'],
    ['links that show their address', '<mailto:ann@x.test>, ann@x.test, [+49 30 123](tel:+4930123)'],
    ['web links', '[a](https://x.test/) and [b](http://x.test/)'],
  ])('nothing is lost of %s', async (_, text) => {
    expect(await remarksOn(text)).toEqual([]);
  });

  test('each loss is told once, at its first place', async () => {
    const table = '| a |\n| - |\n| b |';
    const remarks = await remarksOn(`${table}\n\n$x$\n\n${table}\n\n$y$`);
    expect(remarks.map((remark) => remark.replace(/: .*\(/, ' ('))).toEqual([
      '6 (table-becomes-list)',
      '10 (maths-becomes-source)',
    ]);
  });

  test('nothing is lost of what is not sent', async () => {
    const table = '| a |\n| - |\n| b |';
    const warnings = await warningsOf({
      'pages/about.md': `---\ntitle: About\n---\n${table}\n`,
      'posts/a.md': postFile(table, 'federate: false\n'),
      'posts/b.md': `---\ndate: 2026-03-01\nlikeOf: https://x.test/1\n---\n${table}\n`,
    });
    expect(warnings).toEqual([]);
  });
});
