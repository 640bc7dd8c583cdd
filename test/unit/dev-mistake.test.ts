import { expect, test } from 'vitest';
import { isAbout, mistakeOf, mistakePage, withMistake } from '../../src/dev-mistake.ts';
import { ContentError } from '../../src/posts/post.ts';

const hostile = '</p><script>alert(1)</script>';

function mistakeIn(file: string) {
  const problem = { file, line: 3, field: 'date', message: `"${hostile}" is no date.`, remedy: 'Write one.' };
  return mistakeOf(new ContentError([problem]));
}

test.each([
  ['content/posts/kettle.md', '/posts/kettle/', true],
  ['content/posts/kettle.md', '/posts/kettle/history/', true],
  ['content/posts/kettle.md', '/posts/kettles/', false],
  ['content/posts/kettle.md', '/', false],
  ['content/posts/kettle/index.md', '/preview/kettle', true],
  ['content/posts/grün.md', '/posts/gr%C3%BCn/', true],
  ['content/pages/about.md', '/about/', true],
  ['content/blog.yml', '/blog/', false],
  ['content/posts/kettle.md', '/%/', false],
])('a mistake in %s is shown at %s: %s', (file, path, expected) => {
  expect(isAbout(mistakeIn(file), path)).toBe(expected);
});

test('500: what is wrong, where, and what to write, as text', async () => {
  const page = mistakePage(mistakeIn('content/posts/kettle.md'));
  expect(page.status).toBe(500);
  const body = await page.text();
  expect(body).toContain('<code>content/posts/kettle.md:3</code>');
  expect(body).toContain('is no date.<br>Write one.');
  expect(body).not.toContain('<script>alert');
});

test('an error that is no mistake of the writer is shown as it is', async () => {
  const body = await mistakePage(mistakeOf(new Error('EACCES <b>'))).text();
  expect(body).toContain('<h1>The content cannot be loaded</h1><pre>Error: EACCES &lt;b&gt;');
});

test('a page gets a bar, and what is none stays as it is', async () => {
  const mistake = mistakeIn('content/posts/kettle.md');
  const page = (type: string) =>
    new Response('<body class="x"><p>$&</p>', { headers: { 'content-type': type } });
  const barred = await (await withMistake(page('text/html'), mistake)).text();
  expect(barred).toMatch(
    /^<body class="x"><div role="alert"[^]*content\/posts\/kettle\.md:3: date: [^]*<p>\$&<\/p>$/,
  );
  expect(barred).not.toContain('<script>alert');
  const feed = page('application/atom+xml');
  expect(await withMistake(feed, mistake)).toBe(feed);
});
