import http from 'node:http';
import { readAll } from '../test/support/exchange.ts';
import { bareSignature } from './bare-signature.ts';

const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 1, scheduling: 'lifo' });

/** The public key (PEM) in the document at `url`, asked for with a signature, as many servers demand it. */
export async function fetchBareKey(url: string): Promise<string> {
  const { host, pathname } = new URL(url);
  const date = new Date().toUTCString();
  const signature = await bareSignature({ '(request-target)': `get ${pathname}`, host, date });
  const headers = { accept: 'application/activity+json', date, signature };
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(url, { agent, headers }, resolve).once('error', reject);
  });
  const actor = JSON.parse((await readAll(response)).toString()) as { publicKey: { publicKeyPem: string } };
  return actor.publicKey.publicKeyPem;
}
