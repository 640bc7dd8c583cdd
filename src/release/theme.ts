import { execFile } from 'node:child_process';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Renderer, ThemeLocals } from '../theme.ts';
import { digestOfFiles, syncBelow } from './files.ts';

/** What the compiled theme is made from, below the project's folder. */
const sources = ['src', 'public', 'astro.config.mjs', 'package-lock.json'];

/** A change of any of these is a change of every page. */
export function themeDigest(projectDir: string): Promise<string> {
  return digestOfFiles(sources.map((source) => join(projectDir, source)));
}

/**
 * Compiles the theme with Astro, unless this very theme has been compiled before. Returns its folder below `dataDir`. A killed
 * run leaves nothing that could be taken for a whole one. Throws what Astro printed when the theme has a mistake.
 */
export async function compileTheme(projectDir: string, dataDir: string, digest: string): Promise<string> {
  const theme = join('themes', digest);
  const folder = join(dataDir, theme);
  if (await exists(folder)) return theme;
  const building = `${folder}.${process.pid}`;
  await rm(building, { recursive: true, force: true });
  const astro = join(projectDir, 'node_modules', 'astro', 'bin', 'astro.mjs');
  // Vite takes a DEV in the environment, such as a test runner's, for its own.
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NODE_ENV: 'production', DEV: undefined };
  try {
    await run(process.execPath, [astro, 'build', '--outDir', building], {
      cwd: projectDir,
      env,
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`the theme could not be compiled:\n${stdout}${stderr}`, { cause: error });
  }
  await syncBelow(building); // It is never compiled again, so nothing of it may be missing after a power failure.
  await rename(building, folder);
  return theme;
}

const run = promisify(execFile);

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Loads a compiled theme. Pages are drawn in this process, in well under a millisecond each. */
export async function loadRenderer(themeFolder: string): Promise<Renderer> {
  const entry = pathToFileURL(join(themeFolder, 'server', 'entry.mjs')).href;
  const { render } = (await import(entry)) as { render: Renderer };
  return (path: string, locals: ThemeLocals) => render(path, locals);
}
