import { hash } from 'node:crypto';
import type { RemoteActor } from '../protocol/vocabulary.ts';
import type { Operation } from './operation.ts';
import type { Reader } from './sqlite-connection.ts';

/** 2 MB, which tell a stranger from 1,600,000 known ones 99 times in 100. */
const bitCount = 2 ** 24;
const pageSize = 10_000;

/**
 * Which actors and keys of actors are stored, as a Bloom filter: in memory, always right about those who are, and seldom wrong about others. Who
 * was removed stays in it until the next start.
 */
export class KnownActors {
  readonly #bits = new Uint8Array(bitCount / 8);
  readonly #lastRows = new Map<string, number>();
  #version: number | undefined;

  /** True of everybody until `takeUp` has run. */
  mayHold(id: string): boolean {
    return this.#version === undefined || placesOf(id).every((place) => this.#has(place));
  }

  /** Adds whom these operations are about to store. */
  note(operations: readonly Operation[]): void {
    for (const { kind, row } of operations) {
      if (kind === 'putActor') this.#noteActor(row as StoredActor);
    }
  }

  /** Adds whom other processes have stored; `version` tells whether any of them has written. */
  async takeUp(version: number, reader: Reader): Promise<void> {
    if (version === this.#version) return;
    await this.#takeUpTable('actors', reader);
    await this.#takeUpTable('actor_keys', reader);
    this.#version = version;
  }

  async #takeUpTable(table: 'actors' | 'actor_keys', reader: Reader): Promise<void> {
    for (let isLast = false; !isLast;) {
      const page = await reader.all<{ readonly row: number; readonly id: string }>(
        `SELECT row, id FROM ${table} WHERE row > ?1 ORDER BY row LIMIT ?2`,
        this.#lastRows.get(table) ?? 0,
        pageSize,
      );
      for (const { id } of page) this.#add(id);
      const last = page.at(-1);
      if (last !== undefined) this.#lastRows.set(table, last.row);
      isLast = page.length < pageSize;
    }
  }

  #noteActor({ id, keys }: StoredActor): void {
    this.#add(id);
    for (const key of keys) this.#add(key.id);
  }

  #has(place: number): boolean {
    return ((this.#bits[place >>> 3] ?? 0) & (1 << (place & 7))) !== 0;
  }

  #add(id: string): void {
    for (const place of placesOf(id))
      this.#bits[place >>> 3] = (this.#bits[place >>> 3] ?? 0) | (1 << (place & 7));
  }
}

type StoredActor = Pick<RemoteActor, 'id' | 'keys'>;

/** Words of a digest are as good as so many hash functions. */
function placesOf(id: string): readonly number[] {
  const digest = hash('sha256', id, 'buffer');
  return [0, 4, 8, 12, 16, 20, 24].map((offset) => digest.readUInt32LE(offset) % bitCount);
}
