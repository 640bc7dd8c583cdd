import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Foundation } from '../../app.ts';
import type { Settings } from '../../config.ts';
import { forEachKey, type OwnKeys } from '../../federation/keys.ts';
import { loadLibrary } from '../../posts/load.ts';
import { ContentError, formatProblem } from '../../posts/post.ts';
import { privateKeyFromPem } from '../../protocol/signature/keys.ts';
import { currentManifest } from '../../release/current.ts';
import { readServerMark, type ServerMark } from '../../release/lock.ts';
import type { Manifest } from '../../release/manifest.ts';
import { inputsDigest, isUpToDate } from '../../release/publish.ts';
import { withAcceptedContent } from '../../release/pushed.ts';
import { readTrailers } from '../../release/trailers.ts';
import { siteOf } from '../../site.ts';
import { examineStoreFile, type StoreFile } from '../../store/sqlite-check.ts';
import { StoreUnavailable, type DeliveryCounts, type FailingHost, type KeyPair } from '../../store/store.ts';
import { openCommand, projectDir } from '../environment.ts';
import { machineFaultOf } from '../machine-fault.ts';

/** What store, content and release say. */
export interface BlogSeen {
  readonly now: number;
  readonly store: StoreSeen;
  /** The server that runs on this machine, from this DATA_DIR. */
  readonly server: ServerMark | undefined;
  /** What the site shows. */
  readonly manifest: Manifest | undefined;
  /** Undefined where the store could not be opened. */
  readonly inside: InsideSeen | undefined;
}

export type StoreSeen =
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }
  | ({ readonly kind: 'read'; readonly path: string } & StoreFile);

/** What an open store knows. */
export interface InsideSeen {
  /** Undefined where nothing was published yet. */
  readonly keys: Readonly<Record<keyof OwnKeys, KeySeen>> | undefined;
  readonly deliveries: DeliveryCounts;
  /** When the next delivery falls, or fell, due. */
  readonly nextDeliveryAt: number | undefined;
  readonly failingHosts: readonly FailingHost[];
  /** Whether nothing is published by itself, because the writer stopped a publication. */
  readonly isHeld: boolean;
  readonly content: ContentSeen;
}

export type KeySeen =
  { readonly kind: 'whole'; readonly pair: KeyPair } | { readonly kind: 'missing' | 'broken' };

export interface ContentSeen {
  /** A sentence each; none when it could be published. */
  readonly mistakes: readonly string[];
  /** Whether the site shows it as it is now. */
  readonly isPublished: boolean;
}

/** Opens the store like every command, unless its file is not as it should be. Changes nothing. */
export async function observeBlog(settings: Settings, now: number): Promise<BlogSeen> {
  const { dataDir } = settings;
  const [store, server, manifest] = await Promise.all([
    storeSeen(join(dataDir, 'outward.sqlite')),
    readServerMark(dataDir),
    currentManifest(dataDir),
  ]);
  const seen = { now, store, server, manifest };
  if (store.kind !== 'read' || store.faults.length > 0 || store.schema !== store.newestSchema)
    return { ...seen, inside: undefined };
  try {
    return { ...seen, inside: await lookInside(settings, manifest) };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return {
      ...seen,
      store: { kind: 'unreadable', path: store.path, reason: error.message },
      inside: undefined,
    };
  }
}

async function lookInside(settings: Settings, manifest: Manifest | undefined): Promise<InsideSeen> {
  const foundation = await openCommand(settings);
  try {
    return await insideSeen(foundation, manifest);
  } finally {
    await foundation.close();
  }
}

async function storeSeen(path: string): Promise<StoreSeen> {
  if (!existsSync(path)) return { kind: 'absent', path };
  try {
    return { kind: 'read', path, ...(await examineStoreFile(path)) };
  } catch (error) {
    return { kind: 'unreadable', path, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** More are not counted. */
const hostsMax = 1_000;

async function insideSeen(foundation: Foundation, manifest: Manifest | undefined): Promise<InsideSeen> {
  const { store } = foundation;
  const [keys, deliveries, nextDeliveryAt, failingHosts, ended, content] = await Promise.all([
    manifest && keysSeen(foundation, manifest),
    store.deliveryCounts(),
    store.nextDeliveryAt(),
    store.failingHosts(hostsMax),
    store.endedPublication(),
    contentSeen(foundation, manifest),
  ]);
  return { keys, deliveries, nextDeliveryAt, failingHosts, isHeld: ended?.isHeld === true, content };
}

function keysSeen(
  { store }: Foundation,
  { blog, origin }: Manifest,
): Promise<Readonly<Record<keyof OwnKeys, KeySeen>>> {
  return forEachKey(siteOf(blog, origin), async ({ actor, purpose }) => {
    const pair = await store.keyPair(actor, purpose);
    if (pair === undefined) return { kind: 'missing' };
    return isPair(pair) ? { kind: 'whole', pair } : { kind: 'broken' };
  });
}

/** Whether both halves can be read and belong together. */
function isPair({ privateKeyPem, publicKeyPem }: KeyPair): boolean {
  try {
    // Not by KeyObject.equals: of keys of two types it leaves an error behind, which the next use of OpenSSL throws.
    return publicDerOf(privateKeyFromPem(privateKeyPem)).equals(publicDerOf(publicKeyPem));
  } catch {
    return false;
  }
}

function publicDerOf(key: KeyObject | string): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

async function contentSeen(foundation: Foundation, manifest: Manifest | undefined): Promise<ContentSeen> {
  try {
    const settled = await withAcceptedContent(foundation.settings);
    await readContent(settled, foundation);
    const inputs = await inputsDigest(settled, projectDir);
    return { mistakes: [], isPublished: await isUpToDate(manifest, inputs, foundation) };
  } catch (error) {
    return { mistakes: mistakesIn(error), isPublished: false };
  }
}

async function readContent(
  { contentDir, dataDir, origin }: Settings,
  { now, store }: Foundation,
): Promise<void> {
  const { trailers } = await readTrailers(contentDir, store);
  const cacheDir = join(dataDir, 'cache');
  await loadLibrary({ contentDir, origin, now: new Date(now()), cacheDir, trailers });
}

/** Throws what is a mistake of ours. */
function mistakesIn(error: unknown): readonly string[] {
  if (error instanceof ContentError) return error.problems.map(formatProblem);
  const fault = machineFaultOf(error);
  if (fault === undefined) throw error;
  return [fault];
}
