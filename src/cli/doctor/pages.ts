import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { postPath } from '../../posts/paths.ts';
import { isActivityDocument } from '../../protocol/media-type.ts';
import { AS_CONTEXT } from '../../protocol/vocabulary.ts';
import type { Manifest } from '../../release/manifest.ts';
import type { Site } from '../../site.ts';
import { ask, askFollowing, type Reply } from './ask.ts';

/** What the public address gives to who asks for documents and pages. */
export interface PagesSeen {
  readonly site: Site;
  /** Public keys as the store has them, PEM. */
  readonly keys: { readonly request: string; readonly instance: string };
  /** Whether posts are shown as ActivityPub only to who signs. */
  readonly authorizedFetch: boolean;
  readonly webfinger: Reply;
  readonly hostMeta: Reply;
  readonly nodeInfo: Reply;
  readonly actor: Reply;
  readonly instance: Reply;
  readonly head: Reply;
  /** The same page as it is, and compressed. */
  readonly identity: Reply;
  readonly gzip: Reply;
  /** One post, asked for in turns as page and as ActivityPub; none where there is no public post. */
  readonly looks: readonly Look[];
}

export type Form = 'HTML' | 'ActivityPub';

/** One request for a post, its redirects followed. */
export interface Look {
  readonly asked: Form;
  /** Undefined: neither, or nothing. */
  readonly got: Form | undefined;
  /** 0 where nobody answered. */
  readonly status: number;
  readonly path: string;
  /** Under an address that nobody has asked for before, so that no cache has it. */
  readonly isFresh: boolean;
}

/** The part of the settings that matters to what is seen. */
export interface PagesOptions {
  readonly manifest: Manifest;
  readonly site: Site;
  readonly keys: PagesSeen['keys'];
  readonly authorizedFetch: boolean;
}

export async function observePages(options: PagesOptions): Promise<PagesSeen> {
  const { authorizedFetch, keys, manifest, site } = options;
  const get = (path: string, accept: string): Promise<Reply> => ask(at(path, site), { headers: { accept } });
  const encoded = (encoding: string): Promise<Reply> =>
    ask(at('/', site), { headers: { accept: 'text/html', 'accept-encoding': encoding } });
  const [webfinger, hostMeta, nodeInfo, actor, instance, head, identity, gzip, looks] = await Promise.all([
    get(`/.well-known/webfinger?resource=acct:${site.acct}`, 'application/jrd+json'),
    get('/.well-known/host-meta', 'application/xrd+xml'),
    get('/nodeinfo/2.1', 'application/json'),
    get(site.actor, 'application/activity+json'),
    get(site.instanceActor, acceptLd),
    ask(at('/', site), { method: 'HEAD', headers: { accept: 'text/html' } }),
    encoded('identity'),
    encoded('gzip'),
    looksAt(manifest, site),
  ]);
  const documents = { webfinger, hostMeta, nodeInfo, actor, instance };
  return { site, keys, authorizedFetch, ...documents, head, identity, gzip, looks };
}

const acceptLd = `application/ld+json; profile="${AS_CONTEXT}"`;

function at(path: string, { origin }: Site): URL {
  return new URL(path, origin);
}

const accepted: Readonly<Record<Form, string>> = {
  HTML: 'text/html,application/xhtml+xml,*/*;q=0.8',
  ActivityPub: 'application/activity+json',
};

/** Either form first, where no cache has anything yet; and in turns where one may, twice. */
const orders: readonly (readonly [isFresh: boolean, forms: readonly Form[]])[] = [
  [true, ['HTML', 'ActivityPub']],
  [true, ['ActivityPub', 'HTML']],
  [false, ['HTML', 'ActivityPub', 'HTML', 'ActivityPub']],
];

async function looksAt(manifest: Manifest, site: Site): Promise<readonly Look[]> {
  const object = manifest.objects.find(({ slug }) => hasBothForms(postPath(slug), manifest));
  if (object === undefined) return [];
  const paths = [site.pageUrl(object.slug), site.objectId(object.id)];
  const looks: Look[] = [];
  for (const path of paths)
    for (const [isFresh, forms] of orders) {
      const url = at(path, site);
      if (isFresh) url.searchParams.set('doctor', randomUUID());
      for (const asked of forms) looks.push(await look(url, asked, isFresh)); // One after the other: the order is the question.
    }
  return looks;
}

function hasBothForms(path: string, { resources }: Manifest): boolean {
  return Object.hasOwn(resources, path) && resources[path]?.activity !== undefined;
}

async function look(url: URL, asked: Form, isFresh: boolean): Promise<Look> {
  const reply = await askFollowing(url, { headers: { accept: accepted[asked] } });
  const seen = { asked, path: url.pathname, isFresh };
  if (reply.kind === 'silence') return { ...seen, got: undefined, status: 0 };
  return { ...seen, got: formOf(reply.headers['content-type'] ?? ''), status: reply.status };
}

function formOf(type: string): Form | undefined {
  if (isActivityDocument(type) || /^application\/(ld\+)?json\b/i.test(type)) return 'ActivityPub';
  return /^text\/html\b/i.test(type) ? 'HTML' : undefined;
}

/** Body of an answer as its reader would have it; undefined where it cannot be unpacked. */
export function unpacked(reply: Reply): Buffer | undefined {
  if (reply.kind === 'silence') return undefined;
  const encoding = reply.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return reply.body;
  try {
    return gunzipSync(reply.body, { maxOutputLength: 16 * 1024 * 1024 });
  } catch {
    return undefined;
  }
}
