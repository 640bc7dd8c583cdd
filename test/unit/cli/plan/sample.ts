import type { PlannedChange } from '../../../../src/cli/plan/changes.ts';
import type { PlanReport } from '../../../../src/cli/plan/report.ts';
import type { TextStyle } from '../../../../src/cli/plan/text.ts';
import type { ContentProblem, ContentWarning, Scheduled } from '../../../../src/posts/post.ts';
import type { Appearance } from '../../../../src/preview/appearance.ts';
import { hourMs, NOW } from '../../builders.ts';

/** A plan in which nothing would be told, but for `more`. */
export function planOf(more: Partial<PlanReport> = {}): PlanReport {
  return {
    at: NOW,
    base: undefined,
    changes: [],
    registered: 0,
    refused: [],
    problems: [],
    warnings: [],
    knownWarnings: 0,
    commitWarnings: [],
    unresolved: [],
    rules: [],
    scheduled: [],
    waiting: undefined,
    withdrawn: [],
    isServed: true,
    isHeld: false,
    ...more,
  };
}

/** The Create of a post about a kettle. */
export function changeOf(more: Partial<PlannedChange> = {}): PlannedChange {
  return {
    kind: 'create',
    verb: 'Create',
    activity: 'https://blog.test/ap/objects/kettle#create',
    id: 'kettle',
    slug: 'kettle',
    title: 'A kettle',
    file: 'content/posts/kettle.md',
    why: 'it is new',
    reach: { kind: 'counted', inboxes: 12, servers: 9 },
    moved: undefined,
    appearances: [],
    ...more,
  };
}

export function appearanceOf(more: Partial<Appearance> = {}): Appearance {
  const text = 'Water first.';
  const nothing = { media: [], more: 0, tags: [], emoji: [], lost: [] };
  return {
    software: 'mastodon',
    html: `<p>${text}</p>`,
    text,
    isLong: false,
    isSensitive: false,
    ...nothing,
    ...more,
  };
}

export const scheduled: Scheduled = {
  ...{ kind: 'post', id: 'later', slug: 'later', title: 'Later', file: 'content/posts/later.md' },
  ...{ federate: true, dueAt: NOW + hourMs },
};

export const problem: ContentProblem = {
  file: 'content/posts/bad.md',
  line: 3,
  field: 'date',
  message: '"soon" is not a date.',
  remedy: 'Write it as 2026-03-01.',
};

export function warningOf(line: number): ContentWarning {
  const message = 'There is no /posts/cup/ on this site.';
  const file = 'content/posts/kettle.md';
  return { rule: 'dead-link', file, line, field: undefined, message, remedy: 'Correct the address.' };
}

/** A wide terminal in which colours can be read: `<green>Create</green>`. */
export const tags: TextStyle = { width: Infinity, paint: (colour, text) => `<${colour}>${text}</${colour}>` };
/** The same without colours. */
export const bare: TextStyle = { width: Infinity, paint: (_, text) => text };
