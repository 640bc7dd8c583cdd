// Takes whatever is delivered, on plain HTTP, whatever the host: it verifies nothing, and counts who was reached.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from '../test/support/listen.ts';
import type { Arrivals, Receiver } from './receiver.ts';
import { serve } from './worker.ts';

const deadlineMs = 60_000;
/** A second copy that a sender may still have on its way is waited for so long. */
const quietMs = 500;

const arrivals = { inboxes: new Set<string>(), requests: 0, body: '', firstAt: 0, lastAt: 0 };
let wanted = 0;
let reached = Promise.withResolvers<void>();

const server = createServer((request, response) => {
  note(`${request.headers.host}${request.url}`);
  if (arrivals.requests === 1) request.on('data', (chunk: Buffer) => (arrivals.body += chunk.toString()));
  request.resume().once('end', () => response.writeHead(202).end());
});

function note(inbox: string): void {
  const { inboxes } = arrivals;
  const at = performance.now();
  if (arrivals.requests === 0) arrivals.firstAt = at;
  arrivals.requests += 1;
  inboxes.add(inbox);
  if (inboxes.size !== wanted) return;
  arrivals.lastAt = at;
  wanted = 0;
  reached.resolve();
}

/** Every count begins without connections, as a blog that publishes once a day does. */
async function count(inboxes: number): Promise<Arrivals> {
  Object.assign(arrivals, { inboxes: new Set(), requests: 0, body: '', firstAt: 0, lastAt: 0 });
  wanted = inboxes;
  reached = Promise.withResolvers<void>();
  await Promise.race([reached.promise, pause(deadlineMs)]);
  await pause(quietMs);
  server.closeAllConnections();
  const { requests, body, firstAt, lastAt } = arrivals;
  return { inboxes: arrivals.inboxes.size, requests, body, ms: lastAt - firstAt };
}

const { port } = await listen(server);
serve<Receiver>({ port }, count);
