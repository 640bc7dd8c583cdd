import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';

/** The blog that the payloads in test/fixtures are addressed to. */
export const BLOG_ACTOR = 'https://blog.test/ap/actors/blog';
export const KETTLE = 'https://blog.test/ap/objects/kettle';

/** A payload: `fixture('mastodon/follow')`. It is the whole file, or its `document` where the file says what is expected. */
export function fixture(name: string): JsonObject {
  const file = new URL(`../../fixtures/${name}.json`, import.meta.url);
  const json = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  return (json.document as JsonObject | undefined) ?? json;
}
