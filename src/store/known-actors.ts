import { hash } from 'node:crypto';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Operation } from './operation.ts';
import type { Reader } from './sqlite-connection.ts';

/** 2 MB, which tell a stranger from 1,600,000 known ones 99 times in 100. */
const bitCount = 2 ** 24;
const pageSize = 10_000;

/**
 * Which actors are stored, as a Bloom filter: in memory, always right about those who are, and seldom wrong about others. Who
 * was removed stays in it until the next start.
 */
export class KnownActors {
  readonly #bits = new Uint8Array(bitCount / 8);
  #lastRow = 0;
  #version: number | undefined;

  /** True of everybody until `takeUp` has run. */
  mayHold(id: Uri): boolean {
    return this.#version === undefined || placesOf(id).every((place) => this.#has(place));
  }

  /** Adds whom these operations are about to store. */
  note(operations: readonly Operation[]): void {
    for (const { kind, row } of operations) {
      if (kind === 'putActor' && 'id' in row) this.#add(row.id as Uri);
    }
  }

  /** Adds whom other processes have stored; `version` tells whether any of them has written. */
  async takeUp(version: number, reader: Reader): Promise<void> {
    if (version === this.#version) return;
    for (let isLast = false; !isLast;) {
      const page = await reader.all<{ readonly row: number; readonly id: Uri }>(
        'SELECT row, id FROM actors WHERE row > ?1 ORDER BY row LIMIT ?2',
        this.#lastRow,
        pageSize,
      );
      for (const { id } of page) this.#add(id);
      this.#lastRow = page.at(-1)?.row ?? this.#lastRow;
      isLast = page.length < pageSize;
    }
    this.#version = version;
  }

  #has(place: number): boolean {
    return ((this.#bits[place >>> 3] ?? 0) & (1 << (place & 7))) !== 0;
  }

  #add(id: Uri): void {
    for (const place of placesOf(id))
      this.#bits[place >>> 3] = (this.#bits[place >>> 3] ?? 0) | (1 << (place & 7));
  }
}

/** Words of a digest are as good as so many hash functions. */
function placesOf(id: Uri): readonly number[] {
  const digest = hash('sha256', id, 'buffer');
  return [0, 4, 8, 12, 16, 20, 24].map((offset) => digest.readUInt32LE(offset) % bitCount);
}
