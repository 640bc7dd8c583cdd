import type { Uri } from '../protocol/vocabulary.ts';
import type { Reader } from './sqlite-connection.ts';
import type { DomainUse } from './store.ts';

/** Enough for a great server's busiest day; some 30 MB of anybody who makes them for their own sake. */
const guardsMax = 100_000;

/** SQL: whether one more row may be kept for the domain of `value` that only keeps a thing from happening again. */
export const mayGuard = `coalesce((SELECT guards FROM domains WHERE name = value ->> 'domain'), 0) < ${guardsMax}`;

export async function domainBytes(reader: Reader, domain: string): Promise<number> {
  const row = await reader.get<{ readonly bytes: number }>(
    'SELECT bytes FROM domains WHERE name = ?1',
    domain,
  );
  return row?.bytes ?? 0;
}

export function fullestDomains(reader: Reader, limit: number): Promise<readonly DomainUse[]> {
  return reader.all('SELECT name AS domain, bytes FROM domains ORDER BY bytes DESC LIMIT ?1', limit);
}

export async function wasSeen(reader: Reader, digest: string): Promise<boolean> {
  return (await reader.get('SELECT 1 FROM seen WHERE digest = ?1', digest)) !== undefined;
}

/** Every table is gone through: asked when the writer removes all that somebody left. */
export async function peopleOf(reader: Reader, domain: string): Promise<readonly Uri[]> {
  const rows = await reader.all<{ readonly actor: Uri }>(
    `SELECT DISTINCT actor FROM (
       SELECT id AS actor FROM actors WHERE domain = ?1
       ${owning.map((table) => `UNION ALL SELECT actor FROM ${table} WHERE domain = ?1`).join('\n       ')}
     ) ORDER BY actor`,
    domain,
  );
  return rows.map(({ actor }) => actor);
}

/** Tables of what an actor left here. */
export const owning = [
  ...['followers', 'replies', 'reactions', 'quotes', 'votes', 'reports', 'private_messages'],
] as const;
