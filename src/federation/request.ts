import http from 'node:http';
import https from 'node:https';
import { createSecureContext } from 'node:tls';
import { checkUrl, guardedLookup, type Reach } from './guard.ts';
import { TurnedAway } from './turns.ts';

/** One HTTP exchange, as it is about to leave. Redirects are the caller's business. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  /** A longer answer breaks the connection. 'status': the answer's body is of no interest, whatever it is. */
  readonly answerBytesMax: number | 'status';
  /** For the whole exchange, from looking up the name to the last byte. */
  readonly deadlineMs: number;
}

export interface RemoteAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Keeps connections; `send` rejects on anything but a whole answer. */
export interface Connections {
  send(request: OutgoingRequest): Promise<RemoteAnswer>;
  close(): void;
}

const connectDeadlineMs = 5_000;
const idleMs = 8_000;
/** Answers of the kind 1xx before the real one: each costs the event loop a turn, and nobody needs more than a few. */
const interimAnswersMax = 8;

/** Opens the pools: at most one idle connection a host is kept, so that thousands of hosts stay affordable. */
export function openConnections(reach: Reach): Connections {
  const options = { keepAlive: true, maxFreeSockets: 1, timeout: idleMs, scheduling: 'lifo' } as const;
  const plainAgent = new http.Agent(options);
  let secureAgent: https.Agent | undefined;

  /** All connections share one context: made anew for each, it costs a quarter of what a handshake does. */
  function agentFor(secure: boolean): http.Agent {
    if (!secure) return plainAgent;
    return (secureAgent ??= new https.Agent({
      ...options,
      maxCachedSessions: 4096,
      secureContext: createSecureContext(),
    }));
  }

  async function send(request: OutgoingRequest): Promise<RemoteAnswer> {
    checkUrl(request.url, reach);
    try {
      return await exchange(request);
    } catch (error) {
      // The peer closed a kept connection just as it was used again: nothing was answered, so a fresh one may try.
      if (error instanceof StaleConnection) return exchange(request);
      throw error;
    }
  }

  function exchange(request: OutgoingRequest): Promise<RemoteAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<RemoteAnswer>();
    const secure = request.url.protocol === 'https:';
    const { hostname, port, pathname, search } = request.url;
    const outgoing = (secure ? https : http).request({
      // By its parts: told the URL itself, Node takes it apart less cheaply.
      hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port,
      path: pathname + search,
      method: request.method,
      headers: request.headers,
      agent: agentFor(secure),
      lookup: guardedLookup(request.url, reach),
    });
    const deadline = setTimeout(() => outgoing.destroy(new Outage('no answer in time')), request.deadlineMs);
    let answered = false;
    outgoing.on('close', () => {
      clearTimeout(deadline);
      // Without an error or an answer: he said that he changes protocols (101).
      if (!answered) reject(new Error('the answer is none'));
    });
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) return;
      const slow = setTimeout(() => outgoing.destroy(new Outage('no connection in time')), connectDeadlineMs);
      socket.once('connect', () => clearTimeout(slow)).once('close', () => clearTimeout(slow));
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const stale = outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnection(error.message) : error);
    });
    let interimAnswers = 0;
    outgoing.on('information', () => {
      interimAnswers += 1;
      if (interimAnswers > interimAnswersMax) outgoing.destroy(new Error('the answer does not begin'));
    });
    outgoing.on('response', (response) => {
      answered = true;
      if (request.answerBytesMax === 'status') resolve(statusOf(response));
      else readAnswer(response, request.answerBytesMax).then(resolve, reject);
    });
    outgoing.end(request.body);
    return promise;
  }

  return {
    send,
    close: () => {
      plainAgent.destroy();
      secureAgent?.destroy();
    },
  };
}

class StaleConnection extends Error {}

/** Nobody answered, or not to the end. */
export class Outage extends Error {
  override readonly name = 'Outage';
}

/** Whether an error means that the network or the peer's machine failed us, so that a later try may succeed. */
export function isOutage(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (
    error instanceof Outage || error instanceof TurnedAway || (code !== undefined && /^E(?!RR_)/.test(code))
  );
}

/** Read away after a status, so that the connection can be used again; a longer body is not worth it. */
const idleBytesMax = 65_536;

/** The answer as far as its status says it: a body that breaks off, or never ends, changes nothing of that. */
function statusOf(response: http.IncomingMessage): RemoteAnswer {
  let bytes = 0;
  response.on('error', () => undefined); // What is not wanted may break off.
  if (Number(response.headers['content-length'] ?? 0) > idleBytesMax) response.destroy();
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > idleBytesMax) response.destroy();
  });
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.alloc(0) };
}

/** The whole answer. A longer one than allowed, or an encoded one (we ask for none), breaks the connection. */
function readAnswer(response: http.IncomingMessage, bytesMax: number): Promise<RemoteAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RemoteAnswer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const fail = (reason: string): void => {
    response.destroy();
    reject(new Error(reason));
  };
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity')
    fail('the answer is compressed unasked');
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) fail(`the answer is longer than ${bytesMax} bytes`);
    else chunks.push(chunk);
  });
  response.on('error', reject);
  response.on('close', () => reject(new Outage('the answer broke off')));
  response.on('end', () => {
    const status = response.statusCode ?? 0;
    resolve({ status, headers: response.headers, body: Buffer.concat(chunks) });
  });
  return promise;
}
