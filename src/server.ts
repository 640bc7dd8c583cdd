import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { actor } from '../functions/actor.ts';
import { comments } from '../functions/comments.ts';
import { context } from '../functions/context.ts';
import { decideByLink, decisionPage } from '../functions/decide.ts';
import {
  followers,
  followersPage,
  followersSynchronization,
  following,
  followingPage,
} from '../functions/followers.ts';
import { doctor } from '../functions/doctor.ts';
import { forge } from '../functions/forge.ts';
import { health } from '../functions/health.ts';
import { inbox } from '../functions/inbox.ts';
import { goHome, interact } from '../functions/interact.ts';
import { intents } from '../functions/intents.ts';
import { instance, instanceOutbox } from '../functions/instance.ts';
import { live } from '../functions/live.ts';
import { metrics } from '../functions/metrics.ts';
import { hostMeta, nodeInfo, nodeInfoIndex } from '../functions/nodeinfo.ts';
import { notices } from '../functions/notices.ts';
import { object } from '../functions/object.ts';
import { oembed } from '../functions/oembed.ts';
import { quoteAuthorization } from '../functions/quotes.ts';
import { likes, replies, shares } from '../functions/reactions.ts';
import { securityTxt } from '../functions/security-txt.ts';
import { decide, waiting } from '../functions/waiting.ts';
import { webfinger } from '../functions/webfinger.ts';
import type { App } from './app.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { encodedAnswer } from './encoded-answer.ts';
import { authoriseFetch } from './federation/authorise.ts';
import { answerDelivery, isDelivery, type RefusalAnswer } from './inbox-socket.ts';
import { answerPlainly, findPlain } from './page-socket.ts';
import type { PlainRequest } from './plain-request.ts';
import { ACTIVITY_JSON } from './protocol/media-type.ts';
import { PROBLEM_JSON, problemOf } from './protocol/problem.ts';
import { Refusal } from './protocol/refusal.ts';
import { securityTxtPath } from './protocol/security-txt.ts';
import { ACCEPT_SIGNATURE } from './protocol/signature/form.ts';
import { sendingOf, serveRelease, type Fields, type Sending } from './release/serve.ts';
import type { Soon } from './release/soon.ts';
import { StoreUnavailable } from './store/store.ts';

/**
 * One URL, one function: what arrives, and what we work with, in; what is answered, out. `incoming` is the request as it came
 * from a socket, for those who ask where from.
 */
export type ServerFunction = (
  request: Request,
  app: App,
  incoming?: IncomingMessage,
) => Response | Promise<Response>;

/** Only for the actor that there is. */
function ofActor(respond: ServerFunction): ServerFunction {
  return (request, app, incoming) => {
    const path = new URL(request.url).pathname;
    const own = new URL(app.context.site.actor).pathname;
    if (path !== own && !path.startsWith(`${own}/`)) throw new Refusal('not-found', `no actor at ${path}`);
    return respond(request, app, incoming);
  };
}

/** 'open': shown to everybody, even where signatures are demanded, because without it nobody could verify one. */
type Route = readonly [method: 'GET' | 'POST', path: string, respond: ServerFunction, access?: 'open'];

