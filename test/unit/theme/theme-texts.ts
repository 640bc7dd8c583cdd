import { wordsFor, type Words } from '../../../src/components/words.ts';

/** Whole numbers of every plural form that any language has for them. */
export const numbers = [0, 1, 2, 3, 5, 11, 22, 100, 1_000_000] as const;

/** A text of the theme as readers get it. */
export interface ThemeText {
  /** Where it stands: `intents.like.title`. */
  readonly path: string;
  /** An amount is told by a number, a sentence by what is given to it, if anything. */
  readonly kind: 'sentence' | 'amount';
  /** The sentence, with `⟨1⟩`, `⟨2⟩` for what is given to it; or the amount for each of `numbers`. */
  readonly samples: readonly string[];
}

type Speaker = (...given: readonly unknown[]) => string;
type Leaf = readonly [path: string, value: string | Speaker];

const marks = ['⟨1⟩', '⟨2⟩'] as const;

/** Everything that `words` can say. */
export function themeTexts(words: Words): readonly ThemeText[] {
  return leavesOf(words).map(([path, value]) => {
    if (amounts.has(path)) return { path, kind: 'amount', samples: numbers.map((n) => saidOf(value, n)) };
    return { path, kind: 'sentence', samples: [saidOf(value, ...marks)] };
  });
}

function leavesOf(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (typeof value === 'string') return [[path.join('.'), value]];
  if (typeof value === 'function') return [[path.join('.'), value as Speaker]];
  const entries =
    value instanceof Map ? [...(value as Map<string, unknown>)] : Object.entries(value as object);
  return entries.flatMap(([key, below]) => leavesOf(below, [...path, key]));
}

function saidOf(value: string | Speaker, ...given: readonly unknown[]): string {
  return typeof value === 'string' ? value : value(...given);
}

/** A sentence repeats what is given to it; an amount cannot, as a mark is no number. */
const amounts: ReadonlySet<string> = new Set(
  leavesOf(wordsFor('en'))
    .filter(([, value]) => typeof value === 'function' && value.length === 1)
    .filter(([, value]) => !saidOf(value, marks[0]).includes(marks[0]))
    .map(([path]) => path),
);
