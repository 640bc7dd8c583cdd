import type { IncomingMessage } from 'node:http';
import type { App } from '../src/app.ts';
import { clientOf } from '../src/client.ts';
import { objectAsked } from './comments.ts';

/**
 * Server-sent events (HTML §9.2) for a reader who has the conversation of a post open: one whenever it has changed since the
 * version that the reader names by `?seen`, or by `Last-Event-ID` after a break. 429 when too many listen.
 */
export function live(
  request: Request,
  { conversations, release, settings }: App,
  incoming?: IncomingMessage,
): Response {
  const url = new URL(request.url);
  const object = objectAsked(url, release);
  // Nobody would ever read the stream of an answer to HEAD.
  if (request.method === 'HEAD') return new Response(null, { headers });
  const seen = versionIn(request.headers.get('last-event-id') ?? url.searchParams.get('seen'));
  const client = incoming && clientOf(incoming, settings.trustProxy);
  return new Response(conversations.listen(object, seen, client ?? unknownClient), { headers });
}

/** What can be a version of ours: it is kept for as long as the stream is open, and strangers write it. */
function versionIn(written: string | null): string | undefined {
  return written !== null && /^[\da-f]{1,64}$/.test(written) ? written : undefined;
}

/** Those of whom nothing is known share their places. */
const unknownClient = '';

const headers = {
  'content-type': 'text/event-stream',
  // Whoever compresses or buffers an event, holds it back.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
};
