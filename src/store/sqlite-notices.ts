import { groupsOf } from './batch.ts';
import type { Operation } from './operation.ts';
import type { Connection, Reader } from './sqlite-connection.ts';
import { applyGroups } from './sqlite-effects.ts';
import type { Decision, ReadReply, Report, StoredNotice } from './store.ts';
import type { Uri } from '../protocol/vocabulary.ts';

export function notices(reader: Reader, after: number, limit: number): Promise<readonly StoredNotice[]> {
  return reader.all(
    'SELECT row, kind, subject FROM notices WHERE row > ?1 ORDER BY row LIMIT ?2',
    after,
    limit,
  );
}

export async function newestNotice(reader: Reader): Promise<number> {
  const found = await reader.get<{ readonly row: number | null }>('SELECT max(row) AS row FROM notices');
  return found?.row ?? 0;
}

export async function report(reader: Reader, row: number): Promise<Report | undefined> {
  const found = await reader.get<Omit<Report, 'objects'> & { readonly objects: string }>(
    'SELECT row, actor, objects, content, at FROM reports WHERE row = ?1',
    row,
  );
  return found && { ...found, objects: JSON.parse(found.objects) as readonly Uri[] };
}

export function decision(reader: Reader, about: string): Promise<Decision | undefined> {
  return reader.get<Decision>('SELECT about, verb, at FROM decisions WHERE about = ?1', about);
}

const keptMs = 30 * 24 * 3_600_000;

/** As `Store.decideOnce` says; undefined when nothing was decided. Runs inside a write transaction. */
export async function decideOnce(
  connection: Connection,
  { about, at, verb }: Decision,
  read: ReadReply | undefined,
  operations: readonly Operation[],
): Promise<ReadonlySet<Uri> | undefined> {
  if (read !== undefined && !(await isAsRead(connection, read))) return undefined;
  await connection.all('DELETE FROM decisions WHERE at < ?1', at - keptMs);
  const decided = await connection.all(
    'INSERT INTO decisions (about, verb, at) VALUES (?1, ?2, ?3) ON CONFLICT (about) DO NOTHING RETURNING row',
    about,
    verb,
    at,
  );
  return decided.length === 0 ? undefined : applyGroups(connection, groupsOf(operations));
}

async function isAsRead(reader: Reader, { content, id, summary, url }: ReadReply): Promise<boolean> {
  const same = 'SELECT 1 FROM replies WHERE id = ?1 AND content = ?2 AND summary IS ?3 AND url = ?4';
  return (await reader.get(same, id, content, summary ?? null, url)) !== undefined;
}
