import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { fixtures, openImportDesk, picture } from './desk.ts';

const from = join(fixtures, 'mastodon');

test('an archive of Mastodon becomes notes: a thread of one’s own is one, boosts and secrets stay behind', async () => {
  using desk = openImportDesk();
  const { leftOut, ...report } = await desk.run('mastodon', { from });
  expect(report).toMatchObject({ posts: 2, drafts: 0, pictures: 1, redirects: 0, remarks: [] });
  expect(leftOut.map(({ why }) => why)).toEqual([
    'Boosts of posts by others are left out: 1.',
    'Posts for followers or for single people are left out, as everybody reads a blog: 2.',
    '/media_attachments/files/112/original/film.mp4 is no picture, which a post could hold.',
  ]);
  expect(desk.written('note-2023-05-01-080000/index.md')).toBe(`---
type: note
date: 2023-05-01T08:00:00Z
updated: 2023-05-02T08:00:00Z
id: "mastodon-social.test-users-ada-statuses-1"
tags: ["kettle"]
lang: "en"
contentWarning: "Tools"
archive: true
---

Mended it, @bob@other.test!\\
See <https://kettles.test/a/very/long/address>

#kettle number \\#1

![A kettle, open](open.png)

And the lid too.
`);
  expect((await desk.posts()).map(({ body }) => body.text).join(' ')).not.toContain('secret');
});

test('an answer keeps what it answers, an unlisted post is one, and a poll is its text', async () => {
  using desk = openImportDesk();
  await desk.run('mastodon', { from });
  const note = await desk.post('note-2023-06-01-080000');
  expect(note).toMatchObject({
    type: 'note',
    lang: 'de',
    visibility: 'unlisted',
    inReplyTo: 'https://other.test/users/bob/statuses/9',
    archive: true,
  });
  expect(note.body.text).toBe('Tea oder Kaffee? Tee (3) Kaffee (1)');
});

test('of a packed archive nothing is written outside, whatever it holds', async () => {
  using desk = openImportDesk();
  const archive = join(desk.source, 'archive.tar.gz');
  const packing = pack();
  const written = pipeline(packing, createGzip(), createWriteStream(archive));
  packing.entry({ name: '../escaped.json' }, '{}');
  packing.entry({
    name: 'media_attachments/files/111/original/open.png',
    type: 'symlink',
    linkname: '/etc/passwd',
  });
  packing.entry({ name: './outbox.json' }, await readFile(join(from, 'outbox.json')));
  packing.entry({ name: 'media_attachments/files/111/original/open.png' }, picture);
  packing.finalize();
  await written;
  expect(await desk.run('mastodon', { from: archive })).toMatchObject({ posts: 2, pictures: 1 });
});

test('an archive that is cut short is refused, and nothing is written', async () => {
  using desk = openImportDesk();
  desk.put({ 'archive.tar.gz': 'nothing of the kind' });
  await expect(desk.run('mastodon', { from: join(desk.source, 'archive.tar.gz') })).rejects.toThrow(
    'cannot be unpacked',
  );
  expect(await desk.posts()).toEqual([]);
});
