import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import https from 'node:https';
import { listen } from './listen.ts';
import { testAuthority, type Credentials } from './certificates.ts';

/** Ends TLS in front of a plain server, as Caddy or nginx would. */
export interface TlsProxy extends AsyncDisposable {
  /** `https://blog.test:40123`, known before there is a target. */
  readonly origin: string;
  readonly port: number;
  /** Where requests go from the next one on: `http://127.0.0.1:PORT`, or a listener in this process. Until then 502. */
  forwardTo(target: Target): void;
  /** Shows another certificate from the next connection on. */
  show(credentials: Credentials): void;
  /** Breaks what is open, and returns when the port is free. */
  close(): Promise<void>;
}

export type Target = string | RequestListener;

export interface TlsProxyOptions {
  /** A `.test` name. */
  readonly name: string;
  readonly target?: Target | undefined;
  /** Told of every request when it has been answered. */
  readonly onRequest?: ((request: ProxiedRequest) => void) | undefined;
}

/** A request that came through, and what became of it. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly status: number;
}

export async function startTlsProxy({ name, target, onRequest }: TlsProxyOptions): Promise<TlsProxy> {
  let current: RequestListener = target === undefined ? noTarget : listenerOf(target);
  const server = https.createServer(testAuthority().issue([name]), (request, response) => {
    addForwarded(request);
    response.once('finish', () => onRequest?.(proxied(request, response)));
    current(request, response);
  });
  const listening = await listen(server);
  return {
    origin: `https://${name}:${listening.port}`,
    port: listening.port,
    forwardTo: (next) => {
      current = listenerOf(next);
    },
    show: (credentials) => server.setSecureContext(credentials),
    close: () => listening.close(),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

function proxied(
  { method = '', url: target = '', headers }: IncomingMessage,
  { statusCode }: ServerResponse,
) {
  return { method, target, headers, status: statusCode };
}

const noTarget: RequestListener = (_request, response) => response.writeHead(502).end();

/** A client's own claims are replaced: behind a proxy only the proxy's word counts. */
function addForwarded(request: IncomingMessage): void {
  request.headers['x-forwarded-proto'] = 'https';
  request.headers['x-forwarded-host'] = request.headers.host;
  request.headers['x-forwarded-for'] = request.socket.remoteAddress;
}

function listenerOf(target: Target): RequestListener {
  return typeof target === 'string' ? (request, response) => forward(request, response, target) : target;
}

/** What passes requests on to `target` after `change` has had them, for a proxy that breaks something. */
export function passingOn(target: string, change: (request: IncomingMessage) => void): RequestListener {
  return (request, response) => {
    change(request);
    forward(request, response, target);
  };
}

/** On a connection of its own: a kept one could break just when the target restarts, and look like a dropped request. */
function forward(request: IncomingMessage, response: ServerResponse, target: string): void {
  const onward = http.request(`${target}${request.url}`, {
    method: request.method,
    headers: endToEnd(request.headers),
    agent: false,
  });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** What RFC 9110 §7.6.1 lets a proxy pass on. */
function endToEnd(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}
