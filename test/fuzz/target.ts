import type { Random } from '../support/random.ts';
import { changeJson, jsonIn } from './change-json.ts';
import { changeText } from './change-text.ts';

/** A place where the blog takes in what strangers wrote. */
export interface Target {
  readonly name: string;
  /** What they write when they mean well. Cases are made from these, and from those that led somewhere new. */
  readonly seeds: readonly string[];
  change(input: string, random: Random, others: readonly string[]): string;
  /** Takes one input in. Throws, or rejects with, a Refusal or nothing: anything else is a mistake of ours. */
  run(input: string): unknown;
  /** Throws when what all inputs so far have led to, taken together, is not as it should be. */
  check?(): Promise<void>;
}

export function textTarget(name: string, seeds: readonly string[], run: (text: string) => unknown): Target {
  return { name, seeds, change: changeText, run };
}

/** `run` gets what the JSON says: any value at all. */
export function jsonTarget(name: string, seeds: readonly unknown[], run: (json: unknown) => unknown): Target {
  return {
    name,
    seeds: seeds.map((seed) => JSON.stringify(seed)),
    change: changeJson,
    run: (input) => {
      const json = jsonIn(input); // What is no JSON at all is for the target that reads it.
      return json === undefined ? undefined : run(json);
    },
  };
}

/** Throws unless what was taken in is as it should be. */
export function ensure(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
