import type { DatabaseSync } from 'node:sqlite';
import type { Site } from '../../src/site.ts';
import { exchange } from '../support/exchange.ts';
import { keep } from './broken-rule.ts';
import { reading, statesIn } from './observe.ts';
import type { Stage } from './stage.ts';
import { NONE, type Subject } from './subject.ts';
import { followName } from './subjects.ts';

/** Compares what the blog holds with what it said to have taken. To be asked while nobody waits for an answer. */
export function checkStates(
  subjects: ReadonlyMap<string, Subject>,
  { followers }: Stage,
  database: DatabaseSync,
): void {
  const states = statesIn(database);
  for (const [name, subject] of subjects) subject.seen(states.get(name) ?? NONE);
  const expected = new Set([...subjects.keys(), ...followers.map(({ id }) => followName(id))]);
  for (const [name, state] of states)
    keep('nothing comes from nowhere', expected.has(name), () => `${name} is ${state}`);
  for (const { id } of followers) keep('who follows goes on following', states.has(followName(id)), () => id);
}

/** What anybody may ask the running program to count is what is there. */
export async function checkCounts({ blog, site }: Stage): Promise<void> {
  const expected = reading(blog.dataDir, (database) => countsIn(database, site));
  for (const [url, there] of expected) {
    const { body } = await exchange(`${blog.address}${new URL(url).pathname}`);
    const { totalItems } = JSON.parse(body) as { readonly totalItems?: number };
    keep('what is counted is there', totalItems === there, () => `${url}: ${totalItems} of ${there}`);
  }
}

function countsIn(database: DatabaseSync, site: Site): ReadonlyMap<string, number> {
  const count = (sql: string, ...values: readonly string[]): number =>
    Number(database.prepare(`SELECT count(*) AS count FROM ${sql}`).get(...values)?.count);
  const reactions = (kind: string, id: string): number =>
    count('(SELECT DISTINCT actor FROM reactions WHERE kind = ? AND object = ?)', kind, id);
  const ids = ['how-to-brew', 'first-cup'].map((id) => site.objectId(id));
  return new Map<string, number>([
    [site.followers, count('followers')],
    ...ids.map((id) => [`${id}/likes`, reactions('like', id)] as const),
    ...ids.map((id) => [`${id}/shares`, reactions('announce', id)] as const),
  ]);
}
