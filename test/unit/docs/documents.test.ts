import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const documents = globSync(['*.md', 'docs/adr/*.md'], { cwd: root }).sort();

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function matchesIn(text: string, pattern: RegExp): readonly string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([, match = '']) => match))];
}

test.each(documents)('%s names and links to files that are there', (path) => {
  const text = read(path);
  const prose = text.replaceAll(/`[^`\n]*`/g, '');
  const linked = matchesIn(prose, /\]\((?!https?:|#)([^)#]+)[^)]*\)/g).map((to) => join(dirname(path), to));
  const named = matchesIn(text, /`((?:src|functions|test|docs|bench)\/[\w./[\]-]+)`/g);
  expect([...linked, ...named].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('FEDERATION.md speaks of every FEP that the code names', () => {
  const files = globSync(['src/**/*.ts', 'functions/*.ts'], { cwd: root });
  const named = new Set(files.flatMap((file) => matchesIn(read(file), /\bFEP-([\da-f]{4})\b/g)));
  const federation = read('FEDERATION.md');
  expect(
    [...named].filter((fep) => !federation.includes(`fep-${fep}.md`) && !federation.includes(`FEP-${fep}`)),
  ).toEqual([]);
});

test('README.md has every variable of the environment that is read', () => {
  const variables = matchesIn(read('src/config.ts'), /\bread\('([A-Z_]+)'\)/g);
  const readme = read('README.md');
  expect(variables.length).toBeGreaterThan(5);
  expect(variables.filter((name) => !readme.includes(`| \`${name}\``))).toEqual([]);
});

test.each([
  ['front matter', 'src/posts/frontmatter.ts'],
  ['blog.yml', 'src/posts/blog.ts'],
])('README.md has every key of %s', (_, file) => {
  const known = /\bknown: \[([\s\S]*?)\n {2}\]/.exec(read(file))?.[1] ?? '';
  const keys = matchesIn(known, /'(\w+)'/g);
  const rows = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|')[1] ?? '');
  expect(keys.length).toBeGreaterThan(10);
  expect(keys.filter((key) => !rows.some((cell) => cell.includes(`\`${key}\``)))).toEqual([]);
});
