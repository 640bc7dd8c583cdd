import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { expect, test } from 'vitest';
import { markdownOfPlan, planMark } from '../../../../src/cli/plan/markdown.ts';
import { appearanceOf, changeOf, planOf, problem, scheduled, warningOf } from './sample.ts';

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** All nodes of the comment, as a forge parses it. */
function nodesOf(markdown: string): readonly Node[] {
  const flat = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(flat)];
  return flat(remark().use(remarkGfm).parse(markdown));
}

function typesIn(markdown: string): ReadonlySet<string> {
  return new Set(nodesOf(markdown).map(({ type }) => type));
}

/** HTML tags that would reach a browser. */
function tagsIn(markdown: string): ReadonlySet<string> {
  const html = nodesOf(markdown).filter(({ type }) => type === 'html');
  return new Set(html.flatMap(({ value = '' }) => value.match(/<\/?[a-z]+[^>]*>/gi) ?? []));
}

/** All texts as a browser shows them. */
function shownIn(markdown: string): string {
  const texts = nodesOf(markdown).map(({ value = '' }) => value);
  return texts.join('\n').replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

test('begins with the mark by which the next one finds it', () => {
  expect(markdownOfPlan(planOf())).toMatch(new RegExp(`^${planMark}\n## `));
  expect(markdownOfPlan(planOf())).toContain('Nothing to tell anybody&#58; all is as it was announced.');
});

test('has a row for each change: what, to how many, why', () => {
  const rows = markdownOfPlan(planOf({ changes: [changeOf()] })).split('\n');
  expect(rows).toContain(
    '| **Create** | A kettle<br><code>content/posts/kettle.md</code> | 12 inboxes on 9 servers | it is new |',
  );
});

test('names what waits for its date', () => {
  expect(shownIn(markdownOfPlan(planOf({ scheduled: [scheduled] })))).toContain('Scheduled: later goes out');
});

test('folds how each will look, in full on Mastodon, below the table', () => {
  const appearances = [
    appearanceOf({ title: 'A kettle', text: 'Water\n\nfirst.', lost: ['No tables.'] }),
    appearanceOf({ software: 'misskey', spoiler: 'Hot', text: 'Not this', lost: ['No tables.'] }),
  ];
  const markdown = markdownOfPlan(planOf({ changes: [changeOf({ appearances })] }));
  expect(markdown.indexOf('<details>')).toBeGreaterThan(markdown.indexOf('| **Create**'));
  expect(markdown).toContain(
    '**Mastodon**, titled <code>A kettle</code>\n\n<blockquote>Water<br><br>first.</blockquote>',
  );
  expect(markdown).toContain('**Misskey**, folded behind <code>Hot</code>');
  expect(markdown).toContain('- No tables. (Mastodon, Misskey)');
  expect(markdown).not.toContain('Not this');
});

test('lists mistakes, what is refused, mentions of nobody and remarks with file and line', () => {
  const file = 'content/posts/kettle.md';
  const markdown = markdownOfPlan(
    planOf({
      problems: [problem],
      refused: [{ file, reason: 'it is a rename', remedy: 'Add the line "id: a".' }],
      unresolved: [{ name: '@ada@nowhere.test', reason: 'nobody answers', file, line: 7 }],
      warnings: [warningOf(9)],
      knownWarnings: 1,
      commitWarnings: [{ commit: '1a2b3c4', message: 'It says minro.', remedy: 'Write minor.' }],
    }),
  );
  expect(markdown).toContain(
    '- <code>content/posts/bad.md&#58;3</code>: <code>date</code>: "soon" is not a date.',
  );
  expect(markdown).toContain(
    '- <code>content/posts/kettle.md&#58;1</code>: it is a rename. Add the line "id&#58; a".',
  );
  expect(markdown).toContain('- <code>content/posts/kettle.md&#58;7</code>: <code>&#64;\u2060ada');
  expect(markdown).toContain(
    '- <code>content/posts/kettle.md&#58;9</code>: There is no /posts/cup/ on this site.',
  );
  expect(markdown).toContain('- commit 1a2b3c4: It says minro. Write minor.');
  expect(markdown).toContain('<summary>1 thing that might be better</summary>');
  expect(markdown).toContain('1 remark is left out');
});

const hostile = [
  '</details></code></blockquote><script>alert(1)</script>',
  '| a | b |\n| --- | --- |\n| c | d |',
  '\n\n# Heading\n\n- item\n\n```\ncode\n```\n\n    indented',
  '[link](https://evil.test) ![picture](https://evil.test/a.png) <https://evil.test>',
  'https://evil.test www.evil.test ada@evil.test',
  '**bold** _em_ ~~gone~~ `code` $x$ :tada: &lt;b&gt; &amp;',
  '<!-- comment --> --> <img src=x onerror=alert(1)>',
  '@ada @org/team #12 org/blog#3 GH-4 !5 \\@ada',
  '\u202e\u0000\u001b[2J\r\n\u2028---',
];

test.each(hostile)('text stays text wherever it stands: %j', (text) => {
  const file = `content/posts/${text}.md`;
  const appearances = [appearanceOf({ title: text, spoiler: text, text, lost: [text] })];
  const moved = { from: text, to: text };
  const finding = { file, line: 1, field: text, message: text, remedy: text };
  const markdown = markdownOfPlan(
    planOf({
      base: { rev: text, commit: '0123456789abcdef', unreadable: undefined, warnings: [] },
      changes: [changeOf({ title: text, slug: text, file, why: text, moved, appearances })],
      problems: [finding],
      refused: [{ file, reason: text, remedy: text }],
      warnings: [{ ...finding, rule: 'dead-link' }],
      unresolved: [{ name: text, reason: text, file, line: 1 }],
    }),
  );
  const plain = markdownOfPlan(
    planOf({
      base: { rev: 'x', commit: '0123456789abcdef', unreadable: undefined, warnings: [] },
      changes: [
        changeOf({ moved: { from: 'x', to: 'x' }, appearances: [appearanceOf({ title: 'x', lost: ['x'] })] }),
      ],
      problems: [problem],
      refused: [{ file: 'x', reason: 'x', remedy: 'x' }],
      warnings: [warningOf(1)],
      unresolved: [{ name: 'x', reason: 'x', file: 'x', line: 1 }],
    }),
  );
  expect(typesIn(markdown)).toEqual(typesIn(plain));
  expect([...tagsIn(markdown)].sort()).toEqual([...tagsIn(plain)].sort());
  expect(nodesOf(markdown).length).toBeLessThan(nodesOf(plain).length * 4);
  expect(shownIn(markdown)).not.toMatch(/[@#!]\w/);
});

test('is never longer than a forge takes, and says when something is left out', () => {
  const text = 'é@|'.repeat(300);
  const appearances = [appearanceOf({ title: text, text })];
  const changes = Array.from({ length: 400 }, () => changeOf({ title: text, appearances }));
  const warnings = Array.from({ length: 400 }, (_, line) => ({ ...warningOf(line), message: text }));
  const markdown = markdownOfPlan(planOf({ changes, warnings }));
  expect(Buffer.byteLength(markdown)).toBeLessThan(60_000);
  expect(markdown).toMatch(/\d+ more/);
  expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
});