/** Every URL that the current release does not answer by itself. */
export const routes: readonly Route[] = [
  ['POST', '/ap/inbox', inbox],
  ['POST', '/ap/actors/:id/inbox', ofActor(inbox)],
  ['GET', '/ap/instance', instance, 'open'],
  ['GET', '/ap/instance/outbox', instanceOutbox],
  ['GET', '/ap/actors/:id', ofActor(actor), 'open'],
  ['GET', '/ap/actors/:id/followers', ofActor(followers)],
  ['GET', '/ap/actors/:id/followers/1', ofActor(followersPage)],
  ['GET', '/ap/actors/:id/followers/synchronization', ofActor(followersSynchronization)],
  ['GET', '/ap/actors/:id/following', ofActor(following)],
  ['GET', '/ap/actors/:id/following/1', ofActor(followingPage)],
  ['GET', '/ap/objects/:id', object],
  ['GET', '/ap/objects/:id/replies', replies],
  ['GET', '/ap/objects/:id/likes', likes],
  ['GET', '/ap/objects/:id/shares', shares],
  ['GET', '/ap/objects/:id/context', context],
  ['GET', '/ap/quotes/:name', quoteAuthorization, 'open'],
  ['GET', '/oembed', oembed],
  ['GET', '/intents/:activity', intents],
  ['GET', '/interact', interact],
  ['POST', '/interact', goHome],
  ['GET', '/waiting/:token', waiting],
  ['POST', '/waiting/:token', decide],
  ['GET', '/decide/:token', decisionPage],
  ['POST', '/decide/:token', decideByLink],
  ['GET', '/notices/:secret/feed.xml', notices],
  ['GET', '/posts/:slug/comments', comments],
  ['GET', '/posts/:slug/comments/', comments],
  ['GET', '/posts/:slug/comments/live', live, 'open'],
  ['POST', '/doctor/:token', doctor],
  ['POST', '/hooks/forge', forge],
  ['GET', '/healthz', health, 'open'],
  ['GET', '/metrics', metrics, 'open'],
  ['GET', '/.well-known/webfinger', webfinger],
  ['GET', '/.well-known/nodeinfo', nodeInfoIndex],
  ['GET', '/nodeinfo/2.0', nodeInfo],
  ['GET', '/nodeinfo/2.1', nodeInfo],
  ['GET', '/.well-known/host-meta', hostMeta],
  ['GET', securityTxtPath, securityTxt],
];

/** On every answer, unless it says otherwise itself. */
export const headers: Fields = new Map([
  ['content-security-policy', contentSecurityPolicy()],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'strict-origin-when-cross-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
]);

/** As node:http takes them in one go: names and values in turn. */
const commonHeaders: readonly string[] = [...headers].flat();

