import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { App } from '../src/app.ts';
import { isLocal } from '../src/client.ts';
import { Refusal } from '../src/protocol/refusal.ts';

/** What the operator's monitoring reads (Prometheus text): on this machine, or with the token of the settings. */
export async function metrics(
  request: Request,
  { metrics: { contentType, text }, settings }: App,
  incoming?: IncomingMessage,
): Promise<Response> {
  const isAllowed = (incoming !== undefined && isLocal(incoming)) || hasToken(request, settings.metricsToken);
  if (!isAllowed) throw new Refusal('not-found', 'there is nothing at /metrics'); // Nor is it said that there is.
  return new Response(await text(), {
    headers: { 'content-type': contentType, 'cache-control': 'no-store' },
  });
}

/** Compared in the same time, however much of it is right. */
function hasToken({ headers }: Request, token: string | undefined): boolean {
  const shown = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return token !== undefined && shown !== undefined && timingSafeEqual(digestOf(shown), digestOf(token));
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
