import type { RemoteActor } from '../protocol/vocabulary.ts';
import type { Operation } from './operation.ts';
import type { Reader } from './sqlite-connection.ts';
import type { IncomingReply } from './values.ts';

/** 2 MB, which tell what is new from 1,600,000 known ids 99 times in 100. */
const bitCount = 2 ** 24;
const bitShift = 32 - Math.log2(bitCount);
const pageSize = 10_000;
/** Each has the columns `row` and `id`. A row gets a number above all others, which may have been that of one removed. */
const tables = ['actors', 'actor_keys', 'replies'] as const;
type Table = (typeof tables)[number];

/**
 * Which actors, keys of actors and replies are stored, as a Bloom filter: in memory, always right about what is, and seldom wrong
 * about the rest, so that nothing is read for what comes for the first time, as nearly all does. What was removed stays in it
 * until the next start.
 */
export class KnownIds {
  readonly #bits = new Uint8Array(bitCount / 8);
  /** The newest of each that was taken up. */
  readonly #last = new Map<Table, Entry>();
  #version: number | undefined;

  /** True of everything until `takeUp` has run. */
  mayHold(id: string): boolean {
    return this.#version === undefined || placesOf(id).every((place) => this.#has(place));
  }

  /** Adds what these operations are about to store. */
  note(operations: readonly Operation[]): void {
    for (const { kind, row } of operations) {
      if (kind === 'putActor') this.#noteActor(row as StoredActor);
      if (kind === 'putReply') this.#add((row as Pick<IncomingReply, 'id'>).id);
    }
  }

  /** Adds what other processes have stored; `version` tells whether any of them has written. */
  async takeUp(version: number, reader: Reader): Promise<void> {
    if (version === this.#version) return;
    for (const table of tables) await this.#takeUpTable(table, reader);
    this.#version = version;
  }

  async #takeUpTable(table: Table, reader: Reader): Promise<void> {
    if (!(await this.#isLastThere(table, reader))) this.#last.delete(table);
    for (let isLast = false; !isLast;) {
      const page = await reader.all<Entry>(
        `SELECT row, id FROM ${table} WHERE row > ?1 ORDER BY row LIMIT ?2`,
        this.#last.get(table)?.row ?? 0,
        pageSize,
      );
      for (const { id } of page) this.#add(id);
      const last = page.at(-1);
      if (last !== undefined) this.#last.set(table, last);
      isLast = page.length < pageSize;
    }
  }

  /** Where it is gone, its number and lower ones may have been given again: all are taken up once more. */
  async #isLastThere(table: Table, reader: Reader): Promise<boolean> {
    const last = this.#last.get(table);
    if (last === undefined) return true;
    const there = await reader.get<Entry>(`SELECT row, id FROM ${table} WHERE row = ?1`, last.row);
    return there?.id === last.id;
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

interface Entry {
  readonly row: number;
  readonly id: string;
}

type StoredActor = Pick<RemoteActor, 'id' | 'keys'>;

/**
 * By two hashes as good as seven (Kirsch and Mitzenmacher, 2006). Who makes ids that collide on purpose has them looked up, as
 * they would be without the filter.
 */
function placesOf(id: string): readonly number[] {
  const first = hashOf(id, 0x811c9dc5);
  const second = hashOf(id, 0x9747b28c) | 1;
  return places.map((n) => (first + Math.imul(n, second)) >>> bitShift);
}

const places = [0, 1, 2, 3, 4, 5, 6];

/** FNV-1a from `seed`, its bits mixed once more at the end. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let n = 0; n < text.length; n += 1) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
