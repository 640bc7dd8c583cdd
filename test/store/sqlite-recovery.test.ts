import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Connection } from '../../src/store/sqlite-connection.ts';
import type { StoreEvent } from '../../src/store/sqlite-connections.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { StoreLost, StoreUnavailable, type Store } from '../../src/store/store.ts';
import { damagePages } from '../support/faults.ts';
import { waitFor } from '../support/wait-for.ts';
import { replyOf } from './cast.ts';
import { temporaryFolder } from './fresh-sqlite.ts';

interface Place {
  readonly path: string;
  readonly store: Store;
  readonly log: readonly StoreEvent[];
  put(name: string): Promise<void>;
  /** What was acknowledged is there, in whatever file stands at the path. */
  expectStored(...names: readonly string[]): Promise<void>;
}

async function openPlace(): Promise<Place> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'outward.db');
  const log: StoreEvent[] = [];
  const store = await openSqliteStore(path, { busyTimeoutMs: 50, log: (event) => log.push(event) });
  onTestFinished(async () => {
    await store.close();
    folder[Symbol.dispose]();
  });
  return {
    path,
    store,
    log,
    put: (name) => store.transact((tx) => tx.putSetting(name, 'written')),
    expectStored: async (...names) => {
      const other = await Connection.open(path, 1_000);
      const rows = await other.all<{ readonly name: string }>('SELECT name FROM settings');
      await other.close();
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
    },
  };
}

const untilBack = ({ log }: Place): Promise<unknown> =>
  waitFor(() => log.at(-1)?.event === 'store.available', 'the store to be back');

const eventsOf = ({ log }: Place): readonly string[] => log.map(({ event }) => event);

/** A whole copy of the database as it is now. */
async function copyOf({ path }: Place): Promise<string> {
  const copy = `${path}.copy`;
  const connection = await Connection.open(path, 1_000);
  await connection.execute(`VACUUM INTO '${copy}'`);
  await connection.close();
  return copy;
}

