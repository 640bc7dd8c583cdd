import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { globSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/**
 * The architecture: what each folder may import, besides itself and src/assert.ts. The specifications know nothing of this
 * blog, nor does Markdown; a folder that is not named may import everything in src.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'src/protocol': [],
  'src/posts': [],
  'src/store': ['src/protocol'],
  'src/federation': [
    'src/protocol',
    'src/posts',
    'src/store/store.ts',
    'src/config.ts',
    'src/site.ts',
    'src/addresses.ts',
    'src/clock.ts',
    'src/counters.ts',
    'src/limits.ts',
  ],
  'src/components': ['src/posts', 'src/store/store.ts', 'src/site.ts', 'src/theme.ts'],
  'src/release': [
    'src/federation',
    'src/posts',
    'src/protocol',
    'src/store/store.ts',
    'src/config.ts',
    'src/content-security-policy.ts',
    'src/limits.ts',
    'src/site.ts',
    'src/theme.ts',
    'src/app.ts',
  ],
  'src/import': ['src/posts'],
  'src/notices': [
    'src/federation',
    'src/components/decision-words.ts',
    'src/components/words.ts',
    'src/components/xml.ts',
    'src/posts',
    'src/protocol',
    'src/store/store.ts',
    'src/config.ts',
    'src/site.ts',
    'src/theme.ts',
  ],
  'src/preview': [
    'src/federation',
    'src/components',
    'src/styles',
    'src/posts',
    'src/protocol',
    'src/site.ts',
  ],
  functions: [
    'src/app.ts',
    'src/body.ts',
    'src/client.ts',
    'src/content-security-policy.ts',
    'src/federation',
    'src/notices',
    'src/protocol',
    'src/release/forge.ts',
    'src/release/interact.ts',
    'src/release/intents.ts',
    'src/release/manifest.ts',
    'src/release/pushed.ts',
    'src/release/serve.ts',
    'src/release/waiting.ts',
    'src/release/waiting-page.ts',
    'src/site.ts',
  ],
};

/** Each third-party package has one owner; replacing it is that file's or folder's work. */
const owners: Readonly<Record<string, readonly string[]>> = {
  '@astrojs/node': ['astro.config.mjs'],
  '@hono/node-server': ['src/server.ts', 'src/dev.ts'],
  '@scure/base': ['src/protocol/proof'],
  astro: [
    'astro.config.mjs',
    'src/renderer.ts',
    'src/dev.ts',
    'src/middleware.ts',
    'src/pages',
    'src/components',
    'src/layouts',
  ],
  canonicalize: ['src/protocol/proof'],
  commander: ['src/cli'],
  'fast-xml-parser': ['src/import'],
  fontkit: ['src/release/social-image-letters.ts'],
  'gray-matter': ['src/posts'],
  hono: ['src/server.ts'],
  blurhash: ['src/posts'],
  'image-size': ['src/posts'],
  sharp: ['src/posts', 'src/release/media.ts'],
  'ipaddr.js': ['src/addresses.ts'],
  'node-forge': ['src/protocol/signature'],
  nodemailer: ['src/notices/smtp.ts'],
  pagefind: ['src/release/search.ts'],
  pino: ['src/cli/environment.ts'],
  'prom-client': ['src/metrics.ts'],
  'rehype-parse': ['src/import'],
  'rehype-remark': ['src/import'],
  remark: ['src/posts'],
  // One keeps strangers' HTML from our readers, the other shows what strangers' servers keep of ours.
  'sanitize-html': ['src/federation/sanitise.ts', 'src/preview/markup.ts'],
  'smol-toml': ['src/import'],
  sqlite3: ['src/store'],
  'structured-headers': ['src/protocol/signature'],
  'tar-stream': ['src/import'],
  uqr: ['src/components/qr.ts'],
  yaml: ['src/posts'],
};

interface SourceFile {
  readonly path: string;
  /** Files of the project, relative to its root, and names of packages. */
  readonly imports: readonly string[];
}

function sourceFiles(): readonly SourceFile[] {
  const paths = globSync(['src/**/*.{ts,astro}', 'functions/*.ts', 'astro.config.mjs'], { cwd: root }).sort();
  return paths.map((path) => ({ path, imports: importsOf(path) }));
}

function importsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, specifier]) => specifier ?? '',
  );
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? relative(root, join(root, dirname(path), specifier)) : packageOf(specifier),
  );
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

const files = sourceFiles();

test.each(files)('$path imports only what its folder may', ({ path, imports }) => {
  const folder = Object.keys(mayImport).find((place) => isWithin(path, place));
  const allowed =
    folder === undefined ? ['src', 'functions'] : [folder, 'src/assert.ts', ...(mayImport[folder] ?? [])];
  const local = imports.filter((to) => to.startsWith('src/') || to.startsWith('functions/'));
  expect(local.filter((to) => !allowed.some((place) => isWithin(to, place)))).toEqual([]);
});

test.each(Object.entries(owners))('%s is imported by its owner only', (name, places) => {
  const importers = files.filter(({ imports }) => imports.includes(name)).map(({ path }) => path);
  expect(importers.filter((path) => !places.some((place) => isWithin(path, place)))).toEqual([]);
});

test('no file imports itself by way of others', () => {
  const graph = new Map(files.map(({ path, imports }) => [path, imports]));
  const cycleFrom = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const cycle = cycleFrom(next, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    done.add(path);
    return undefined;
  };
  const done = new Set<string>();
  expect(files.map(({ path }) => cycleFrom(path, [])).find((cycle) => cycle !== undefined)).toBeUndefined();
});

test('no file of ours is longer than 400 lines', () => {
  const long = files.filter(({ path }) => readFileSync(join(root, path), 'utf8').split('\n').length > 400);
  expect(long.map(({ path }) => path)).toEqual([]);
});
