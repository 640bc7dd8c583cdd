import type { RuleChange } from '../../federation/moderation-content.ts';
import { jsonText } from '../words.ts';
import type { PlannedChange, Reach } from './changes.ts';
import type { PlanReport } from './report.ts';

/**
 * The plan for a program; every name is there, with null for what there is not:
 * - `changes`: `kind`, `verb` and `activity` (null when nobody is told), `id`, `slug`, `title`, `file`, `why`, `inboxes` and
 *   `servers` (null where followers are not known), `moved` (`from`, `to`), `appearances`;
 * - `registered`, a number; `refused`: `file`, `line`, `reason`, `remedy`;
 * - `problems` and `warnings`: `file`, `line`, `field`, `message`, `remedy`, and of warnings `rule`; `knownWarnings`, how many
 *   more there are, in posts that do not change or in `base` already (`--all` lists them);
 * - `commitWarnings`: `commit`, `message`, `remedy`;
 * - `unresolved`: `name`, `reason`, `file`, `line`;
 * - `rules`, those of moderation that change: `pattern`, and `act` and `file` of `before` and `after`, null where there is none;
 * - `scheduled`: `kind` (`post` or `reshare`), `id`, `slug`, `title`, `file`, `federate`, `dueAt`, soonest first;
 * - `waiting`: `sendAt`, `says`, and those of them that publishing again would have nobody told of as `withdrawn`; its token is a
 *   secret, and stays out. `held`: true or false;
 * - `base`: `rev`, `commit`, `unreadable`; `release`, always null.
 */
export function jsonOfPlan(report: PlanReport): string {
  const { base, changes, isHeld, problems, refused, registered, unresolved, waiting, warnings } = report;
  const { rules, scheduled, withdrawn } = report;
  return jsonText({
    changes: changes.map(changeOf),
    registered,
    refused: refused.map((one) => ({ ...one, line: 1 })),
    problems,
    warnings,
    knownWarnings: report.knownWarnings,
    commitWarnings: report.commitWarnings,
    unresolved,
    rules: rules.map(({ after, before, pattern }) => ({
      pattern,
      before: sideOf(before),
      after: sideOf(after),
    })),
    scheduled,
    waiting: waiting && { sendAt: waiting.sendAt, says: waiting.says, withdrawn },
    held: isHeld,
    base: base && { rev: base.rev, commit: base.commit, unreadable: base.unreadable },
    release: undefined,
  });
}

function sideOf(side: RuleChange['before']): object | undefined {
  return side && { act: side.act, file: side.file };
}

function changeOf({ reach, ...change }: PlannedChange): object {
  return { ...change, ...numbersOf(reach) };
}

function numbersOf(reach: Reach): {
  readonly inboxes: number | undefined;
  readonly servers: number | undefined;
} {
  if (reach.kind === 'uncounted') return { inboxes: undefined, servers: undefined };
  const { inboxes, servers } = reach.kind === 'nobody' ? { inboxes: 0, servers: 0 } : reach;
  return { inboxes, servers };
}