describe('a file that is', () => {
  test('deleted is missed before anything is called stored; nothing is made in its place, and put back it is used again', async () => {
    const place = await openPlace();
    await place.put('before');
    const copy = await copyOf(place);
    rmSync(place.path);
    await expect(place.put('void')).rejects.toThrow(StoreLost);
    await expect(place.put('void')).rejects.toThrow(/missing|deleted/);
    await expect(place.store.setting('before')).rejects.toThrow(StoreUnavailable);
    expect(statSync(place.path, { throwIfNoEntry: false })).toBeUndefined();
    renameSync(copy, place.path);
    await untilBack(place);
    await place.put('after');
    expect(await place.store.setting('void')).toBeUndefined();
    await place.expectStored('before', 'after');
    expect(eventsOf(place)).toEqual(['store.unavailable', 'store.available']);
  });

  test('replaced by a copy is given up for it', async () => {
    const place = await openPlace();
    await place.put('before');
    renameSync(await copyOf(place), place.path);
    await expect(place.put('between')).rejects.toThrow(StoreUnavailable);
    await untilBack(place);
    await place.put('after');
    await place.expectStored('before', 'after');
    const other = await Connection.open(place.path, 0);
    expect(await other.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
    await other.close();
  });

  test('replaced is noticed without a write, and all that is remembered of it counts for nothing', async () => {
    const place = await openPlace();
    const copy = await copyOf(place);
    const version = await place.store.dataVersion();
    renameSync(copy, place.path);
    await expect(place.store.dataVersion()).rejects.toThrow('moved, deleted or replaced');
    await untilBack(place);
    expect(await place.store.dataVersion()).not.toBe(version);
  });

  test('moved away has all in it that was acknowledged, and may come back', async () => {
    const place = await openPlace();
    for (let n = 0; n < 20; n += 1) await place.put(`before-${n}`);
    renameSync(place.path, `${place.path}.away`);
    await expect(place.put('void')).rejects.toThrow(StoreUnavailable);
    renameSync(`${place.path}.away`, place.path);
    await untilBack(place);
    await place.expectStored('before-0', 'before-19');
  });

  test('left without its log loses nothing that was acknowledged', async () => {
    const place = await openPlace();
    for (let n = 0; n < 20; n += 1) await place.put(`before-${n}`);
    rmSync(`${place.path}-wal`);
    await expect(place.put('between')).rejects.toThrow(StoreUnavailable);
    await untilBack(place);
    await place.put('after');
    await place.expectStored('before-0', 'before-19', 'after');
  });

  test("replaced by another blog's is not written to", async () => {
    const place = await openPlace();
    await place.store.transact((tx) => tx.putSetting('actor', 'https://blog.test/ap/actors/blog'));
    const copy = await copyOf(place);
    const other = await Connection.open(copy, 0);
    await other.execute(`UPDATE settings SET value = 'https://other.test/ap/actors/blog'`);
    await other.close();
    renameSync(copy, place.path);
    await expect(place.put('void')).rejects.toThrow(StoreLost);
    await waitFor(async () => {
      const told = await place.put('void').catch(String);
      return told?.includes('was that of https://blog.test/');
    }, 'the reason');
    expect(eventsOf(place)).toEqual(['store.unavailable']);
  });

  test('damaged is named, refused, and not written to again before it is whole', async () => {
    const place = await openPlace();
    for (let n = 0; n < 50; n += 1) {
      await place.store.transact((tx) => tx.putReply(replyOf(`${n}`, { content: 'x'.repeat(2_000) }), 1));
    }
    const copy = await copyOf(place);
    await damage(place.path);
    await expect(place.store.unsanitisedReplies(100)).rejects.toThrow(
      /outward\.db is damaged\. .*Restore a backup/,
    );
    await expect(place.put('void')).rejects.toThrow(StoreLost);
    const before = statSync(place.path).mtimeMs;
    await new Promise((resolve) => setTimeout(resolve, 1_200)); // One more attempt.
    await expect(place.put('void')).rejects.toThrow('is damaged');
    expect(statSync(place.path).mtimeMs).toBe(before);
    rmSync(`${place.path}-wal`, { force: true });
    renameSync(copy, place.path);
    await untilBack(place);
    await place.put('after');
    expect(await place.store.unsanitisedReplies(100)).toHaveLength(50);
    expect(eventsOf(place)).toEqual(['store.unavailable', 'store.available']);
  });
});

/** Once all is in the file; a commit has the others read it anew. */
async function damage(path: string): Promise<void> {
  const other = await Connection.open(path, 1_000);
  await other.execute(
    `INSERT INTO settings (name, value) VALUES ('damage', 'begun'); PRAGMA wal_checkpoint(TRUNCATE);`,
  );
  await other.close();
  damagePages(path, 30);
}

describe('at the beginning', () => {
  test.each(['missing', 'empty'])(
    'a database that must be there and is %s is refused, and not made',
    async (what) => {
      using folder = temporaryFolder();
      const path = join(folder.path, 'outward.db');
      if (what === 'empty') writeFileSync(path, '');
      await expect(openSqliteStore(path, { mustExist: true })).rejects.toThrow(StoreLost);
      await expect(openSqliteStore(path, { mustExist: true })).rejects.toThrow(
        new RegExp(`outward\\.db is ${what}`),
      );
      expect(statSync(path, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    },
  );

  test('a locked database is unavailable, and not lost', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'outward.db');
    await (await openSqliteStore(path)).close();
    const other = await Connection.open(path, 0);
    await other.execute(
      `PRAGMA locking_mode = EXCLUSIVE; INSERT INTO settings (name, value) VALUES ('lock', 'held');`,
    );
    const opening = openSqliteStore(path, { busyTimeoutMs: 20 });
    await expect(opening).rejects.toThrow(StoreUnavailable);
    await expect(opening).rejects.not.toThrow(StoreLost);
    await other.close();
  });
});

test('while it is locked, reads go on, each who writes is told soon, and it is said once that it went and once that it came', async () => {
  const place = await openPlace();
  const other = await Connection.open(place.path, 0);
  await other.execute('BEGIN IMMEDIATE');
  for (let n = 0; n < 5; n += 1) await expect(place.put('x')).rejects.toThrow('is locked');
  expect(await place.store.setting('x')).toBeUndefined();
  await other.execute('ROLLBACK');
  await untilBack(place);
  await place.store.transact((tx) => {
    tx.putSetting('a', 'written');
    tx.putReply(replyOf('a'), 1);
  });
  expect(eventsOf(place)).toEqual(['store.unavailable', 'store.available']);
  await other.close();
});

test('a store that is closed while it is away closes', async () => {
  const place = await openPlace();
  renameSync(place.path, `${place.path}.away`);
  await expect(place.put('void')).rejects.toThrow(StoreUnavailable);
  await place.store.close();
  await expect(place.put('void')).rejects.toThrow('closed');
});
