import type { App } from '../app.ts';
import { contentSecurityPolicy } from '../content-security-policy.ts';
import { prefersActivityJson } from '../protocol/media-type.ts';
import type { Site } from '../site.ts';
import { encoded, encodingFor, isText, type Encoding } from './encoding.ts';
import { isFeed } from './hub.ts';
import type { Resource } from './manifest.ts';
import { movedByQuery, movedTo, normalisePath, withSlash } from './served.ts';
import { whenThere, type Soon } from './soon.ts';

/** Answers from the current release: its pages, files and ActivityPub documents. Anything else gets its 404 page. */
export async function serveRelease(request: Request, app: App): Promise<Response> {
  const { release } = app;
  const url = new URL(request.url);
  const path = url.pathname;
  const former = movedByQuery(release.manifest.redirects, url);
  if (former !== undefined) return redirect(301, former);
  const resource = release.find(path);
  if (resource === undefined) return missing(request, path, app);
  return otherFormOf(request, resource) ?? answer(request, resource, app);
}

/**
 * A page that is asked for as ActivityPub leads to its object, an object that is opened in a browser to its page. Redirects,
 * because peers compare an object's id with the URL it came from (interop 1.4). Undefined where `resource` itself is meant.
 */
export function otherFormOf(request: Request, { activity, page }: Resource): Response | undefined {
  const accept = request.headers.get('accept');
  if (activity !== undefined && prefersActivityJson(accept)) return redirect(302, activity);
  if (page !== undefined && accept?.includes('text/html') === true && !prefersActivityJson(accept))
    return redirect(302, page);
  return undefined;
}

/** Former addresses, forgotten slashes, or nothing. */
async function missing(request: Request, path: string, app: App): Promise<Response> {
  const slashed = withSlash(normalisePath(path));
  const withoutSlash = slashed !== path && app.release.find(slashed) !== undefined;
  const target = movedTo(app.release.manifest.redirects, path) ?? (withoutSlash ? slashed : undefined);
  if (target !== undefined) {
    const found = app.release.find(target);
    return (found && otherFormOf(request, found)) ?? redirect(301, target);
  }
  const page = app.release.find('/404.html');
  if (page === undefined) return new Response('Not found', { status: 404 });
  return answer(request, page, app);
}

/** By 302 an address leads one to a page and another to a document: a cache that does not heed Vary must not keep that. */
function redirect(status: 301 | 302, location: string): Response {
  const cacheControl = status === 302 ? 'private, no-store' : 'max-age=180';
  return new Response(null, { status, headers: { location, vary: 'Accept', 'cache-control': cacheControl } });
}

interface Content {
  readonly body: Buffer<ArrayBuffer>;
  readonly hash: string;
}

function contentOf(resource: Resource, { conversations, release }: App): Soon<Content> {
  const object =
    resource.conversation === undefined ? undefined : release.objectBySlug(resource.conversation);
  if (object !== undefined) return conversations.inPage(resource, object);
  return whenThere(release.read(resource), (body) => ({ body, hash: resource.hash }));
}

/** Names in small letters. */
export type Fields = ReadonlyMap<string, string>;

/** A resource as it is sent, by whichever way. Equal fields are one object. */
export interface Sending {
  readonly status: number;
  readonly fields: Fields;
  /** None when the asker has it (RFC 9110 §15.4.5). Others may be sent the same bytes. */
  readonly body: Buffer<ArrayBuffer> | undefined;
}

/** A field of the request, or null. */
type Asked = (name: 'accept-encoding' | 'if-none-match') => string | null;

/**
 * What to send of `resource` to who asked with these fields. At once, where all of it is in memory.
 */
export function sendingOf(resource: Resource, asked: Asked, app: App): Soon<Sending> {
  return whenThere(contentOf(resource, app), (content) => sendingFrom(content, resource, asked, app));
}

function sendingFrom(content: Content, resource: Resource, asked: Asked, { release }: App): Soon<Sending> {
  const { status, type } = resource;
  const encoding = isText(type) ? encodingFor(asked('accept-encoding') ?? '') : undefined;
  const form = formOf(resource, content.hash, encoding, release.site);
  if (status === 200 && matches(asked('if-none-match'), form.etag))
    return { status: 304, fields: form.unchanged, body: undefined };
  // Not a copy of it: many may be sent the same at once, and some read slowly.
  const body = encoding === undefined ? content.body : encoded(content.body, encoding);
  return whenThere(body, (body) => ({ status, fields: form.whole(body.length), body }));
}

