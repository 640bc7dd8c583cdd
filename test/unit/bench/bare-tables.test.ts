import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBareLedger } from '../../../bench/bare-ledger.ts';
import { openBareTable } from '../../../bench/bare-table.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { openScratch } from '../../support/scratch.ts';
import { uri } from '../builders.ts';

const post = uri('https://blog.test/ap/objects/kettle');
const note = {
  id: uri('https://social.test/notes/1'),
  attributedTo: 'https://social.test/users/alice',
  inReplyTo: post,
  content: '<p>Mine leaks.</p>',
  url: 'https://social.test/@alice/1',
  published: '2026-03-01T12:00:00Z',
};

test.each(['row by row', 'one statement'] as const)(
  'what is measured beside the inbox puts the same row: %s',
  async (writing) => {
    await using scratch = openScratch();
    const path = join(scratch.path, 'outward.sqlite');
    await (await openBareTable(path, writing)).put(note);
    const store = await openSqliteStore(path);
    expect(await store.threadOf(note.id)).toBe(post);
    await store.close();
  },
);

test('what is measured beside deliveries has the same rows', async () => {
  await using scratch = openScratch();
  const path = join(scratch.path, 'outward.sqlite');
  const ledger = await openBareLedger(path);
  const [first] = await ledger.queue(['https://a.test/inbox', 'https://b.test/inbox']);
  await ledger.record(first ?? 0);
  const store = await openSqliteStore(path);
  expect(await store.deliveryCounts()).toMatchObject({ delivered: 1, pending: 1 });
  await store.close();
});
