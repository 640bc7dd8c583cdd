import type { IncomingMessage, ServerResponse } from 'node:http';
import { takeArrival, type Arrival } from '../functions/inbox.ts';
import type { App } from './app.ts';
import { tooLarge } from './body.ts';
import { clientOf } from './client.ts';
import { Refusal } from './protocol/refusal.ts';

/**
 * Whether this is a delivery to an inbox by its plain path. Those are taken from the socket without the objects of the Fetch
 * standard, which cost more than all that most of them come to.
 */
export function isDelivery({ method, url }: IncomingMessage, { context: { site } }: App): boolean {
  return (
    method === 'POST' &&
    (url === '/ap/inbox' || (url !== undefined && site.actor + '/inbox' === site.origin + url))
  );
}

/** How a request is told that it was declined. */
export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What all answers have in common, names and values in turn, and how one says what went wrong. */
export interface Answers {
  readonly headers: readonly string[];
  readonly refuse: (error: unknown, app: App) => RefusalAnswer;
}

export function answerDelivery(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  app: App,
  { headers, refuse }: Answers,
): void {
  takeArrival(arrivalOf(incoming, app), app).then(
    () => outgoing.writeHead(202, [...headers, 'content-length', '0']).end(),
    (error: unknown) => writeRefusal(outgoing, headers, refuse(error, app)),
  );
}

function arrivalOf(incoming: IncomingMessage, { settings }: App): Arrival {
  return {
    target: incoming.url ?? '/',
    client: clientOf(incoming, settings.trustProxy),
    header: (name) => fieldOf(incoming, name),
    body: (bytesMax) => bodyOf(incoming, bytesMax),
  };
}

/**
 * Lines of one name together, as a proxy might have joined them: what is signed, is signed so. Strangers name fields that
 * every object has.
 */
function fieldOf({ headers }: IncomingMessage, name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

/** The exact bytes. Rejects with Refusal('too-large') as soon as more than `bytesMax` come, 'bad-request' when they break off. */
function bodyOf(incoming: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= bytesMax) chunks.push(chunk);
    else reject(tooLarge(bytesMax));
  });
  incoming.on('end', () => {
    const [only] = chunks;
    resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
  });
  incoming.on('error', () => reject(new Refusal('bad-request', 'the body broke off')));
  return promise;
}

/** More than this of a body that we do not want is not read away: the connection ends with the answer. */
const drainedBytesMax = 1_048_576;

function writeRefusal(
  outgoing: ServerResponse,
  common: readonly string[],
  { body, headers, status }: RefusalAnswer,
): void {
  const { complete, headers: asked } = outgoing.req;
  const isDrained = complete || Number(asked['content-length'] ?? Infinity) <= drainedBytesMax;
  const own = Object.entries(headers).flat();
  const length = ['content-length', `${Buffer.byteLength(body)}`];
  const closing = isDrained ? [] : ['connection', 'close'];
  outgoing.writeHead(status, [...common, ...own, ...length, ...closing]).end(body);
}
