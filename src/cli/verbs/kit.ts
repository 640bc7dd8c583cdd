import type { Command } from 'commander';

/** Takes a verb that runs, whose result is the exit status. */
export type Keep = (verb: Promise<number>) => Promise<void>;

/** Adds verbs to the program. What they do is loaded when one is run: most runs want one. */
export type AddVerbs = (program: Command, keep: Keep) => void;

export interface Json {
  readonly json?: boolean;
}

export const json = ['--json', 'print it for a program'] as const;

/** Shown below the help of a verb. */
export function examples(...lines: readonly string[]): ['after', string] {
  const [first = '', ...more] = lines;
  const head = more.length === 0 ? 'Example' : 'Examples';
  return ['after', `\n${head}:\n${[first, ...more].map((line) => `  ${line}`).join('\n')}`];
}
