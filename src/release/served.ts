import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalObject, ObjectDirectory } from '../federation/context.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { postPath } from '../posts/paths.ts';
import { siteOf, type Site } from '../site.ts';
import type { Renderer } from '../theme.ts';
import { releaseFolder } from './current.ts';
import type { Manifest, ReleasedObject, Resource } from './manifest.ts';
import type { Soon } from './soon.ts';
import { loadRenderer } from './theme.ts';

/** A release as the server holds it. It never changes; another release is another one of these. */
export interface ServedRelease {
  readonly manifest: Manifest;
  readonly site: Site;
  readonly objects: ObjectDirectory;
  readonly render: Renderer;
  /** The released object of a post that has a page. */
  objectBySlug(slug: string): ReleasedObject | undefined;
  objectById(id: string): ReleasedObject | undefined;
  /** The resource for everybody that a request's path names, however its letters are escaped. */
  find(path: string): Resource | undefined;
  /** Likewise, one that is for followers only. */
  findRestricted(path: string): Resource | undefined;
  /** Whoever reads a file while others do gets the same bytes, not a copy; at once, those that are held in memory. */
  read(resource: Resource): Soon<Buffer<ArrayBuffer>>;
}

/** Held in memory together; what does not fit is read from disk when nobody is being sent it. */
const memoryBytesMax = 64 * 1024 * 1024;
const fileBytesMax = 1024 * 1024;

export async function openRelease(dataDir: string, manifest: Manifest): Promise<ServedRelease> {
  return serveManifest(dataDir, manifest, await loadRenderer(join(dataDir, manifest.theme)));
}

/** The release that `manifest` describes, its pages drawn by `render`. */
export function serveManifest(dataDir: string, manifest: Manifest, render: Renderer): ServedRelease {
  const site = siteOf(manifest.blog, manifest.origin);
  const folder = releaseFolder(dataDir, manifest.release);
  const open = manifest.objects.filter(({ isRestricted }) => !isRestricted);
  const bySlug = new Map(open.map((object) => [object.slug, object]));
  const byId = new Map(manifest.objects.map((object) => [object.id, object]));
  return {
    manifest,
    site,
    objects: objectDirectory(manifest, site, bySlug, byId),
    render,
    objectBySlug: (slug) => bySlug.get(slug),
    objectById: (id) => byId.get(id),
    find: (path) => ownAt(manifest.resources, path),
    findRestricted: (path) => ownAt(manifest.restricted, path),
    read: cachedReader(folder),
  };
}

function cachedReader(folder: string): (resource: Resource) => Soon<Buffer<ArrayBuffer>> {
  const held = new Map<string, Buffer<ArrayBuffer>>();
  const readOnce = sharedReader(folder);
  let bytes = 0;
  return ({ file }) => held.get(file) ?? readAndHold(file);

  async function readAndHold(file: string): Promise<Buffer<ArrayBuffer>> {
    const content = await readOnce(file);
    if (content.length <= fileBytesMax && bytes + content.length <= memoryBytesMax && !held.has(file)) {
      bytes += content.length;
      held.set(file, content);
    }
    return content;
  }
}

/** Reads a file once for all who are being sent it, so that however many read slowly, it is in memory once. */
function sharedReader(folder: string): (file: string) => Promise<Buffer<ArrayBuffer>> {
  const underWay = new Map<string, Promise<Buffer<ArrayBuffer>>>();
  const lent = new Map<string, WeakRef<Buffer<ArrayBuffer>>>();

  async function readNow(file: string): Promise<Buffer<ArrayBuffer>> {
    try {
      const content = await readFile(join(folder, file));
      lent.set(file, new WeakRef(content));
      return content;
    } finally {
      underWay.delete(file);
    }
  }

  return async (file) => {
    const known = lent.get(file)?.deref() ?? underWay.get(file);
    if (known !== undefined) return known;
    const reading = readNow(file);
    underWay.set(file, reading);
    return reading;
  };
}

/** Strangers write our URLs with and without a slash, with a query, with the address a post had before (interop 5.1). */
function objectDirectory(
  { redirects }: Manifest,
  site: Site,
  bySlug: ReadonlyMap<string, ReleasedObject>,
  byId: ReadonlyMap<string, ReleasedObject>,
): ObjectDirectory {
  const byPage = new Map([...bySlug].map(([slug, object]) => [postPath(slug), object]));
  const local = (object: ReleasedObject): LocalObject => {
    const { closesAt, commentsOpen, id, policy, poll, quotes, slug } = object;
    return { id: site.objectId(id), slug, open: commentsOpen, closesAt, policy, quotes, poll };
  };
  const byUri = new Map([...byId.values()].map(local).map((object) => [object.id, object]));
  return (uri: Uri): LocalObject | undefined => {
    const exact = byUri.get(uri);
    if (exact !== undefined) return exact;
    const url = URL.parse(uri);
    if (url?.origin !== site.origin) return undefined;
    const id = site.idOf(`${url.origin}${url.pathname}`);
    const page = withSlash(normalisePath(url.pathname));
    const atPage = byPage.get(page) ?? byPage.get(movedTo(redirects, url.pathname) ?? '');
    const object = id === undefined ? atPage : byId.get(id);
    return object && local(object);
  };
}

/** An old address as it stands among the redirects; a query, as in `/?p=12`, belongs to it, as it is written. */
export function redirectKey(address: string): string {
  const query = address.indexOf('?');
  return query === -1
    ? normalisePath(address)
    : normalisePath(address.slice(0, query)) + address.slice(query);
}

/** Where a former address leads that is told from others by its query; undefined for all others. */
export function movedByQuery(
  redirects: Manifest['redirects'],
  { pathname, search }: URL,
): string | undefined {
  return search === '' ? undefined : own(redirects, normalisePath(pathname) + search);
}

/** Where a former address leads, with or without its slash at the end, and however its letters are escaped. */
export function movedTo(redirects: Manifest['redirects'], path: string): string | undefined {
  const written = normalisePath(path);
  const other = written.endsWith('/') ? written.slice(0, -1) : `${written}/`;
  return own(redirects, written) ?? own(redirects, other);
}

export function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** One spelling for every way to escape a path; the path itself where it cannot be read. */
export function normalisePath(path: string): string {
  try {
    return path
      .split('/')
      .map((segment) => encodeURIComponent(decodeURIComponent(segment)))
      .join('/');
  } catch {
    return path;
  }
}

function ownAt(resources: Manifest['resources'], path: string): Resource | undefined {
  return own(resources, path) ?? own(resources, normalisePath(path));
}

/** A value of a record that was read from JSON, asked for by a name that a stranger chose. */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