/** The front door, by which all requests come in. */
export interface FrontDoor {
  fetch(request: Request, bindings?: Partial<HttpBindings>): Response | Promise<Response>;
  /** As `fetch`, from a socket to a socket. */
  handle(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** What a plain page is, for who sends it past node:http; undefined for what that is to ask `handle` for. */
  plain(request: PlainRequest): Soon<Sending> | undefined;
}

/** Functions first, then the release. A Refusal becomes an answer in this file and nowhere else. */
export function frontDoor(app: () => App): FrontDoor {
  const hono = routesOf(app);
  // Not before there is a socket: it replaces the global Request and Response, which the dev server has to keep.
  let answer: ReturnType<typeof getRequestListener> | undefined;
  return {
    fetch: (request, bindings = {}) => hono.fetch(request, bindings),
    handle: (incoming, outgoing) => {
      if (!/^[\w.:[\]-]*$/.test(incoming.headers.host ?? ''))
        return void outgoing.writeHead(400, [...commonHeaders]).end();
      // No answer depends on what a stranger calls us.
      incoming.headers.host = app().context.site.host;
      if (isDelivery(incoming, app())) {
        const answers = { headers: commonHeaders, refuse: answerTo };
        return answerDelivery(incoming, outgoing, app(), answers);
      }
      const others = (): void => {
        for (const [name, value] of headers) outgoing.setHeader(name, value);
        void (answer ??= getRequestListener(hono.fetch))(incoming, outgoing);
      };
      const resource = findPlain(incoming, app(), isRouted);
      if (resource === undefined) return others();
      answerPlainly(incoming, outgoing, app(), { resource, common: headers, others });
    },
    plain: (request) => {
      const resource = findPlain(request, app(), isRouted);
      return resource && sendingOf(resource, (name) => request.headers[name] ?? null, app());
    },
  };
}

function routesOf(app: () => App): Hono<{ Bindings: Partial<HttpBindings> }> {
  const hono = new Hono<{ Bindings: Partial<HttpBindings> }>({ strict: true });
  for (const [method, path, respond, access] of routes) {
    const answer = method === 'POST' || access === 'open' ? respond : toSigners(respond);
    hono.on(method, path, async ({ env, req }) =>
      encodedAnswer(req.raw, await answer(req.raw, app(), env.incoming)),
    );
    if (method === 'POST') hono.get(path, ({ req }) => methodNotAllowed(req.raw));
  }
  const fromRelease = toSigners(serveRelease);
  hono.get('*', ({ req }) => fromRelease(req.raw, app()));
  hono.notFound(({ req }) => methodNotAllowed(req.raw));
  hono.onError((error) => responseOf(answerTo(error, app())));
  return hono;
}

/** What went wrong, told as far as it concerns who asked. */
function answerTo(error: unknown, { context }: App): RefusalAnswer {
  if (error instanceof Refusal) return refusalAnswer(error);
  // Said once by the store itself, when it went; its message has paths that are no stranger's business.
  if (error instanceof StoreUnavailable)
    return refusalAnswer(
      new Refusal('unavailable', 'nothing can be stored here at the moment; try again later'),
    );
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.log({ event: 'request.failed', reason });
  return refusalAnswer(new Refusal('unavailable', 'something went wrong here; try again later'));
}

/**
 * As `respond`; where the settings say so, its ActivityPub documents only for who asks with a valid signature, whosever it is
 * (interop 6.4). No cache that others read may keep those.
 */
function toSigners(respond: ServerFunction): ServerFunction {
  return (request, app, incoming) =>
    app.settings.authorizedFetch ? answerSigner(request, app) : respond(request, app, incoming);

  async function answerSigner(request: Request, app: App): Promise<Response> {
    const answer = await respond(request, app);
    if (!isDocument(request, answer)) return answer;
    await authoriseFetch(request, app.context);
    if (answer.headers.get('cache-control')?.includes('private') !== true)
      answer.headers.set('cache-control', 'private');
    answer.headers.set('vary', 'Accept, Accept-Encoding, Signature');
    return answer;
  }
}

/** A 304 speaks of a document without saying its type; all of ours lie below /ap/. */
function isDocument({ url }: Request, { headers, status }: Response): boolean {
  return (
    headers.get('content-type') === ACTIVITY_JSON ||
    (status === 304 && new URL(url).pathname.startsWith('/ap/'))
  );
}

const patterns = routes.map(([method, pathname]) => ({ method, pattern: new URLPattern({ pathname }) }));

function isRouted(pathname: string): boolean {
  return patterns.some(({ pattern }) => pattern.test({ pathname }));
}

function methodNotAllowed({ method, url }: Request): Response {
  const { pathname } = new URL(url);
  const methods = patterns
    .filter(({ pattern }) => pattern.test({ pathname }))
    .flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  const allow = methods.length === 0 ? 'GET, HEAD' : methods.join(', ');
  return responseOf(
    refusalAnswer(new Refusal('method-not-allowed', `${method} is not for this URL`), { allow }),
  );
}

/** Problem Details (RFC 9457). What a peer may retry says when, and who is not believed how to sign. */
function refusalAnswer(refusal: Refusal, more: Readonly<Record<string, string>> = {}): RefusalAnswer {
  const { status, retryAfter = status === 503 ? 60 : undefined } = refusal;
  const retry = retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` };
  const signature = status === 401 ? { 'accept-signature': ACCEPT_SIGNATURE } : {};
  // Caches may keep a 404 or a 405 without being told to.
  const stored = { 'cache-control': 'no-store' };
  const headers = { 'content-type': PROBLEM_JSON, ...stored, ...retry, ...signature, ...more };
  return { status, headers, body: JSON.stringify(problemOf(refusal)) };
}

function responseOf({ body, headers, status }: RefusalAnswer): Response {
  return new Response(body, { status, headers });
}
