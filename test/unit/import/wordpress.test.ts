import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtures, openImportDesk, picture, type ImportDesk } from './desk.ts';

function putExport(desk: ImportDesk): string {
  const from = join(desk.source, 'export.xml');
  copyFileSync(join(fixtures, 'wordpress.xml'), from);
  desk.put({ 'wp-content/uploads/2019/03/kettle.png': picture });
  return from;
}

test('an export of WordPress becomes posts that the blog reads, with pictures beside them', async () => {
  using desk = openImportDesk();
  const from = putExport(desk);
  const report = await desk.run('wordpress', { from });
  expect(report).toMatchObject({ posts: 2, drafts: 1, pictures: 2, redirects: 2, known: 0 });
  expect(await desk.post('mended')).toMatchObject({
    title: 'How a kettle is mended',
    date: new Date('2019-03-01T09:30:00Z'),
    updated: new Date('2019-07-05T10:00:00Z'),
    summary: 'What was wrong with it.',
    tags: ['SmallRepairs', 'kettle'],
    authors: ['ada'],
    lang: 'en-GB',
    draft: false,
    archive: true,
    aliases: ['/2019/03/mended/', '/?p=12'],
    image: { alt: 'A kettle' },
  });
  expect(desk.written('mended/index.md')).toBe(`---
title: "How a kettle is mended"
date: 2019-03-01T10:30:00+01:00
updated: 2019-07-05T12:00:00+02:00
id: "wordpress-kettles.test-12"
summary: "What was wrong with it."
tags: ["SmallRepairs", "kettle"]
author: ["ada"]
lang: "en-GB"
image: { src: "kettle.png", alt: "A kettle" }
aliases: ["/2019/03/mended/", "/?p=12"]
archive: true
---

The **spring** had worn out. [Others](https://elsewhere.test/springs) say so too.

![A kettle, open](kettle.png "Before")

[Far away](https://cdn.elsewhere.test/far.jpg)

\`\`\`
turn --left *screw*
\`\`\`

<https://www.youtube.com/watch?v=abc>

\\[gallery ids="1,2"]
`);
});

test('a classic text gets its paragraphs, and a draft no old address and no archive', async () => {
  using desk = openImportDesk();
  const from = putExport(desk);
  await desk.run('wordpress', { from });
  const draft = await desk.post('classic-short');
  expect(draft).toMatchObject({ title: 'Classic & short', draft: true, archive: false, aliases: [] });
  expect(draft.body.text).toContain('First line second line');
  expect(draft.body.hashtags).toEqual([]);
  expect(draft.body.html).toContain('<figcaption>Once more</figcaption>');
});

test('what does not come along is named with the reason, and what is left in a text with file and line', async () => {
  using desk = openImportDesk();
  const from = putExport(desk);
  const { leftOut, remarks } = await desk.run('wordpress', { from, isDry: true });
  expect(leftOut.map(({ place }) => place)).toEqual([
    'post 12 "How a kettle is mended"',
    'post 21 "Diary"',
    'page 2 "About"',
  ]);
  expect(remarks).toEqual([
    {
      place: 'content/posts/mended/index.md:19',
      message: expect.stringContaining('https://cdn.elsewhere.test/far.jpg is elsewhere') as string,
    },
    {
      place: 'content/posts/mended/index.md:27',
      message: expect.stringContaining('a shortcode of WordPress') as string,
    },
  ]);
});

test('a private post does not come, and half an export, or none, is refused', async () => {
  using desk = openImportDesk();
  const from = putExport(desk);
  await desk.run('wordpress', { from });
  expect((await desk.posts()).map(({ title }) => title)).not.toContain('Diary');
  desk.put({ 'half.xml': '<rss>\n<channel>\n<item>' });
  await expect(desk.run('wordpress', { from: join(desk.source, 'half.xml') })).rejects.toThrow(
    'is cut short',
  );
  desk.put({ 'feed.xml': '<rss><channel><title>A feed</title></channel></rss>' });
  await expect(desk.run('wordpress', { from: join(desk.source, 'feed.xml') })).rejects.toThrow(
    'is no export of WordPress',
  );
});
