import type { Uri } from '../protocol/vocabulary.ts';
import type { Group } from './batch.ts';
import type { OperationKind } from './operation.ts';
import type { Connection } from './sqlite-connection.ts';
import { jsonOf } from './sqlite-connection.ts';
import { effectsOnBlog } from './sqlite-effects-blog.ts';
import { effectsOnConversations } from './sqlite-effects-conversations.ts';
import { effectsOnDoubts } from './sqlite-doubts.ts';
import { effectsOnPeople } from './sqlite-effects-people.ts';
import { effectsOnQueue } from './sqlite-effects-queue.ts';
import { effectsOnHosts } from './sqlite-hosts.ts';
import { effectsOnModeration } from './sqlite-moderation.ts';

/**
 * Applies `groups` in turn, inside the transaction that is open (none is needed where `isOneStatement`), and gives the ids of
 * our objects whose conversations changed.
 */
export async function applyGroups(
  connection: Connection,
  groups: readonly Group[],
): Promise<ReadonlySet<Uri>> {
  const changed = new Set<Uri>();
  for (const group of groups) {
    const rows = jsonOf(group.rows);
    for (const sql of effects[group.kind]) {
      for (const { object } of await connection.all<{ readonly object: Uri }>(sql, rows)) changed.add(object);
    }
  }
  return changed;
}

/** Whether `applyGroups` would run a single statement. */
export function isOneStatement(groups: readonly Group[]): boolean {
  return groups.length === 1 && groups.every(({ kind }) => effects[kind].length === 1);
}

/**
 * The statements that carry out one group, in order. Each takes the rows as JSON (`?1`), and returns the `object` of every
 * conversation that it changes. An operation takes part at most once in a group, and in no group with one that it
 * conflicts with, so a statement need not see its own effects.
 */
const effects: Readonly<Record<OperationKind, readonly string[]>> = {
  ...effectsOnPeople,
  ...effectsOnDoubts,
  ...effectsOnConversations,
  ...effectsOnModeration,
  ...effectsOnQueue,
  ...effectsOnHosts,
  ...effectsOnBlog,
};
