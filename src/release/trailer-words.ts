import { nearest } from '../posts/nearest.ts';
import { shortName, type Commit, type Trailer } from './history.ts';

/** A trailer that is not understood, or not heard. */
export interface TrailerWarning {
  /** Its short name: `1a2b3c4`. */
  readonly commit: string;
  /** What is wrong, a sentence. */
  readonly message: string;
  /** What to write instead, a sentence. */
  readonly remedy: string;
}

/** What may be said, as it is spelt in messages; of each what can be meant, what says nothing last. */
export const vocabulary = {
  'outward-update': { key: 'Outward-Update', values: ['minor', 'normal'] },
  'outward-federate': { key: 'Outward-Federate', values: ['false', 'true'] },
  'outward-reshare': { key: 'Outward-Reshare', values: ['true', 'false'] },
} as const;
export type TrailerKey = keyof typeof vocabulary;
export const trailerKeys = Object.keys(vocabulary) as readonly TrailerKey[];

/** Git does not tell capital letters of trailers apart, so neither do we. */
export function valueOf({ trailers }: Commit, key: TrailerKey): string | undefined {
  return trailers.findLast((trailer) => trailer.key.toLowerCase() === key)?.value.toLowerCase();
}

/** Whether a commit says by `key` what has an effect: the first of the values that can be meant. */
export function says(commit: Commit, key: TrailerKey): boolean {
  return valueOf(commit, key) === vocabulary[key].values[0];
}

/** Whether it says so in a line that git takes for a part of the text. */
export function saysInText({ message, trailers }: Commit, key: TrailerKey): boolean {
  const { key: name, values } = vocabulary[key];
  const isSaid = trailers.some((trailer) => trailer.key.toLowerCase() === key);
  return !isSaid && new RegExp(`^${name}:[ \\t]*${values[0]}[ \\t]*$`, 'im').test(message);
}

/** As it should be written: `Outward-Update: minor`. */
export function trailerOf(key: TrailerKey): string {
  const { key: name, values } = vocabulary[key];
  return `${name}: ${values[0]}`;
}

/** What is said by a commit and not understood, or not at the end of its message. */
export function warningsOf(commit: Commit): readonly TrailerWarning[] {
  const wrong = commit.trailers.map(wrongIn).filter((one) => one !== undefined);
  const inText = trailerKeys.filter((key) => saysInText(commit, key)).map(misplaced);
  return [...wrong, ...inText].map((warning) => ({ commit: shortName(commit.name), ...warning }));
}

function misplaced(key: TrailerKey): Omit<TrailerWarning, 'commit'> {
  return {
    message: `"${trailerOf(key)}" does not stand in the last paragraph of its message, and has no effect.`,
    remedy:
      'Say it in front matter, or amend the message (git commit --amend) so that it ends with that line.',
  };
}

function wrongIn({ key, value }: Trailer): Omit<TrailerWarning, 'commit'> | undefined {
  const name = key.toLowerCase();
  if (!name.startsWith('outward-')) return undefined;
  const known = Object.entries(vocabulary).find(([one]) => one === name)?.[1];
  if (known === undefined) {
    const keys = Object.values(vocabulary).map((one) => one.key);
    return { message: `"${key}" is not a trailer of Outward.`, remedy: remedyFor(key, keys) };
  }
  if (known.values.some((one) => one === value.toLowerCase())) return undefined;
  return {
    message: `"${value}" is not a value that ${known.key} can have.`,
    remedy: remedyFor(value, known.values),
  };
}

function remedyFor(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `Write ${known.join(' or ')}.` : `Did you mean "${meant}"?`;
}
