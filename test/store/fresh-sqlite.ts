import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { FreshStore } from './cast.ts';

/** A folder of one test, gone with it. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'outward-store-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** A store in a SQLite file of one test. */
export async function freshSqlite(): Promise<FreshStore & { readonly path: string }> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'outward.db');
  const stores: Store[] = [];
  const openAgain = async (): Promise<Store> => {
    const store = await openSqliteStore(path);
    stores.push(store);
    return store;
  };
  return {
    path,
    store: await openAgain(),
    openAgain,
    [Symbol.asyncDispose]: async () => {
      for (const store of stores) await store.close();
      folder[Symbol.dispose]();
    },
  };
}
