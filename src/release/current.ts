import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, type Manifest } from './manifest.ts';
import { writeFileAtomic } from './files.ts';

const kept = 3;

export function releaseFolder(dataDir: string, release: string): string {
  return join(dataDir, 'releases', release);
}

/** Makes `release` the current one: one rename, seen by every process that serves from this data folder. */
export function switchTo(dataDir: string, release: string): Promise<void> {
  return writeFileAtomic(join(dataDir, 'current'), release);
}

/** The name of the current release; undefined before the first. */
export async function currentRelease(dataDir: string): Promise<string | undefined> {
  try {
    return (await readFile(join(dataDir, 'current'), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function currentManifest(dataDir: string): Promise<Manifest | undefined> {
  const release = await currentRelease(dataDir);
  return release === undefined ? undefined : readManifest(releaseFolder(dataDir, release));
}

/** Removes all but the newest few releases, and whatever a killed build left behind. Names sort by time. */
export async function removeOldReleases(dataDir: string, current: string): Promise<void> {
  const names = (await readdir(join(dataDir, 'releases'))).sort();
  const old = names.filter((name) => name < current).slice(0, -kept);
  await Promise.all(old.map((name) => rm(releaseFolder(dataDir, name), { recursive: true, force: true })));
}

/** `20260301T120000123Z`: sorts by time, and is never given twice as long as the clock does not run backwards. */
export function releaseName(now: number): string {
  return new Date(now).toISOString().replaceAll(/[-:.]/g, '');
}
