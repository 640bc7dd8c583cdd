import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { freshSqlite, temporaryFolder } from './fresh-sqlite.ts';
import { storeSuite } from './suite.ts';

storeSuite('SQLite', freshSqlite);

test('what was acknowledged is there after the process was killed', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'outward.db');
  await (await startWriting(path, 'victim', 3)).kill();
  const store = await openSqliteStore(path);
  expect(await store.setting('victim-2')).toBe('written');
  await store.close();
});

test('several processes may create the file at once, and write to it at once', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'outward.db');
  const count = 40;
  const others = Promise.all(['a', 'b'].map((name) => startWriting(path, name, count)));
  const store = await openSqliteStore(path);
  for (let n = 0; n < count; n += 1) await store.transact((tx) => tx.putSetting(`own-${n}`, 'written'));
  for (const other of await others) await other.kill();
  for (const name of ['own', 'a', 'b']) {
    expect(await store.setting(`${name}-${count - 1}`)).toBe('written');
  }
  await store.close();
});

test('a new file can be opened many times at once', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'outward.db');
  const stores = await Promise.all(Array.from({ length: 6 }, () => openSqliteStore(path)));
  await Promise.all(stores.map((store, n) => store.transact((tx) => tx.putSetting(`${n}`, 'written'))));
  expect(await stores[0]?.setting('5')).toBe('written');
  for (const store of stores) await store.close();
});

test('the files, which hold private keys, are for their owner only, as is a folder made for them', async () => {
  using folder = temporaryFolder();
  const place = join(folder.path, 'var');
  const store = await openSqliteStore(join(place, 'outward.db'));
  await store.transact((tx) => tx.putSetting('a', 'b'));
  const modes = readdirSync(place).map((name) => [name, statSync(join(place, name)).mode & 0o777]);
  expect(new Map(modes as [string, number][])).toEqual(
    new Map([
      ['outward.db', 0o600],
      ['outward.db-shm', 0o600],
      ['outward.db-wal', 0o600],
    ]),
  );
  expect(statSync(place).mode & 0o777).toBe(0o700);
  await store.close();
});

test('the mode that somebody gave the file is left alone', async () => {
  await using database = await freshSqlite();
  chmodSync(database.path, 0o660);
  await database.openAgain();
  expect(statSync(database.path).mode & 0o777).toBe(0o660);
});

test('a file of a newer version is refused with a sentence that says what to do, and left as it is', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'outward.db');
  await (await openSqliteStore(path)).close();
  const connection = await Connection.open(path, 0);
  await connection.execute('PRAGMA user_version = 99');
  await expect(openSqliteStore(path)).rejects.toThrow(
    /written by a newer version of Outward \(its schema is 99, .*restore a backup/,
  );
  expect(await connection.get('PRAGMA user_version')).toEqual({ user_version: 99 });
  await connection.close();
});

test('a file that is no database is refused', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'outward.db');
  writeFileSync(path, 'a text that is long enough to be told from a header of SQLite'.repeat(20));
  await expect(openSqliteStore(path)).rejects.toThrow(/outward\.db is damaged\. .*Restore a backup/);
});

test('a write that finds the file locked for too long fails as unavailable, reads go on, and the next write succeeds', async () => {
  await using database = await freshSqlite();
  const store = await openSqliteStore(database.path, { busyTimeoutMs: 30 });
  const other = await Connection.open(database.path, 0);
  await other.execute('BEGIN IMMEDIATE');
  const writes = ['a', 'b'].map((name) => store.transact((tx) => tx.putSetting(name, 'x')));
  for (const write of writes) {
    await expect(write).rejects.toThrow(StoreUnavailable);
    await expect(write).rejects.toThrow('is locked: another process holds it');
  }
  expect(await store.setting('a')).toBeUndefined();
  await other.execute('ROLLBACK');
  await store.transact((tx) => tx.putSetting('a', 'y'));
  expect(await store.setting('a')).toBe('y');
  await other.close();
  await store.close();
});

interface WritingProcess {
  kill(): Promise<void>;
}

/** Resolves when another process has had all its writes acknowledged. */
async function startWriting(path: string, name: string, count: number): Promise<WritingProcess> {
  const script = fileURLToPath(new URL('./writing-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, name, `${count}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const said = await Promise.race([once(child.stdout, 'data'), exit]);
  expect(`${said[0]}`).toBe('acknowledged\n');
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
