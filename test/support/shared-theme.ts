import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { themeDigest } from '../../src/release/theme.ts';

const projectDir = join(import.meta.dirname, '../..');
/** Named by their digests, as below a data folder. */
const shared = join(projectDir, 'node_modules/.cache/outward-test/themes');

let digest: Promise<string> | undefined;

/**
 * Gives a data folder the compiled theme that another test has left, so that it is compiled once for all of them.
 * `test/federation/fresh-clone.test.ts` sees it compiled from nothing.
 */
export async function lendTheme(dataDir: string): Promise<void> {
  const name = await (digest ??= themeDigest(projectDir));
  await copyWhole(join(shared, name), join(dataDir, 'themes', name));
}

/** Keeps what a program has compiled, for the next test. */
export async function keepTheme(dataDir: string): Promise<void> {
  const name = await (digest ??= themeDigest(projectDir));
  await copyWhole(join(dataDir, 'themes', name), join(shared, name));
}

/** Under its name only when it is whole; where there is one, it is the same. */
async function copyWhole(from: string, to: string): Promise<void> {
  if (!existsSync(from) || existsSync(to)) return;
  const unfinished = `${to}.${process.pid}`;
  await mkdir(join(to, '..'), { recursive: true });
  await cp(from, unfinished, { recursive: true });
  await rename(unfinished, to).catch(() => rm(unfinished, { recursive: true, force: true }));
}
