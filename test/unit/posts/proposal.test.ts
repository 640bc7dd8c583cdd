import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadLibrary } from '../../../src/posts/load.ts';
import type { Post } from '../../../src/posts/post.ts';
import { newPostOf, proposalOf, type Beginning, type NewPost } from '../../../src/posts/proposal.ts';
import { now, writeBelow, writeContent } from './content-folder.ts';

/** The post of a folder that holds nothing but the proposed file. */
async function loaded(beginning: Beginning, kind = 'reply', contentDir?: string): Promise<Post> {
  const folder = contentDir ?? (await writeContent({}));
  const { file, text } = await proposalOf(kind, beginning, now);
  await writeBelow(folder, file.replace(/^content\//, ''), text);
  const { posts } = await loadLibrary({ contentDir: folder, origin: 'https://blog.test', now });
  expect(posts).toHaveLength(1);
  return posts[0]!;
}

const target = 'https://social.test/@ann/1?a=b#c:d';

test('a proposed like is what a writer would have written', async () => {
  expect(await proposalOf('like', { likeOf: target }, now)).toEqual({
    file: 'content/posts/like-2026-03-10-120000.md',
    text: `---\ntype: note\ndate: 2026-03-10T12:00:00Z\nlikeOf: "${target}"\n---\n`,
  });
});

test('what was proposed is loaded, with a name that can be an id', async () => {
  const reply = await loaded({ inReplyTo: target, title: 'On tea', text: 'Yes.\n\nNo.' });
  expect(reply).toMatchObject({
    slug: 'reply-2026-03-10-120000',
    id: 'reply-2026-03-10-120000',
    type: 'note',
    title: 'On tea',
    date: now,
    inReplyTo: target,
    visibility: 'public',
    body: { html: '<p>Yes.</p>\n<p>No.</p>' },
  });
  expect(await loaded({ repostOf: target }, 'boost')).toMatchObject({ repostOf: target, body: { html: '' } });
});

describe('a stranger’s text', () => {
  test.each([
    'She said "yes"',
    "it's: 'so' # really",
    'a\nlikeOf: https://evil.test/',
    'a"\n---\nvisibility: followers',
    '\u2028---\u2029\u0085',
    '\\u0022 \\" \\',
    '- [x] {y: z} &a *b !c |',
    '---',
    '~',
    'true',
  ])('as a title stays in its quotes: %j', async (title) => {
    expect(await loaded({ title, inReplyTo: target })).toMatchObject({
      title: title.trim(),
      inReplyTo: target,
      likeOf: undefined,
      visibility: 'public',
    });
  });

  test.each([
    [
      '<script>alert(1)</script> <!-- a --> &lt;',
      /^<p>[^<]*&#x3C;script>alert\(1\)&#x3C;\/script>[^<]*<\/p>$/,
    ],
    ['@ann@social.test, ann@social.test and #tea', '<p>@ann@social.test, ann@social.test and #tea</p>'],
    ['![alt](https://evil.test/x.png)', '<p>![alt](<a href'],
    ['# One\n- two\n1. three', '<p># One<br>\n- two<br>\n1. three</p>'],
    ['---\ntype: article\n---', '<p>---<br>\ntype: article<br>\n---</p>'],
    ['*a* _b_ `c` ~~d~~ $e$ [f][g] [^h]', '<p>*a* _b_ `c` ~~d~~ $e$ [f][g] [^h]</p>'],
    [
      'See https://social.test/a_b_c, or https://social.test/d.',
      '<p>See <a href="https://social.test/a_b_c">https://social.test/a_b_c</a>, or <a',
    ],
    [':::note\nNo aside.\n:::', '<p>:::note<br>\nNo aside.<br>\n:::</p>'],
    ['| a |\n| - |\n| b |', '<p>| a |<br>\n| - |<br>\n| b |</p>'],
  ])('as the text is drawn as it reads: %j', async (text, html) => {
    const { body, inReplyTo } = await loaded({ text, inReplyTo: target });
    expect(body.html).toMatch(html instanceof RegExp ? html : new RegExp(`^${escaped(html)}`));
    expect([body.mentions, body.hashtags, body.images]).toEqual([[], [], []]);
    expect(inReplyTo).toBe(target);
  });

  test('whatever it is, is loaded as it was', async () => {
    const folder = await writeContent({});
    const line = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: markup, maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(line, fc.array(line, { maxLength: 6 }), async (title, lines) => {
        const text = lines.map(folded).join('\n');
        const post = await loaded({ title, text, inReplyTo: target }, 'reply', folder);
        expect(post).toMatchObject({ title: title.trim(), inReplyTo: target, likeOf: undefined });
        expect(post.body.text).toBe(folded(text));
        expect([post.body.mentions, post.body.hashtags, post.body.images]).toEqual([[], [], []]);
      }),
      { seed: 20_260_310, numRuns: 300 },
    );
  });
});

/** What means something in Markdown, in YAML or in HTML. */
const markup = fc.constantFrom(
  ...Array.from('#@*_`~$|:-+=<>&!?[](){}"\'\\/.,;%^ \t\u2028\n1a'),
  ...[
    '---',
    '```',
    '@a@b.test',
    '#tag',
    'https://a.test/',
    '<b>',
    '&amp;',
    ':::note',
    'www.a.test',
    '![',
    '](',
  ],
);

/** White space as pages show it, NUL as Markdown does; and without the one character that the loader takes for its own. */
function folded(text: string): string {
  return text.replaceAll('\uFDD0', '').replaceAll('\0', '\uFFFD').replace(/\s+/g, ' ').trim();
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

describe('a new post', () => {
  const plain = { title: '', tags: [], lang: undefined, isNote: false } as const;

  test('has title, tags and language, and an id of plain letters that lasts', () => {
    const post = { ...plain, title: 'Käse & "Brot"', tags: ['Essen', '日本'], lang: 'de' };
    expect(newPostOf(post, now)).toEqual({
      file: 'content/posts/käse-brot.md',
      text:
        '---\ntitle: "Käse & \\"Brot\\""\ndate: 2026-03-10T12:00:00Z\nid: "kase-brot"\n' +
        'tags: ["Essen", "日本"]\nlang: de\n---\n\n',
    });
  });

  test('is loaded as it was said, whatever the title holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 120 }), async (written) => {
        const title = written.trim();
        const { file, text } = newPostOf({ ...plain, title, isNote: title === '' }, now);
        const folder = await writeContent({});
        await writeBelow(folder, file.replace(/^content\//, ''), text + 'Text.');
        const { posts } = await loadLibrary({ contentDir: folder, origin: 'https://blog.test', now });
        expect(posts[0]).toMatchObject({ date: now, type: title === '' ? 'note' : 'article' });
      }),
      { numRuns: 15 },
    );
  });

  test.each<[Partial<NewPost>, string, string]>([
    [{ title: 'やかんを直す' }, 'やかんを直す', 'post-2026-03-10-120000'],
    [{ isNote: true }, 'note-2026-03-10-120000', 'note-2026-03-10-120000'],
    [{ title: `${'word '.repeat(30)}end` }, 'word-'.repeat(16).slice(0, -1), 'word-'.repeat(16).slice(0, -1)],
  ])('is named after its title, or its moment: %o', (said, slug, id) => {
    const { file, text } = newPostOf({ ...plain, ...said }, now);
    expect(file).toBe(`content/posts/${slug}.md`);
    expect(text).toContain(`\nid: "${id}"\n`);
  });
});

test('what is answered stands in comments, which nothing reads, however it is written', async () => {
  const hostile = ['One\u2028draft: true\n---\nx', 'word '.repeat(60), '[a]: `b`'];
  const beginning = {
    inReplyTo: target,
    context: { who: '@ann@social.test wrote\ntitle: x', paragraphs: hostile },
  };
  const { text } = await proposalOf('reply', beginning, now);
  expect(text).toContain(
    '# @ann@social.test wrote title: x:\n# > One\n# > draft: true\n# > ---\n# > x\n# >\n# > word ',
  );
  expect(await loaded(beginning)).toMatchObject({
    inReplyTo: target,
    title: '',
    draft: false,
    body: { html: '' },
  });
});
