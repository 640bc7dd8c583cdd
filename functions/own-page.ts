import type { App } from '../src/app.ts';
import { Refusal } from '../src/protocol/refusal.ts';

/**
 * Lets a form in that was sent from a page of ours, or from none. A page that asks for no referrer posts with `Origin: null`;
 * where from, browsers then say in the other header. Throws Refusal('forbidden-origin') with `message` for all others.
 */
export function refuseForeignPages({ headers }: Request, { context: { site } }: App, message: string): void {
  const origin = headers.get('origin') ?? 'null';
  const from = headers.get('sec-fetch-site') ?? 'none';
  if (!['null', site.origin].includes(origin) || !['none', 'same-origin'].includes(from))
    throw new Refusal('forbidden-origin', message);
}
