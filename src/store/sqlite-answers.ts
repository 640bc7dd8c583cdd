import type { Uri } from '../protocol/vocabulary.ts';
import type { Nullable, Reader } from './sqlite-connection.ts';
import { isBlocked, isSilenced } from './sqlite-moderation.ts';
import type { PollCounts, Quote, Report } from './store.ts';

export async function polls(reader: Reader): Promise<ReadonlyMap<Uri, PollCounts>> {
  const rows = await reader.all<PollRow>(
    `SELECT poll, option, count(*) AS votes,
       (SELECT count(DISTINCT actor) FROM votes given WHERE given.poll = votes.poll AND NOT ${isSilenced('given.actor')})
         AS voters
     FROM votes WHERE NOT ${isSilenced('votes.actor')} GROUP BY poll, option`,
  );
  const byPoll = Map.groupBy(rows, ({ poll }) => poll);
  return new Map([...byPoll].map(([poll, found]) => [poll, countsOf(found)]));
}

interface PollRow {
  readonly poll: Uri;
  readonly option: string;
  readonly votes: number;
  /** Of the whole poll, the same in each of its rows. */
  readonly voters: number;
}

function countsOf(rows: readonly PollRow[]): PollCounts {
  return {
    voters: rows[0]?.voters ?? 0,
    votes: new Map(rows.map(({ option, votes }) => [option, votes])),
  };
}

export async function findQuote(reader: Reader, authorizationId: Uri): Promise<Quote | undefined> {
  const row = await reader.get<Nullable<Quote>>(
    `SELECT quoting_id AS quotingId, actor, object AS objectId, authorization_id AS authorizationId FROM quotes
     WHERE authorization_id = ?1 AND NOT ${isBlocked('quotes.actor')}`,
    authorizationId,
  );
  return row && { ...row, authorizationId: row.authorizationId ?? undefined };
}

export async function reports(reader: Reader, limit: number): Promise<readonly Report[]> {
  const rows = await reader.all<Omit<Report, 'objects'> & { readonly objects: string }>(
    'SELECT row, actor, objects, content, at FROM reports ORDER BY row DESC LIMIT ?1',
    limit,
  );
  return rows.map((row) => ({ ...row, objects: JSON.parse(row.objects) as readonly Uri[] }));
}
