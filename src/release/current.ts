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

/** Removes all but the newest few releases and `alsoKept`, and whatever a killed build left behind. Names sort by time. */
export async function removeOldReleases(dataDir: string, current: string, alsoKept?: string): Promise<void> {
  const before = (await releaseNames(dataDir)).filter((name) => name < current && name !== alsoKept);
  const old = before.slice(0, -kept);
  await Promise.all(old.map((name) => removeRelease(dataDir, name)));
}

/** The releases that are kept, oldest first. */
export async function keptReleases(dataDir: string): Promise<readonly Manifest[]> {
  const names = (await releaseNames(dataDir)).filter((name) => timeOf(name) !== undefined);
  const manifests = await Promise.all(names.map((name) => readManifest(releaseFolder(dataDir, name))));
  return manifests.filter((manifest) => manifest !== undefined);
}

/** May be repeated. */
export function removeRelease(dataDir: string, release: string): Promise<void> {
  return rm(releaseFolder(dataDir, release), { recursive: true, force: true });
}

/** `20260301T120000123Z`: sorts by time. */
export function releaseName(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:.]/g, '');
}

/** A name for the release that is built at `now`, which sorts after all there are, wherever the clock has been. */
export async function nextReleaseName(dataDir: string, now: number): Promise<string> {
  const last = (await releaseNames(dataDir)).findLast((name) => timeOf(name) !== undefined);
  return releaseName(Math.max(now, (timeOf(last ?? '') ?? 0) + 1));
}

const written = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/;

/** When the release with this name was built, milliseconds; undefined for what is no name of a release. */
export function timeOf(name: string): number | undefined {
  const time = Date.parse(name.replace(written, '$1-$2-$3T$4:$5:$6.$7Z'));
  return written.test(name) && !Number.isNaN(time) ? time : undefined;
}

async function releaseNames(dataDir: string): Promise<readonly string[]> {
  try {
    return (await readdir(join(dataDir, 'releases'))).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
