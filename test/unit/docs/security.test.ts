import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const document = readFileSync(join(root, 'SECURITY.md'), 'utf8');

/** Every `test/…` that is named, with the titles that follow it. */
function namedTests(): readonly (readonly [path: string, titles: readonly string[]])[] {
  return [...document.matchAll(/`(test\/[^`]+)`((?:[:;] "[^"]+")*)/g)].map(([, path = '', titles = '']) => [
    path,
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
  ]);
}

describe('SECURITY.md', () => {
  test.each(namedTests())('names what is there: %s', (path, titles) => {
    expect(existsSync(join(root, path))).toBe(true);
    const text = statSync(join(root, path)).isFile() ? readFileSync(join(root, path), 'utf8') : '';
    expect(titles.filter((title) => !text.replaceAll("\\'", "'").includes(title))).toEqual([]);
  });

  test('names each file of attacks', () => {
    const named = new Set(namedTests().map(([path]) => path));
    expect(globSync('test/attacks/*.test.ts', { cwd: root }).filter((path) => !named.has(path))).toEqual([]);
  });
});
