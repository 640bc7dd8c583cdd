import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalObject } from '../federation/context.ts';
import type { Blog, QuotePolicy } from '../posts/post.ts';
import type { ReplyPolicy } from '../store/store.ts';
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
  /** Likewise, but only for those whom they are for: documents of posts that only followers see. */
  readonly restricted: Readonly<Record<string, Resource>>;
  readonly objects: readonly ReleasedObject[];
  /** Old path → path, for good. */
  readonly redirects: Readonly<Record<string, string>>;
  /** When the next scheduled post falls due, or the next poll ends, milliseconds. */
  readonly nextDue: number | undefined;
  /** Id of the key that the documents' proofs were made with. */
  readonly assertionKey: string;
  /** Whole name of the last commit when it was made, where the content lies in git. */
  readonly commit?: string;
}

export const manifestVersion = 2;

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
  /** Whether its scripts may run WebAssembly, as the search does. */
  readonly runsWasm?: boolean;
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
  /** How they are taken; by default the first of an account waits. */
  readonly policy?: ReplyPolicy;
  /** From when none are taken, milliseconds. */
  readonly closesAt?: number;
  /** Id of the object that it translates, and whose conversation it shares. */
  readonly translationOf?: string;
  readonly quotes: QuotePolicy;
  readonly poll?: LocalObject['poll'];
  readonly contentWarning?: string;
  /** Whether it answers a post of somebody else. */
  readonly isReply: boolean;
  /** How it stands in the conversation that it answers in, if that is one of ours. */
  readonly answer?: OwnAnswer;
  /** Whether only followers may see it: it is on no page, and says nothing of itself to strangers. */
  readonly isRestricted: boolean;
}

/** A post that answers another, as far as it is shown there. */
export interface OwnAnswer {
  /** What it answers: the id, or where nobody was asked for that, the address that the writer gave. */
  readonly to: string;
  /** Who wrote it. */
  readonly by: string;
  /** Empty for a note that has none. */
  readonly title: string;
  /** The whole of a short text; empty for a long one, which is read on its own page. */
  readonly html: string;
  /** Of a long one. */
  readonly summary?: string;
  /** Milliseconds. */
  readonly published: number;
  readonly updated?: number;
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
