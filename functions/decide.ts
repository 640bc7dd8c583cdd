import type { App } from '../src/app.ts';
import { readBody } from '../src/body.ts';
import { decide, decisionView, type Press } from '../src/notices/decision.ts';
import { verbsOf, type NoticeScope } from '../src/notices/notice.ts';
import { linkKey } from '../src/notices/secrets.ts';
import { readClaim, type Claim } from '../src/notices/token.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import { serveRelease } from '../src/release/serve.ts';
import { refuseForeignPages } from './own-page.ts';
import { html } from './respond.ts';
import { secrecy } from './waiting.ts';

/**
 * A link of a notice: what it is about, and a button for each thing that can be done. To look at it changes nothing, so that
 * whoever opens links by themselves decides nothing. A token that we did not sign is a page that is not there.
 */
export async function decisionPage(request: Request, app: App): Promise<Response> {
  const claim = await claimIn(request, app);
  if (claim === undefined) return serveRelease(request, app);
  const isChanged = new URL(request.url).searchParams.has('changed');
  const decision = await decisionView(claim, scopeOf(app), isChanged);
  const { manifest, render, site } = app.release;
  const locals = { site, navigation: manifest.navigation, decision };
  const page = html((await render('/decide/', locals)).body, 'no-store');
  for (const [name, value] of secrecy) page.headers.set(name, value);
  return page;
}

/** One of the buttons. Leads back to the page, which says what came of it: it may have been decided before. May be repeated. */
export async function decideByLink(request: Request, app: App): Promise<Response> {
  refuseForeignPages(request, app, 'only the page of the link itself may decide');
  const claim = await claimIn(request, app);
  if (claim === undefined) throw new Refusal('not-found', 'nothing is decided at this address');
  const outcome = await decide(claim, await pressIn(request, claim), app.context);
  app.context.queued.ring(); // Who asked to follow is told.
  const location = new URL(request.url).pathname + (outcome === 'changed' ? '?changed' : '');
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
}

export function scopeOf({ context: { now, site, store }, release }: App): NoticeScope {
  return { now, site, store, release };
}

async function claimIn({ url }: Request, { context: { store } }: App): Promise<Claim | undefined> {
  return readClaim(new URL(url).pathname.slice('/decide/'.length), await linkKey(store));
}

const bodyBytesMax = 256;

async function pressIn(request: Request, { kind }: Claim): Promise<Press> {
  const body = new URLSearchParams(Buffer.from(await readBody(request, bodyBytesMax)).toString());
  const verb = verbsOf[kind].find((one) => one === body.get('verb'));
  if (verb === undefined) throw new Refusal('bad-request', 'verb is none that can be done here');
  return { verb, seen: body.get('seen') ?? '' };
}
