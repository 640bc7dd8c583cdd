// Takes whatever is delivered, with and without TLS, whatever the host: it verifies nothing, and counts who was reached.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { testAuthority } from '../test/support/certificates.ts';
import { listen } from '../test/support/listen.ts';
import type { Arrivals, Receiver } from './receiver.ts';
import { serve } from './worker.ts';

const deadlineMs = 60_000;
/** A second copy that a sender may still have on its way is waited for so long. */
const quietMs = 500;

const nothing = { requests: 0, body: '', headers: {}, firstAt: 0, lastAt: 0 };
const arrivals = { ...nothing, inboxes: new Set<string>() };
let wanted = 0;
let reached = Promise.withResolvers<void>();

const take: RequestListener = (request, response) => {
  note(`${request.headers.host}${request.url}`);
  if (arrivals.requests === 1) keep(request);
  request.resume().once('end', () => response.writeHead(202).end());
};
const server = createServer(take);
const authority = testAuthority();
const secureServer = https.createServer(authority.issue(['*.bench.test'], 'ec'), take);

function note(inbox: string): void {
  const { inboxes } = arrivals;
  const at = performance.timeOrigin + performance.now();
  if (arrivals.requests === 0) arrivals.firstAt = at;
  arrivals.requests += 1;
  inboxes.add(inbox);
  if (inboxes.size !== wanted) return;
  arrivals.lastAt = at;
  wanted = 0;
  reached.resolve();
}

/** What differs from inbox to inbox, and what the connection adds. */
const ownHeaders = new Set(['host', 'date', 'digest', 'signature', 'connection', 'content-length']);

function keep(request: IncomingMessage): void {
  arrivals.headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !ownHeaders.has(name)),
  );
  request.on('data', (chunk: Buffer) => (arrivals.body += chunk.toString()));
}

/**
 * Every count begins without connections, and without a session that TLS could go on with, as a blog that publishes once a
 * day does.
 */
async function count(inboxes: number): Promise<Arrivals> {
  Object.assign(arrivals, nothing, { inboxes: new Set() });
  wanted = inboxes;
  reached = Promise.withResolvers<void>();
  await Promise.race([reached.promise, pause(deadlineMs)]);
  await pause(quietMs);
  server.closeAllConnections();
  secureServer.closeAllConnections();
  secureServer.setTicketKeys(randomBytes(ticketKeysBytes));
  const { requests, body, headers, firstAt, lastAt } = arrivals;
  return { inboxes: arrivals.inboxes.size, requests, body, headers, firstAt, lastAt, ms: lastAt - firstAt };
}

/** What Node takes. */
const ticketKeysBytes = 48;

const [{ port }, { port: tlsPort }] = await Promise.all([listen(server), listen(secureServer)]);
serve<Receiver>({ port, tlsPort, authorityFile: authority.certificateFile }, count);
