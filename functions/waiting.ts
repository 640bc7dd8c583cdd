import type { App } from '../src/app.ts';
import { readBody } from '../src/body.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import { serveRelease } from '../src/release/serve.ts';
import { cancelWaiting, carryOutNow } from '../src/release/waiting.ts';
import { findByToken, waitingPage } from '../src/release/waiting-page.ts';
import { refuseForeignPages } from './own-page.ts';
import { html } from './respond.ts';

/**
 * A publication in its grace window, for who has its link: what is about to be told, and two buttons. To look at it changes
 * nothing, so that whoever opens links by themselves, as chats and mail scanners do, decides nothing. A token that names none
 * is a page that is not there.
 */
export async function waiting(request: Request, app: App): Promise<Response> {
  const publication = await findByToken(tokenIn(request), app.context.store);
  if (publication === undefined) return serveRelease(request, app);
  const page = html(await waitingPage(publication, app.release, app.context.now()), 'no-store');
  for (const [name, value] of secrecy) page.headers.set(name, value);
  return page;
}

/** The address is a secret: it goes to no other page, and into no index. */
export const secrecy = [
  ['referrer-policy', 'no-referrer'],
  ['x-robots-tag', 'noindex'],
] as const;

/** One of the two buttons. Leads back to the page, which says what came of it: it may have been too late. May be repeated. */
export async function decide(request: Request, app: App): Promise<Response> {
  refuseForeignPages(request, app, 'only the page of the publication itself may decide about it');
  const token = tokenIn(request);
  if ((await findByToken(token, app.context.store)) === undefined)
    throw new Refusal('not-found', 'nothing waits at this address');
  await acts[await actIn(request)](token, app);
  const headers = { location: `/waiting/${token}`, 'cache-control': 'no-store' };
  return new Response(null, { status: 303, headers });
}

type Act = 'cancel' | 'send';

const acts: Readonly<Record<Act, (token: string, app: App) => Promise<unknown>>> = {
  cancel: async (token, { context: { now, store }, refresh, settings }) => {
    if (await cancelWaiting({ now, settings, store }, token)) await refresh();
  },
  send: async (token, { context: { now, queued, store } }) => {
    if (await carryOutNow({ now, store }, token)) queued.ring();
  },
};

const bodyBytesMax = 256;

async function actIn(request: Request): Promise<Act> {
  const body = Buffer.from(await readBody(request, bodyBytesMax)).toString();
  const act = new URLSearchParams(body).get('act');
  if (act !== 'cancel' && act !== 'send') throw new Refusal('bad-request', 'act is neither cancel nor send');
  return act;
}

function tokenIn({ url }: Request): string {
  return new URL(url).pathname.slice('/waiting/'.length);
}
