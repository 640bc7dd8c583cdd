import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { keep } from './broken-rule.ts';
import { REMOVED, THERE, type State } from './subject.ts';
import { followName, reactionName, voteName } from './subjects.ts';

/**
 * Reads the file beside the running program. It is closed again before the next kill: as long as anybody has it open, the
 * program would have no log to recover when it starts.
 */
export function reading<T>(dataDir: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(dataDir, 'outward.sqlite'), { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

/** The rows that `sql` gives, every column of which is text. */
export function rowsOf<Column extends string>(
  database: DatabaseSync,
  sql: string,
): readonly Readonly<Record<Column, string>>[] {
  return database.prepare(sql).all() as Readonly<Record<Column, string>>[];
}

/** All that the blog holds, by the names of the subjects. Throws a BrokenRule where two rows speak of one. */
export function statesIn(database: DatabaseSync): ReadonlyMap<string, State> {
  const replies = rowsOf<'id' | 'start'>(database, 'SELECT id, substr(content, 1, 20) AS start FROM replies');
  const removed = rowsOf<'id'>(database, 'SELECT id FROM removed_replies');
  const reactions = rowsOf<'kind' | 'actor' | 'object' | 'emoji'>(database, 'SELECT * FROM reactions');
  const followers = rowsOf<'actor' | 'follow_id'>(database, 'SELECT * FROM followers');
  const votes = rowsOf<'actor' | 'poll' | 'option'>(database, 'SELECT * FROM votes');
  return onlyOneEach([
    ...replies.map(({ id, start }) => [id, versionIn(start)] as const),
    ...removed.map(({ id }) => [id, REMOVED] as const),
    ...reactions.map(({ kind, actor, object, emoji }) => {
      return [reactionName(kind, actor, object, emoji), THERE] as const;
    }),
    ...followers.map(({ actor, follow_id }) => [followName(actor), follow_id] as const),
    ...votes.map(({ actor, poll, option }) => [voteName(actor, poll), option] as const),
  ]);
}

function onlyOneEach(all: readonly (readonly [name: string, state: State])[]): ReadonlyMap<string, State> {
  const states = new Map<string, State>();
  for (const [name, state] of all) {
    const other = states.get(name);
    keep('nothing is there twice', other === undefined, () => `${name} is ${other} and ${state}`);
    states.set(name, state);
  }
  return states;
}

function versionIn(content: string): State {
  return /^<p>(v\d+) of/.exec(content)?.[1] ?? content;
}

const checks: Readonly<Record<string, string>> = {
  'the file is sound': `SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
  'every row has what it refers to': 'SELECT * FROM pragma_foreign_key_check',
  'what is shown has been sanitised':
    "SELECT id, shown FROM replies WHERE shown <> (html IS NOT NULL AND standing = 'open')",
  'no transaction is half there': 'SELECT id FROM activities WHERE fresh = 1',
  'whoever waits waits for somebody': `
    SELECT row, object, inbox FROM deliveries waiting WHERE blocked = 1 AND NOT EXISTS (
      SELECT 1 FROM deliveries earlier WHERE earlier.object = waiting.object AND earlier.inbox = waiting.inbox
        AND earlier.state = 'pending' AND earlier.row < waiting.row)`,
};

/** Throws a BrokenRule when the file itself, or what any one row says of another, is not as it must be. */
export function checkFile(database: DatabaseSync): void {
  for (const [rule, sql] of Object.entries(checks)) {
    const [offender] = rowsOf(database, sql);
    keep(rule, offender === undefined, () => JSON.stringify(offender));
  }
}

/** Whether no other process than `pid` holds a delivery: what the killed one held has been given back. */
export function isOnlyHolder(database: DatabaseSync, pid: number): boolean {
  const owners = rowsOf<'owner'>(
    database,
    'SELECT DISTINCT lease_owner AS owner FROM deliveries WHERE lease_owner IS NOT NULL',
  );
  return owners.every(({ owner }) => owner.split('/')[1] === String(pid));
}
