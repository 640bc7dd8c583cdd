import type { Operation } from './operation.ts';
import type { Connection } from './sqlite-connection.ts';

/** A recorded transaction, and what is to be done after it in the same commit (its result goes to the caller). */
export interface Entry {
  readonly operations: readonly Operation[];
  readonly work: ((connection: Connection) => Promise<unknown>) | undefined;
}

/** Over a second's worth of a busy inbox; twice the characters is about what they take of memory. */
const waitingMax = 8_000;
const waitingCharactersMax = 64 * 1024 * 1024;
/** Of one commit, so that the first who wait are not kept by the last, and its JSON stays far below what a string may hold. */
const batchMax = 2_000;
const batchCharactersMax = 16 * 1024 * 1024;

/** Those who wait for a commit, first come first served, in as much memory as may be spent on them while the database is locked. */
export class WaitingLine<T extends Entry> {
  readonly #waiting: { readonly entry: T; readonly characters: number }[] = [];
  #characters = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /** Whether there was room. */
  join(entry: T): boolean {
    const characters = charactersOf(entry);
    const isFull = this.length >= waitingMax || this.#characters + characters > waitingCharactersMax;
    if (isFull && this.length > 0) return false;
    this.#waiting.push({ entry, characters });
    this.#characters += characters;
    return true;
  }

  /** The next who share a commit: one at least, if anybody waits. */
  next(): readonly T[] {
    let characters = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      characters += waiting.characters;
      if (count > 0 && (count >= batchMax || characters > batchCharactersMax)) break;
      count += 1;
    }
    return this.#leave(count);
  }

  /** Everybody. */
  all(): readonly T[] {
    return this.#leave(this.length);
  }

  #leave(count: number): readonly T[] {
    const left = this.#waiting.splice(0, count);
    for (const { characters } of left) this.#characters -= characters;
    return left.map(({ entry }) => entry);
  }
}

/** Texts are all that can be long. */
function charactersOf({ operations }: Entry): number {
  let characters = 0;
  for (const { row } of operations) {
    for (const value of Object.values(row)) if (typeof value === 'string') characters += value.length;
  }
  return characters;
}
