// The least that an inbox can be: verify, store for good, answer. Beside it, on a port of its own, a server that only answers.
import { createPublicKey, hash, verify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { listen } from '../test/support/listen.ts';
import { openScratch } from '../test/support/scratch.ts';
import type { BareInbox, KeyRing } from './bare-inbox.ts';
import { openBareTable, type BareNote, type BareTable, type Writing } from './bare-table.ts';
import { serve } from './worker.ts';

const keys = new Map<string, ReturnType<typeof createPublicKey>>();

async function startInbox(writing: Writing): Promise<number> {
  const table = await openBareTable(join(openScratch().path, 'bare.sqlite'), writing);
  const inbox = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      void take(request, Buffer.concat(chunks), table).then((status) => response.writeHead(status).end());
    });
  });
  return (await listen(inbox)).port;
}

async function take(request: IncomingMessage, body: Buffer, table: BareTable): Promise<number> {
  if (request.headers.digest !== `SHA-256=${hash('sha256', body, 'base64')}` || !isSigned(request))
    return 401;
  const { object } = JSON.parse(body.toString()) as { object: BareNote };
  await table.put(object);
  return 202;
}

function isSigned({ method = '', url = '', headers }: IncomingMessage): boolean {
  const parameters = new Map<string, string>();
  for (const [, name = '', value = ''] of String(headers.signature).matchAll(/(\w+)="([^"]*)"/g))
    parameters.set(name, value);
  const key = keys.get(parameters.get('keyId') ?? '');
  if (key === undefined) return false;
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
  inboxPort: await startInbox('row by row'),
  batchingPort: await startInbox('one statement'),
  nullPort: (await listen(nothing)).port,
};
serve<BareInbox>(ready, learn);
