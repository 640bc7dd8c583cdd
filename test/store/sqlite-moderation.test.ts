import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { createFile } from '../../src/store/sqlite-file.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { alice, bob, post } from './cast.ts';
import { temporaryFolder } from './fresh-sqlite.ts';

test('what was there before there was moderation is as it was: shown or not yet, followed or waiting, and as large', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'outward.db');
  createFile(path);
  const before = await Connection.open(path, 0);
  await before.execute(readFileSync('src/store/migrations/sqlite/001-initial.sql', 'utf8'));
  await before.execute(`
    INSERT INTO replies (id, actor, domain, object, in_reply_to, content, html, shown, sensitive, url, published, visibility,
      stored_at)
    VALUES ('https://social.test/1', '${alice}', 'social.test', '${post}', '${post}', 'a', 'a', 1, 0, 'https://social.test/1',
        1, 'public', 1),
      ('https://social.test/2', '${alice}', 'social.test', '${post}', '${post}', 'b', NULL, 0, 0, 'https://social.test/2', 2,
        'public', 2);
    INSERT INTO followers (actor, domain, origin, state, inbox, deliver_to, host, since)
    VALUES ('${alice}', 'social.test', 'https://social.test', 'accepted', '${alice}/inbox', '${alice}/inbox', 'social.test', 1),
      ('${bob}', 'snac.test', 'https://snac.test', 'pending', '${bob}/inbox', '${bob}/inbox', 'snac.test', 2);
    PRAGMA user_version = 1`);
  const bytes = await before.get('SELECT sum(bytes) AS bytes FROM domains');
  await before.close();

  const store = await openSqliteStore(path);
  expect(await store.conversation(post)).toMatchObject({ replies: 1, held: 0, thread: [{ html: 'a' }] });
  expect(await store.unsanitisedReplies(10)).toHaveLength(1);
  expect(await store.followers(0, 10)).toMatchObject([{ actor: alice, row: 1, since: 1 }]);
  expect(await store.followers(0, 10, 'pending')).toMatchObject([{ actor: bob, row: 2 }]);
  await store.transact((tx) => tx.putSanitised('https://social.test/2' as typeof post, 'b', 'b'));
  expect((await store.conversation(post)).replies).toBe(2);
  const sum = (await store.domainBytes('social.test')) + (await store.domainBytes('snac.test'));
  expect({ bytes: sum }).toEqual(bytes);
  await store.close();
});
