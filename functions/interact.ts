import type { IncomingMessage } from 'node:http';
import type { App } from '../src/app.ts';
import { readBody } from '../src/body.ts';
import { clientOf } from '../src/client.ts';
import { contentSecurityPolicy } from '../src/content-security-policy.ts';
import { askHome } from '../src/federation/ask-home.ts';
import { parseHome, type Home } from '../src/protocol/home.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import {
  findInteraction,
  guessOf,
  interactPage,
  interactView,
  targetOf,
  type InteractAnswer,
  type Interaction,
  type InteractionResult,
} from '../src/release/interact.ts';
import { serveRelease } from '../src/release/serve.ts';
import { refuseForeignPages } from './own-page.ts';
import { html } from './respond.ts';

/**
 * Where a reader follows the blog (`?act=follow`), or replies to, likes, boosts or shares a post (`&object=`, any of its
 * addresses): a form for the name of the reader's own server. What is not ours, or takes no replies, is a page that is not
 * there.
 */
export async function interact(request: Request, app: App): Promise<Response> {
  const interaction = findInteraction(new URL(request.url).searchParams, app.release);
  return interaction === undefined ? serveRelease(request, app) : pageOf(interaction, {}, app);
}

/**
 * The form, filled in: asks the server that is named, and leads there by 303; a script, which can follow that nowhere, is
 * told the address as JSON. Where there is no way on, the page says why. Nothing of it is kept.
 */
export async function goHome(request: Request, app: App, incoming?: IncomingMessage): Promise<Response> {
  refuseForeignPages(request, app, 'only a page of this blog may lead its readers elsewhere');
  const form = await formIn(request);
  const interaction = findInteraction(form, app.release);
  if (interaction === undefined) throw new Refusal('not-found', 'there is no such act, or no such post');
  const written = form.get('home') ?? '';
  const home = parseHome(written);
  if (home === undefined)
    return pageOf(interaction, { home: written, answer: { kind: 'unreadable', host: '' } }, app, 422);
  const { trustProxy } = app.settings;
  const seconds = app.homeLimit.take(incoming && clientOf(incoming, trustProxy));
  if (seconds === 0) return answerFor(interaction, { home, written }, request, app);
  const busy = { home: written, answer: { kind: 'busy', host: home.host } } as const;
  const page = await pageOf(interaction, busy, app, 429);
  page.headers.set('retry-after', `${seconds}`);
  return page;
}

async function answerFor(
  interaction: Interaction,
  { home, written }: { readonly home: Home; readonly written: string },
  request: Request,
  app: App,
): Promise<Response> {
  const { act } = interaction;
  const { host } = home;
  const target = targetOf(interaction, app.context.site);
  const answer = await askHome(home, act, target, app.context);
  if (answer.kind === 'way' && !answer.way.isAway) return leadTo(answer.way.url, request);
  const told: InteractAnswer =
    answer.kind === 'way'
      ? { kind: 'away', host, to: answer.way.host, url: answer.way.url }
      : { kind: answer.kind, host, guess: guessOf(home, interaction, target.object) };
  return pageOf(interaction, { home: written, answer: told }, app);
}

/** Where a reader goes is told to nobody, neither by a referrer nor by a cache. */
const discretion = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' } as const;

function leadTo(url: string, request: Request): Response {
  if (request.headers.get('accept') === 'application/json')
    return Response.json({ url }, { headers: discretion });
  return new Response(null, { status: 303, headers: { location: url, ...discretion } });
}

/** Browsers hold a form to the policy of its page wherever it is redirected, and any server may be a reader's own. */
async function pageOf(
  interaction: Interaction,
  result: InteractionResult,
  { context: { site }, release }: App,
  status = 200,
): Promise<Response> {
  const { body, headers } = html(await interactPage(interactView(interaction, site, result), release));
  for (const [name, value] of Object.entries(discretion)) headers.set(name, value);
  headers.set(
    'content-security-policy',
    contentSecurityPolicy({ 'form-action': new URL(site.origin).protocol }),
  );
  return new Response(body, { status, headers });
}

const bodyBytesMax = 4_096;

async function formIn(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type))
    throw new Refusal('unsupported-type', `a form is sent here, and not ${type || 'what has no type'}`);
  return new URLSearchParams(Buffer.from(await readBody(request, bodyBytesMax)).toString());
}
