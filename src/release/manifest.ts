import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blog } from '../posts/post.ts';
import type { NavigationItem } from '../theme.ts';
import { writeFileAtomic } from './files.ts';

/** What a release consists of: all that the server needs to know of the content. Written last, so a release without one is none. */
export interface Manifest {
  readonly version: typeof manifestVersion;
  readonly release: string;
  /** Digest of everything it was made from; equal means that there is nothing to build. */
  readonly inputs: string;
  readonly origin: string;
  /** Folder of the compiled theme, below the data folder. */
  readonly theme: string;
  readonly blog: Blog;
  readonly navigation: readonly NavigationItem[];
  /** By path as asked for. */
  readonly resources: Readonly<Record<string, Resource>>;
  readonly objects: readonly ReleasedObject[];
  /** Old path → path, for good. */
  readonly redirects: Readonly<Record<string, string>>;
  /** When the next scheduled post falls due, milliseconds. */
  readonly nextDue: number | undefined;
}

export const manifestVersion = 1;

/** One file that can be asked for. */
export interface Resource {
  /** Below the release's folder. */
  readonly file: string;
  readonly type: string;
  readonly status: number;
  /** SHA-256 of the content, hex, cut to 16 characters. */
  readonly hash: string;
  /** Digest of what a rendered page was drawn from: equal means it can be carried over. */
  readonly key?: string;
  /** The ActivityPub form of a page, and the page of an ActivityPub document: full URLs. */
  readonly activity?: string;
  readonly page?: string;
  /** Slug of the post whose conversation stands in this page. */
  readonly conversation?: string;
}

/** An object of ours, as far as the server must know it. */
export interface ReleasedObject {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly lang: string;
  readonly commentsOpen: boolean;
}

/** The manifest in `folder`; undefined when it is missing or of another version (the release is built anew). */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as
      Manifest | { readonly version: 0 };
    return manifest.version === manifestVersion ? manifest : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  return writeFileAtomic(join(folder, 'manifest.json'), JSON.stringify(manifest));
}
