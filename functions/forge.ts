import type { IncomingMessage } from 'node:http';
import type { App } from '../src/app.ts';
import { readBody } from '../src/body.ts';
import { clientOf } from '../src/client.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import {
  findProof,
  parseWebhookEvent,
  verifyWebhook,
  type Webhook,
  type WebhookEvent,
} from '../src/protocol/webhook.ts';
import { noteArrival, wantFetch } from '../src/release/forge.ts';
import { readPushTarget } from '../src/release/pushed.ts';

/** A push of many commits names them all, with the files of each. */
const bodyBytesMax = 5_000_000;

/**
 * A forge says that something was pushed there (see SECURITY.md, "Pushes"): 202 means that the branch will be fetched, or that
 * it was not the one that publishes; 200 answers a ping. What it says is not taken from here: that is asked of the forge.
 */
export async function forge(request: Request, app: App, incoming?: IncomingMessage): Promise<Response> {
  const { dataDir, webhook: expected } = app.settings;
  if (expected === undefined) throw new Refusal('not-found', 'no forge is listened to at /hooks/forge');
  const webhook = await readInTurn(request, app, incoming);
  const name = verifyWebhook(webhook, expected.secret);
  const event = parseWebhookEvent(webhook);
  const about = aboutOf(event);
  app.context.log({ event: 'forge.arrived', forge: name, about });
  await noteArrival(dataDir, { arrivedAt: app.context.now(), forge: name, about });
  const target = await readPushTarget(dataDir);
  if (target === undefined)
    throw new Refusal(
      'unavailable',
      'nothing can be fetched before "outward hook install" is run on the server',
    );
  if (event.kind === 'push' && event.ref === `refs/heads/${target.branch}`) await wantFetch(dataDir);
  return new Response(null, { status: event.kind === 'ping' ? 200 : 202 });
}

/** Nothing is read for whom there is no place, or who has signed nothing. */
async function readInTurn(request: Request, app: App, incoming?: IncomingMessage): Promise<Webhook> {
  const header = (name: string): string | null => request.headers.get(name);
  findProof(header);
  const client = incoming && clientOf(incoming, app.settings.trustProxy);
  const leave = app.gate.enter(client, header, bodyBytesMax);
  try {
    return { header, body: await readBody(request, bodyBytesMax) };
  } finally {
    leave();
  }
}

const charactersMax = 200;

function aboutOf(event: WebhookEvent): string {
  if (event.kind === 'ping') return 'ping';
  const about = event.kind === 'push' ? `push to ${event.ref}` : event.name;
  return about.slice(0, charactersMax);
}
