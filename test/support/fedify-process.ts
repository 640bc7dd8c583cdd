// The process behind `startFedifyPeer`: reads its configuration from standard input, and ends when that ends.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { createInterface } from 'node:readline';
import { getRequestListener } from '@hono/node-server';
import { readAll } from './exchange.ts';
import { openFedifyAccount } from './fedify-account.ts';
import type { FedifyPeerCalls, FedifyPeerConfig, FedifyPeerReady } from './fedify-peer.ts';
import { listen } from './listen.ts';

const input = createInterface({ input: process.stdin });
input.once('close', () => process.exit());
input.once('line', (line) => void start(JSON.parse(line) as FedifyPeerConfig));

async function start({ name, credentials, ...options }: FedifyPeerConfig): Promise<void> {
  const server = https.createServer(credentials);
  const { port } = await listen(server);
  const origin = `https://${name}:${port}`;
  const account = await openFedifyAccount(origin, options);
  const listener = getRequestListener(account.fetch);
  server.on('request', (request, response) => void listener(request, response));
  const control = await listen(
    createServer((request, response) => void answer(request, response, account.calls)),
  );
  const ready: FedifyPeerReady = { origin, controlPort: control.port };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

/** `POST /<call>` with its parameters as a JSON array. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  calls: FedifyPeerCalls,
): Promise<void> {
  try {
    const name = request.url?.slice(1) as keyof FedifyPeerCalls;
    const call = calls[name] as (...parameters: unknown[]) => Promise<unknown>;
    const result = await call(...(JSON.parse((await readAll(request)).toString()) as unknown[]));
    response.end(JSON.stringify(result ?? null));
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
  }
}
