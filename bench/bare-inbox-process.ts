// The least that an inbox can be: verify, store for good, answer. Beside it, on a port of its own, a server that only answers.
import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { listen } from '../test/support/listen.ts';
import { openScratch } from '../test/support/scratch.ts';
import { fetchBareKey } from './bare-fetch.ts';
import type { BareInbox, KeyRing } from './bare-inbox.ts';
import { openBareTable, type BareNote, type Writing } from './bare-table.ts';
import { serve } from './worker.ts';

const keys = new Map<string, KeyObject>();

/** Whose key is known; or of whom else it is fetched. */
type FindKey = (keyId: string) => KeyObject | undefined | Promise<KeyObject>;

const findKnown: FindKey = (keyId) => keys.get(keyId);
const findOrFetch: FindKey = (keyId) => keys.get(keyId) ?? fetchKey(keyId);

async function fetchKey(keyId: string): Promise<KeyObject> {
  const key = createPublicKey(await fetchBareKey(keyId));
  keys.set(keyId, key);
  return key;
}

async function startInbox(writing: Writing, findKey: FindKey): Promise<number> {
  const table = await openBareTable(join(openScratch().path, 'bare.sqlite'), writing);
  const inbox = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      void take(request, Buffer.concat(chunks)).then((status) => response.writeHead(status).end());
    });
  });

  async function take(request: IncomingMessage, body: Buffer): Promise<number> {
    if (request.headers.digest !== `SHA-256=${hash('sha256', body, 'base64')}`) return 401;
    const parameters = parametersOf(request);
    const found = findKey(parameters.get('keyId') ?? '');
    const key = found instanceof Promise ? await found : found;
    if (key === undefined || !isSigned(request, parameters, key)) return 401;
    const { object } = JSON.parse(body.toString()) as { object: BareNote };
    await table.put(object);
    return 202;
  }

  return (await listen(inbox)).port;
}

type Parameters = ReadonlyMap<string, string>;

function parametersOf({ headers }: IncomingMessage): Parameters {
  const parameters = new Map<string, string>();
  for (const [, name = '', value = ''] of String(headers.signature).matchAll(/(\w+)="([^"]*)"/g))
    parameters.set(name, value);
  return parameters;
}

function isSigned(
  { method = '', url = '', headers }: IncomingMessage,
  parameters: Parameters,
  key: KeyObject,
): boolean {
  const lines = (parameters.get('headers') ?? '').split(' ').map((name) => {
    return `${name}: ${name === '(request-target)' ? `${method.toLowerCase()} ${url}` : String(headers[name])}`;
  });
  const signature = Buffer.from(parameters.get('signature') ?? '', 'base64');
  return verify('sha256', Buffer.from(lines.join('\n')), key, signature);
}

const nothing = createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(202).end());
});

function learn(ring: KeyRing): Promise<number> {
  for (const [keyId, pem] of ring) keys.set(keyId, createPublicKey(pem));
  return Promise.resolve(keys.size);
}

const ready = {
  inboxPort: await startInbox('row by row', findKnown),
  batchingPort: await startInbox('one statement', findKnown),
  fetchingPort: await startInbox('row by row', findOrFetch),
  nullPort: (await listen(nothing)).port,
};
serve<BareInbox>(ready, learn);
