import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { openScratch } from '../../support/scratch.ts';

const folder = openScratch().path;
const template = join(folder, 'template.db');
await (await openSqliteStore(template)).close();
let count = 0;

/** A store of its own, in SQLite on disk: a copy of an empty one, because making that takes longer than a scene. */
export function openEmptyStore(): Promise<Store> {
  count += 1;
  const path = join(folder, `${count}.db`);
  copyFileSync(template, path);
  return openSqliteStore(path);
}
