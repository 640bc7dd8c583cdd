import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Renderer } from '../../src/theme.ts';

/** The theme in a folder of its own. */
export interface CompiledTheme extends AsyncDisposable {
  readonly folder: string;
  readonly render: Renderer;
}

/** Compiled as for a release, and loaded from a folder that has no node_modules above it. */
export async function compileTheme(): Promise<CompiledTheme> {
  const folder = await mkdtemp(join(tmpdir(), 'outward-theme-'));
  const astro = join(process.cwd(), 'node_modules/astro/bin/astro.mjs');
  // Vitest sets both for itself; Astro would take them for a wish to compile for development.
  const env = { ...process.env, NODE_ENV: 'production', DEV: undefined };
  await promisify(execFile)(process.execPath, [astro, 'build', '--outDir', folder], { env });
  const entry = pathToFileURL(join(folder, 'server/entry.mjs')).href;
  const { render } = (await import(/* @vite-ignore */ entry)) as { readonly render: Renderer };
  return { folder, render, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
