import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineStoreFile } from '../../src/store/sqlite-check.ts';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { freshSqlite, temporaryFolder } from './fresh-sqlite.ts';

test('a whole store is found whole, while others have it open', async () => {
  await using fresh = await freshSqlite();
  const found = await examineStoreFile(fresh.path);
  expect(found).toEqual({ schema: found.newestSchema, newestSchema: found.newestSchema, faults: [] });
});

test('what is damaged is said, and the file is left as it is', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'damaged.db');
  await writeFile(path, '');
  const connection = await Connection.open(path, 0);
  await connection.execute('CREATE TABLE kettles (name TEXT); CREATE INDEX by_name ON kettles (name)');
  for (let n = 0; n < 200; n += 1) await connection.all('INSERT INTO kettles VALUES (?1)', `kettle ${n}`);
  await connection.close();
  const bytes = await readFile(path);
  bytes.fill(0x7f, bytes.length - 4096);
  await writeFile(path, bytes);
  expect((await examineStoreFile(path)).faults).not.toEqual([]);
  expect(await readFile(path)).toEqual(bytes);
});

test('what is no database is an error', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'text.db');
  await writeFile(path, 'no database at all, but a text that is long enough'.repeat(30));
  await expect(examineStoreFile(path)).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
});
