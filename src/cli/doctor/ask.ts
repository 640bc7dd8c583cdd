import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** An answer with what came of its body, or that there was none. */
export type Reply = Answer | Silence;

export interface Answer {
  readonly kind: 'answer';
  readonly url: string;
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** From the question to the last byte. */
  readonly tookMs: number;
}

export interface Silence {
  readonly kind: 'silence';
  /** As the network gives it: `ECONNREFUSED`. */
  readonly code: string | undefined;
  readonly reason: string;
}

export interface Question {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

const deadlineMs = 10_000;
const bodyBytesMax = 4 * 1024 * 1024;

/**
 * Asks as a stranger with an ordinary client would: names by the system, HTTP/1.1, no redirect followed, a connection for each
 * question. What the certificate is worth is asked by `showCertificate`; here it stops nothing, so that all else is heard too.
 */
export function ask(url: URL, { body, headers = {}, method = 'GET' }: Question = {}): Promise<Reply> {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const began = performance.now();
  const options = { method, headers, agent: false, rejectUnauthorized: false };
  const outgoing = url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
  const deadline = setTimeout(
    () => outgoing.destroy(new Error(`no answer in ${deadlineMs / 1000} s`)),
    deadlineMs,
  );
  const fail = (error: Error): void => resolve(silenceOf(error));
  let hasBegun = false;
  outgoing.on('close', () => {
    clearTimeout(deadline);
    if (!hasBegun) fail(new Error('the answer is none'));
  });
  outgoing.on('error', fail);
  outgoing.on('response', (response) => {
    hasBegun = true;
    readAll(response).then((bytes) => {
      const { headers, statusCode: status = 0 } = response;
      resolve({
        kind: 'answer',
        url: url.href,
        status,
        headers,
        body: bytes,
        tookMs: performance.now() - began,
      });
    }, fail);
  });
  outgoing.end(body);
  return promise;
}

function readAll(response: http.IncomingMessage): Promise<Buffer> {
  const { promise, reject, resolve } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) response.destroy(new Error(`the answer is longer than ${bodyBytesMax} bytes`));
    else chunks.push(chunk);
  });
  response.on('end', () => resolve(Buffer.concat(chunks)));
  response.on('error', reject);
  return promise;
}

function silenceOf(error: Error): Silence {
  const { code, message } = error as NodeJS.ErrnoException;
  return { kind: 'silence', code, reason: message || code || 'no answer' };
}

const redirectsMax = 3;

/** As `ask`, and follows redirects within the origin. */
export async function askFollowing(url: URL, question: Question, redirects = redirectsMax): Promise<Reply> {
  const reply = await ask(url, question);
  if (reply.kind === 'silence' || reply.status < 300 || reply.status > 399) return reply;
  const next = URL.parse(reply.headers.location ?? '', url);
  if (next?.origin !== url.origin || redirects === 0) return reply;
  return askFollowing(next, question, redirects - 1);
}

/** A certificate as it was shown, and what an ordinary client says of it. */
export type Shown = Certificate | Silence;

export interface Certificate {
  readonly kind: 'certificate';
  /** Why it is not believed: `CERT_HAS_EXPIRED`; undefined when it is. */
  readonly fault: string | undefined;
  readonly expiresAt: number;
  readonly issuer: string;
  /** `TLSv1.3` */
  readonly protocol: string;
}

export function showCertificate({ hostname, port }: URL): Promise<Shown> {
  const { promise, resolve } = Promise.withResolvers<Shown>();
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    port: Number(port || 443),
    rejectUnauthorized: false,
    timeout: deadlineMs,
  });
  socket.on('timeout', () => socket.destroy(new Error(`no answer in ${deadlineMs / 1000} s`)));
  socket.on('error', (error: Error) => resolve(silenceOf(error)));
  socket.on('close', () => resolve(silenceOf(new Error('the connection was closed'))));
  socket.on('secureConnect', () => {
    const { issuer, valid_to: validTo } = socket.getPeerCertificate();
    const { O: organisation, CN: name } = issuer as Partial<typeof issuer>;
    resolve({
      kind: 'certificate',
      fault: socket.authorized ? undefined : faultOf(socket.authorizationError),
      expiresAt: Date.parse(validTo),
      issuer: [organisation ?? name ?? 'nobody named'].flat().join(', '),
      protocol: socket.getProtocol() ?? 'unknown',
    });
    socket.end();
  });
  return promise;
}

/** Its type says Error, but it is the code (node:tls). */
function faultOf(error: unknown): string {
  if (typeof error === 'string') return error;
  return (error as NodeJS.ErrnoException | null)?.code ?? String(error);
}
