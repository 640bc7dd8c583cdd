import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { readAll } from '../test/support/exchange.ts';
import { listen } from '../test/support/listen.ts';
import { accountOf, personDocument, type Account } from '../test/support/mastodon-shapes.ts';

/** What others must know to speak for the accounts. */
export interface PersonServerReady {
  readonly port: number;
  /** The account of host `h<n>.test` has the one at place n, counted round and round. */
  readonly keys: readonly { readonly publicPem: string; readonly privatePem: string }[];
}

export interface PersonServer {
  readonly ready: PersonServerReady;
  /** Actors that were asked for so far. */
  fetches(): number;
}

/** Accounts share them: making one costs more than all that is measured. */
const keyCount = 4;
/** Most hosts are asked once; what they hold open is nobody's memory. */
const keepAliveTimeout = 1_000;

/**
 * Serves, on plain HTTP, the one account of every host `h<number>.test`. Whatever is posted to an inbox is answered 202 and
 * given to `receive`.
 */
export async function openPersonServer(
  receive: (inbox: string, body: Buffer) => void = () => undefined,
): Promise<PersonServer> {
  const keys = Array.from({ length: keyCount }, makeKeys);
  let fetches = 0;
  const server = createServer({ keepAliveTimeout }, (request, response) => {
    const origin = `http://${request.headers.host}`;
    void readAll(request).then((body) => {
      if (request.method === 'POST') {
        response.writeHead(202).end();
        return receive(`${origin}${request.url}`, body);
      }
      fetches += 1;
      const number = numberOf(origin);
      const document = personDocument(accountAt(origin, number), keys[number % keys.length]!.publicPem);
      response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document));
    });
  });
  const { port } = await listen(server);
  return { ready: { port, keys }, fetches: () => fetches };
}

export function originOf(number: number, port: number): string {
  return `http://h${number}.test:${port}`;
}

function numberOf(origin: string): number {
  return Number(/^h(\d+)\.test$/.exec(new URL(origin).hostname)?.[1]);
}

export function accountAt(origin: string, number: number): Account {
  return accountOf(`person${number}`, origin, false);
}

function makeKeys(): PersonServerReady['keys'][number] {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicPem: publicKey, privatePem: privateKey };
}
