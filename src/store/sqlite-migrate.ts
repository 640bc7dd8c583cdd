import { readdirSync, readFileSync } from 'node:fs';
import { assert } from '../assert.ts';
import type { Connection } from './sqlite-connection.ts';

const folder = new URL('./migrations/sqlite/', import.meta.url);

/**
 * Brings the file to the newest schema in one transaction. `user_version` counts the migrations that it has. Rejects when
 * the file comes from a newer version of this program.
 */
export async function migrate(connection: Connection): Promise<void> {
  const migrations = migrationFiles();
  if ((await versionOf(connection)) === migrations.length) return;
  await connection.transaction(async () => {
    const version = await versionOf(connection); // Another process may have migrated while this one waited.
    if (version > migrations.length)
      throw new Error(newerVersion(connection.path, version, migrations.length));
    for (const file of migrations.slice(version)) {
      await connection.execute(readFileSync(new URL(file, folder), 'utf8'));
    }
    await connection.execute(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** `001-initial.sql` and its successors, in order. They are only added to: files that ran one are everywhere. */
function migrationFiles(): readonly string[] {
  const files = readdirSync(folder).sort();
  for (const [index, file] of files.entries()) {
    assert(Number.parseInt(file, 10) === index + 1, `the migrations must be numbered without gaps: ${file}`);
  }
  return files;
}

/** The schema that this program works with. */
export function newestSchema(): number {
  return migrationFiles().length;
}

/** The schema that the file has. */
export async function versionOf(connection: Connection): Promise<number> {
  const row = await connection.get<{ readonly user_version: number }>('PRAGMA user_version');
  return row?.user_version ?? 0;
}

function newerVersion(path: string, found: number, known: number): string {
  return (
    `${path} was written by a newer version of Outward (its schema is ${found}, this version knows ${known}). ` +
    'Start that version again, or restore a backup made with this one.'
  );
}
