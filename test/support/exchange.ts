import http from 'node:http';
import https from 'node:https';
import { testAuthority } from './certificates.ts';
import { lookupTest } from './names.ts';

/** A whole answer. */
export interface Answered {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface ExchangeOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  /** PEM; by default the test fediverse's own authority is trusted. */
  readonly ca?: string | undefined;
}

const deadlineMs = 20_000;

/**
 * One HTTP exchange inside the test fediverse, on a connection of its own; redirects are not followed. Rejects when no whole
 * answer comes, or the certificate is not the authority's.
 */
export function exchange(url: string | URL, options: ExchangeOptions = {}): Promise<Answered> {
  const { method = 'GET', headers = {}, body, ca = testAuthority().certificatePem } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const { protocol, hostname } = new URL(url);
  const { request } = protocol === 'https:' ? https : http;
  const secure = { ca, servername: hostname }; // Else the name would be taken from a `Host` header that may lie.
  const outgoing = request(url, { method, headers, ...secure, agent: false, lookup: lookupTest });
  outgoing.setTimeout(deadlineMs, () => outgoing.destroy(new Error(`no answer from ${String(url)}`)));
  outgoing.on('error', reject);
  outgoing.on('response', (response) => {
    readAll(response).then((read) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read.toString() });
    }, reject);
  });
  outgoing.end(body);
  return promise;
}

/** Everything that a request or an answer carries. */
export async function readAll(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
