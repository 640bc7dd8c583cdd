import type { App } from '../src/app.ts';
import { parseIntent } from '../src/protocol/intent.ts';
import { intentPage } from '../src/release/intents.ts';
import { html } from './respond.ts';

/**
 * Where the writer comes from a page elsewhere to like, boost, answer or open what is there (FEP-3b86): shown what to write,
 * never sent anywhere.
 */
export async function intents(request: Request, { context, release }: App): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const intent = parseIntent(pathname.slice('/intents/'.length), searchParams);
  return html(await intentPage(intent, release, new Date(context.now())), 'no-store');
}
