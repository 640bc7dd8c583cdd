import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { actor } from '../functions/actor.ts';
import { comments } from '../functions/comments.ts';
import { followers, followersPage, following, followingPage } from '../functions/followers.ts';
import { inbox } from '../functions/inbox.ts';
import { hostMeta, nodeInfo, nodeInfoIndex } from '../functions/nodeinfo.ts';
import { likes, replies, shares } from '../functions/reactions.ts';
import { webfinger } from '../functions/webfinger.ts';
import type { App } from './app.ts';
import { PROBLEM_JSON, problemOf } from './protocol/problem.ts';
import { Refusal } from './protocol/refusal.ts';
import { serveRelease } from './release/serve.ts';

/** One URL, one function: what arrives, and what we work with, in; what is answered, out. */
export type ServerFunction = (request: Request, app: App) => Response | Promise<Response>;

/** Only for the actor that there is. */
function ofActor(respond: ServerFunction): ServerFunction {
  return (request, app) => {
    const path = new URL(request.url).pathname;
    const own = new URL(app.context.site.actor).pathname;
    if (path !== own && !path.startsWith(`${own}/`)) throw new Refusal('not-found', `no actor at ${path}`);
    return respond(request, app);
  };
}

/** Every URL that the current release does not answer by itself. */
export const routes: readonly (readonly ['GET' | 'POST', string, ServerFunction])[] = [
  ['POST', '/ap/inbox', inbox],
  ['POST', '/ap/actors/:id/inbox', ofActor(inbox)],
  ['GET', '/ap/actors/:id', ofActor(actor)],
  ['GET', '/ap/actors/:id/followers', ofActor(followers)],
  ['GET', '/ap/actors/:id/followers/1', ofActor(followersPage)],
  ['GET', '/ap/actors/:id/following', ofActor(following)],
  ['GET', '/ap/actors/:id/following/1', ofActor(followingPage)],
  ['GET', '/ap/objects/:id/replies', replies],
  ['GET', '/ap/objects/:id/likes', likes],
  ['GET', '/ap/objects/:id/shares', shares],
  ['GET', '/posts/:slug/comments', comments],
  ['GET', '/posts/:slug/comments/', comments],
  ['GET', '/.well-known/webfinger', webfinger],
  ['GET', '/.well-known/nodeinfo', nodeInfoIndex],
  ['GET', '/nodeinfo/2.0', nodeInfo],
  ['GET', '/nodeinfo/2.1', nodeInfo],
  ['GET', '/.well-known/host-meta', hostMeta],
];

/** On every answer. Nothing is loaded from elsewhere, and nothing in a page runs or styles that is not a file of ours. */
const headers: ReadonlyMap<string, string> = new Map([
  [
    'content-security-policy',
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
      "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  ],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'strict-origin-when-cross-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
]);

/** The front door: functions first, then the release. A Refusal becomes an answer here and nowhere else. */
export function frontDoor(app: () => App): Hono {
  const hono = new Hono({ strict: true });
  for (const [method, path, respond] of routes)
    hono.on(method, path, (context) => respond(context.req.raw, app()));
  hono.get('*', (context) => serveRelease(context.req.raw, app()));
  hono.notFound((context) =>
    refusalResponse(new Refusal('method-not-allowed', `${context.req.method} is not for this URL`)),
  );
  hono.onError((error) => {
    if (error instanceof Refusal) return refusalResponse(error);
    app().context.log({ event: 'request.failed', reason: error.stack ?? error.message });
    return refusalResponse(new Refusal('unavailable', 'something went wrong here; try again later'));
  });
  return hono;
}

/** Problem Details (RFC 9457). What a peer may retry says when. */
function refusalResponse(refusal: Refusal): Response {
  const retry = refusal.status === 503 ? { 'retry-after': '60' } : {};
  return new Response(JSON.stringify(problemOf(refusal)), {
    status: refusal.status,
    headers: { 'content-type': PROBLEM_JSON, ...retry },
  });
}

export interface RunningServer {
  /** As bound: the port asked for may have been 0. */
  readonly port: number;
  /** Lets requests under way end, then closes. */
  close(): Promise<void>;
}

/** Slow senders are cut off: a request has this long to arrive whole. */
const requestDeadlineMs = 30_000;

/** Listens. Rejects when the port is taken. */
export async function listen(
  door: Hono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const options = { requestTimeout: requestDeadlineMs, headersTimeout: 15_000, keepAliveTimeout: 30_000 };
  const answer = getRequestListener(door.fetch);
  const server = createServer(options, (incoming, outgoing) => {
    // Here, whatever the answer will be: put into a finished Response, they cost more than all of the routing.
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    void answer(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return { port: boundPort(server, port), close: () => closeServer(server) };
}

function boundPort(server: Server, asked: number): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : asked;
}

const closeDeadlineMs = 5_000;

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), closeDeadlineMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