async function answer({ headers }: Request, resource: Resource, app: App): Promise<Response> {
  const { body = null, fields, status } = await sendingOf(resource, (name) => headers.get(name), app);
  return new Response(body, { status, headers: [...fields] });
}

/** A resource in one encoding: what is said of it. */
interface Form {
  readonly etag: string;
  /** With a 304. */
  readonly unchanged: Fields;
  /** With the content itself, of this length in bytes. */
  whole(bytes: number): Fields;
}

/** The forms of a resource as long as its content is the one with this hash. */
interface Forms {
  readonly hash: string;
  readonly byEncoding: Map<Encoding | undefined, Form>;
}

const forms = new WeakMap<Resource, Forms>();

function formOf(resource: Resource, hash: string, encoding: Encoding | undefined, site: Site): Form {
  const kept = forms.get(resource);
  const current = kept?.hash === hash ? kept : { hash, byEncoding: new Map<Encoding | undefined, Form>() };
  if (current !== kept) forms.set(resource, current);
  const known = current.byEncoding.get(encoding);
  if (known !== undefined) return known;
  const form = makeForm(resource, hash, encoding, site);
  current.byEncoding.set(encoding, form);
  return form;
}

function makeForm(resource: Resource, hash: string, encoding: Encoding | undefined, site: Site): Form {
  const etag = `"${hash}${encoding === undefined ? '' : `-${encoding}`}"`;
  const unchanged = new Map(Object.entries({ etag, ...headersOf(resource, site) }));
  const inForm = encoding === undefined ? {} : { 'content-encoding': encoding };
  const own = Object.entries({ ...inForm, 'content-type': resource.type });
  let whole: Fields | undefined;
  return {
    etag,
    unchanged,
    whole: (bytes) => (whole ??= new Map([...unchanged, ...own, ['content-length', `${bytes}`]])),
  };
}

/** In place of that of all answers. */
const wasmPolicy = {
  'content-security-policy': contentSecurityPolicy({ 'script-src': "'wasm-unsafe-eval'" }),
};

function headersOf(resource: Resource, site: Site): Readonly<Record<string, string>> {
  const { activity, file, page, runsWasm, type } = resource;
  const links = linksOf(resource, site);
  const vary = [
    ...(activity === undefined && page === undefined ? [] : ['Accept']),
    ...(isText(type) ? ['Accept-Encoding'] : []),
  ];
  const open = /json|xml/.test(type) ? { 'access-control-allow-origin': '*' } : {};
  const robots = site.blog.indexable ? {} : { 'x-robots-tag': 'noindex' };
  const lasting = /^files\/(_astro|media)\//.test(file);
  return {
    ...(links.length === 0 ? {} : { link: links.join(', ') }),
    ...(runsWasm === true ? wasmPolicy : {}),
    ...(vary.length === 0 ? {} : { vary: vary.join(', ') }),
    ...open,
    ...robots,
    'cache-control': lasting ? 'max-age=31536000, immutable' : cacheControlOf(type),
  };
}

/**
 * The ActivityPub form of a page first, since Mastodon reads no further (interop 1.4); and for a post what those ask for who
 * embed links (oEmbed §4); of a feed, where one is told of what is new in it (WebSub §4).
 */
function linksOf({ activity, conversation, file, type }: Resource, site: Site): readonly string[] {
  const page = conversation && encodeURIComponent(site.pageUrl(conversation));
  return [
    ...(activity === undefined ? [] : [alternate(activity, 'application/activity+json')]),
    ...(page === undefined
      ? []
      : [alternate(`${site.origin}/oembed?url=${page}`, 'application/json+oembed')]),
    ...(site.blog.websub !== undefined && isFeed(type)
      ? [`<${site.blog.websub}>; rel="hub"`, `<${site.origin}${pathOf(file)}>; rel="self"`]
      : []),
  ];
}

/** Where what lies in `file` of a release is found. */
function pathOf(file: string): string {
  const [, ...names] = file.split('/');
  return names.map((name) => `/${encodeURIComponent(name)}`).join('');
}

function alternate(url: string, type: string): string {
  return `<${url}>; rel="alternate"; type="${type}"`;
}

/** Pages are asked for again each time (a 304 costs nothing), so that a reply is there when it is there. */
function cacheControlOf(type: string): string {
  return type.startsWith('text/html') ? 'no-cache' : 'max-age=180';
}

function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null || ifNoneMatch === etag) return ifNoneMatch !== null;
  return ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
