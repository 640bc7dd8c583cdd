/** 'skipped': could not be looked at, because of what another finding says. */
export type State = 'ok' | 'warning' | 'failure' | 'skipped';

/** What a check says of what was observed. */
export interface Verdict {
  readonly state: State;
  /** What is there, a part of a sentence. */
  readonly found: string;
  /** Why that is, or may be, so, and what comes of it; undefined where nothing is wrong. */
  readonly cause: string | undefined;
  /** What to do about it. */
  readonly cure: string | undefined;
}

export interface Finding extends Verdict {
  readonly group: string;
  readonly name: string;
}

/** One question. Pure: it judges what others have observed. */
export interface Check<Seen> {
  readonly group: string;
  readonly name: string;
  readonly judge: (seen: Seen) => Verdict;
}

interface Explanation {
  readonly cause: string;
  readonly cure: string;
}

export function well(found: string): Verdict {
  return { state: 'ok', found, cause: undefined, cure: undefined };
}

export function skipped(found: string): Verdict {
  return { state: 'skipped', found, cause: undefined, cure: undefined };
}

/** It works, but not for everybody, or not for long. */
export function warning(found: string, explanation: Explanation): Verdict {
  return { state: 'warning', found, ...explanation };
}

export function failure(found: string, explanation: Explanation): Verdict {
  return { state: 'failure', found, ...explanation };
}

/** What each check says, in their order. */
export function examine<Seen>(checks: readonly Check<Seen>[], seen: Seen): readonly Finding[] {
  return checks.map(({ group, name, judge }) => ({ group, name, ...judge(seen) }));
}
