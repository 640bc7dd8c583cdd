// The least that a sender can be: it signs and sends, and remembers nothing, or only what arrived.
import { hash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { openScratch } from '../test/support/scratch.ts';
import { openBareLedger } from './bare-ledger.ts';
import { bareSignature } from './bare-signature.ts';
import { serve } from './worker.ts';
import type { BareSender, SenderTask } from './limits.ts';

/** As many as Outward has under way. */
const inFlight = 128;

/** As Outward's. */
const options = { keepAlive: true, maxFreeSockets: 1, scheduling: 'lifo' } as const;
const agents = {
  http: new http.Agent(options),
  https: new https.Agent({ ...options, maxCachedSessions: 4096, secureContext: createSecureContext() }),
};
const ledger = await openBareLedger(join(openScratch().path, 'bare.sqlite'));

/** Does a task to its end; resolves with the milliseconds that it took. */
async function perform({ kind, inboxes, body, headers }: SenderTask): Promise<number> {
  const digest = `SHA-256=${hash('sha256', body, 'base64')}`;
  const rows = kind === 'recorded' ? await ledger.queue(inboxes) : [];
  const tasks: Readonly<Record<SenderTask['kind'], (inbox: string, index: number) => Promise<unknown>>> = {
    sign: (inbox) => signatureOf(inbox, new Date().toUTCString(), digest),
    unsigned: (inbox) => post(inbox, { ...headers, date: new Date().toUTCString(), digest }, body),
    signed: (inbox) => postSigned(inbox, { ...headers, digest }, body),
    recorded: async (inbox, index) => {
      await postSigned(inbox, { ...headers, digest }, body);
      recorded.push(ledger.record(rows[index] ?? 0)); // The next need not wait for it, as with us.
    },
  };
  const recorded: Promise<void>[] = [];
  const begun = performance.now();
  const waiting = inboxes.entries();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const [index, inbox] of waiting) await tasks[kind](inbox, index);
    }),
  );
  await Promise.all(recorded);
  return performance.now() - begun;
}

async function postSigned(inbox: string, headers: Fields & { digest: string }, body: string): Promise<void> {
  const date = new Date().toUTCString();
  const signature = await signatureOf(inbox, date, headers.digest);
  await post(inbox, { ...headers, date, signature }, body);
}

function signatureOf(inbox: string, date: string, digest: string): Promise<string> {
  const { host, pathname } = new URL(inbox);
  return bareSignature({ '(request-target)': `post ${pathname}`, host, date, digest });
}

type Fields = Readonly<Record<string, string>>;

function post(inbox: string, headers: Fields, body: string): Promise<void> {
  const fields = { ...headers, 'content-length': Buffer.byteLength(body) };
  const isSecure = inbox.startsWith('https:');
  const agent = agents[isSecure ? 'https' : 'http'];
  return new Promise((resolve, reject) => {
    (isSecure ? https : http)
      .request(inbox, { method: 'POST', agent, headers: fields })
      .once('response', (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end(body);
  });
}

serve<BareSender>(null, perform);
