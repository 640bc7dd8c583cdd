import { execFile } from 'node:child_process';
import { rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
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
 * run leaves nothing that could be taken for a whole one. Throws a ThemeError when the theme has a mistake.
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
    throw new ThemeError(themeMistakeOf(`${stdout}${stderr}`, projectDir));
  }
  await syncBelow(building); // It is never compiled again, so nothing of it may be missing after a power failure.
  await rename(building, folder);
  return theme;
}

/** The theme cannot be compiled: a mistake in a file of `src`, said so that it can be mended. */
export class ThemeError extends Error {
  override readonly name = 'ThemeError';
}

/**
 * File, line and reason, of all that Astro prints about a theme that it cannot compile: `src/pages/404.astro:3:5: …`. All of
 * `printed` where that cannot be made out.
 */
export function themeMistakeOf(printed: string, projectDir: string): string {
  const plain = stripVTControlCharacters(printed);
  const [, kind, reason] = /^\[(?!ERROR|WARN|vite)(\w+)\] (.+)$/m.exec(plain) ?? [];
  const [, file, place] = /^ +Location:\n +(.+?)((?::\d+){1,2})$/m.exec(plain) ?? [];
  if (reason === undefined) return `The theme cannot be compiled.\n${plain.trim()}`;
  const where = file === undefined ? '' : `${relative(projectDir, file)}${place}: `;
  return `The theme cannot be compiled.\n${where}${reason} (${kind})`;
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
