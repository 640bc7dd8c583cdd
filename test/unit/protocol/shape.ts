import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNote } from '../../../src/protocol/note.ts';
import { parseActivity } from '../../../src/protocol/parse.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';

/** What one server sends, and what we understand of it. */
export interface Shape {
  readonly software: string;
  readonly what: string;
  readonly document: JsonObject;
  /** As `understood` gives it; null where we make nothing of it. */
  readonly expected: unknown;
}

/** Every file of test/fixtures that says what is expected of it. */
export function shapes(): readonly Shape[] {
  const folder = join(import.meta.dirname, '../../fixtures');
  return globSync('*/*.json', { cwd: folder })
    .sort()
    .map((path) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Shape)
    .filter((file) => Object.hasOwn(file, 'expected'));
}

/**
 * What we make of an activity, or of an object as it is fetched, as JSON: without what is undefined, what is `false`, and the
 * copy that a Follow keeps of itself; of an actor only its id and name.
 */
export function understood(document: JsonObject): unknown {
  const result = document.object === undefined ? parseNote(document) : parseActivity(document);
  const json = JSON.stringify(result ?? null, (key, value: unknown) =>
    key === 'raw' || value === false
      ? undefined
      : isActor(value)
        ? { id: value.id, name: value.name }
        : value,
  );
  return JSON.parse(json) as unknown;
}

function isActor(value: unknown): value is { readonly id: string; readonly name: string } {
  return typeof value === 'object' && value !== null && 'inbox' in value;
}
