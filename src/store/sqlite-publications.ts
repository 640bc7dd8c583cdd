import { groupsOf } from './batch.ts';
import type { Operation } from './operation.ts';
import { jsonOf, type Connection, type Nullable, type Reader } from './sqlite-connection.ts';
import { applyGroups } from './sqlite-effects.ts';
import type { EndedPublication, PublicationOptions, Saying, WaitingPublication } from './store.ts';

export async function waitingPublication(reader: Reader): Promise<WaitingPublication | undefined> {
  const row = await reader.get<Nullable<WaitingPublication> & { readonly says: string }>(
    'SELECT token, release, previous, at, send_at AS sendAt, says FROM waiting_publication',
  );
  return (
    row && { ...row, previous: row.previous ?? undefined, says: JSON.parse(row.says) as readonly Saying[] }
  );
}

export async function endedPublication(reader: Reader): Promise<EndedPublication | undefined> {
  const row = await reader.get<Omit<Nullable<EndedPublication>, 'isHeld'> & { readonly held: number }>(
    'SELECT token, release, previous, outcome, at, held FROM ended_publication',
  );
  if (row === undefined) return undefined;
  const { held, previous, ...ended } = row;
  return { ...ended, previous: previous ?? undefined, isHeld: held === 1 };
}

/** As `Store.putPublication` says. Runs, like the others, inside a write transaction, so that nobody else decides meanwhile. */
export async function putPublication(
  connection: Connection,
  operations: readonly Operation[],
  { instead, now, waiting }: PublicationOptions,
): Promise<boolean> {
  if ((await waitingPublication(connection))?.token !== instead) return false;
  await connection.all('UPDATE ended_publication SET held = 0');
  if (instead !== undefined) await end(connection, 'replaced', now);
  if (waiting === undefined) await apply(connection, operations);
  else await keep(connection, operations, waiting);
  return true;
}

/** The operations that were carried out; undefined when it was too late, or too early. */
export async function carryOut(
  connection: Connection,
  token: string,
  now: number,
  isEarly: boolean,
): Promise<readonly Operation[] | undefined> {
  const row = await connection.get<{ readonly operations: string }>(
    'SELECT operations FROM waiting_publication WHERE token = ?1 AND send_at <= ?2',
    token,
    isEarly ? Number.MAX_SAFE_INTEGER : now,
  );
  if (row === undefined) return undefined;
  const operations = JSON.parse(row.operations) as readonly Operation[];
  await apply(connection, operations);
  await end(connection, 'told', now);
  return operations;
}

export async function callBack(connection: Connection, token: string, now: number): Promise<boolean> {
  if ((await waitingPublication(connection))?.token !== token) return false;
  await end(connection, 'cancelled', now);
  return true;
}

/** As `Store.holdBack` says. */
export async function holdBack(
  connection: Connection,
  { previous, release, token }: Pick<EndedPublication, 'token' | 'release' | 'previous'>,
  now: number,
): Promise<void> {
  await connection.all('DELETE FROM waiting_publication');
  await connection.all(
    `INSERT INTO ended_publication (row, token, release, previous, outcome, at, held)
     VALUES (1, ?1, ?2, ?3, 'cancelled', ?4, 1)
     ON CONFLICT (row) DO UPDATE SET token = excluded.token, release = excluded.release, previous = excluded.previous,
       outcome = excluded.outcome, at = excluded.at, held = excluded.held`,
    token,
    release,
    previous ?? null,
    now,
  );
}

async function apply(connection: Connection, operations: readonly Operation[]): Promise<void> {
  await applyGroups(connection, groupsOf(operations));
}

async function keep(
  connection: Connection,
  operations: readonly Operation[],
  { at, previous, release, says, sendAt, token }: WaitingPublication,
): Promise<void> {
  await connection.all(
    `INSERT INTO waiting_publication (row, token, release, previous, at, send_at, says, operations)
     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
    token,
    release,
    previous ?? null,
    at,
    sendAt,
    jsonOf(says),
    jsonOf(operations),
  );
}

async function end(connection: Connection, outcome: EndedPublication['outcome'], now: number): Promise<void> {
  await connection.all(
    `INSERT INTO ended_publication (row, token, release, previous, outcome, at, held)
     SELECT 1, token, release, previous, ?1, ?2, ?1 = 'cancelled' FROM waiting_publication WHERE true
     ON CONFLICT (row) DO UPDATE SET token = excluded.token, release = excluded.release, previous = excluded.previous,
       outcome = excluded.outcome, at = excluded.at, held = excluded.held`,
    outcome,
    now,
  );
  await connection.all('DELETE FROM waiting_publication');
}
