import { openBareDatabase, sharedCommits } from './bare-database.ts';

/** Our own table of deliveries, with its indexes and as durable. Nothing is leased, ordered or tried again. */
export interface BareLedger {
  /** A row an inbox, before any request; gives their numbers, in the same order. */
  queue(inboxes: readonly string[]): Promise<readonly number[]>;
  /** Resolves when it is on disk that the delivery arrived. */
  record(row: number): Promise<void>;
}

export async function openBareLedger(path: string): Promise<BareLedger> {
  const database = await openBareDatabase(path);
  const update = database.prepare(
    `UPDATE deliveries SET state = 'delivered', attempts = 1, status = 202, finished_at = unixepoch() WHERE row = ?1`,
  );
  let rows = 0;
  let activities = 0;
  return {
    queue: async (inboxes) => {
      activities += 1;
      const queued = inboxes.map((inbox) => ({ row: (rows += 1), inbox, activity: activities }));
      await database.run(insertAll, JSON.stringify(queued));
      return queued.map(({ row }) => row);
    },
    record: sharedCommits(database, (done: readonly number[]) => Promise.all(done.map((row) => update(row)))),
  };
}

const insertAll = `
  INSERT INTO deliveries (row, activity, object, inbox, host, blocked, settles, due_at, claimable_at)
  SELECT value ->> 'row', value ->> 'activity', 'object ' || (value ->> 'activity'), value ->> 'inbox',
    substr(value ->> 'inbox', 8), 0, 0, 0, 0
  FROM jsonb_each(?1)`;
