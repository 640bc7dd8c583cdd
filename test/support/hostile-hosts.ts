import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:tls';
import type { Server } from 'node:net';
import type { Credentials } from './certificates.ts';

/** Hosts on one port that answer as no proper one would, each in the way that its name says: `h7-hang.bad.test`. */
export interface HostileHosts extends AsyncDisposable {
  /** `count` inboxes on hosts of their own, of all ways in turn; further ones by another `prefix`. */
  inboxes(count: number, prefix?: string): readonly string[];
  /** How many requests have come to hosts of this way. */
  asked(way: Way): number;
  /** How many connections to hosts of this way wait for an end of the answer at this moment. */
  open(way: Way): number;
}

export type Way = keyof typeof ways;

type Answer = (socket: Socket, host: string) => void;

const bodyBytes = 10_000_000;
const body = Buffer.alloc(bodyBytes);
const dripMs = 50;

const ways = {
  /** Accepts, and never answers. */
  hang: () => undefined,
  /** A byte of the header now and then. */
  trickle: (socket) => {
    socket.write('HTTP/1.1 202 Accepted\r\nx-slow: ');
    every(dripMs, socket, () => socket.write('a'));
  },
  reset: (socket) => void socket.destroy(),
  close: (socket) => void socket.end(),
  elsewhere: (socket) => say(socket, '302 Found', 'location: http://127.0.0.1:9/inbox'),
  itself: (socket, host) => say(socket, '307 Temporary Redirect', `location: http://${host}/inbox`),
  unauthorized: (socket) => say(socket, '401 Unauthorized'),
  /** Ten megabytes, which nobody has asked for. */
  huge: (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bodyBytes}\r\n\r\n`);
    socket.end(body);
  },
  /** 103 without end. */
  early: (socket) => every(1, socket, () => socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n')),
  /** Says that much comes, and stops. */
  lies: (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\nok'),
  busy: (socket) => say(socket, '429 Too Many Requests', 'retry-after: 3600'),
} as const satisfies Record<string, Answer>;

const names = Object.keys(ways) as readonly Way[];

/** Opens them on loopback, below `name`: over TLS where there are credentials. */
export async function startHostileHosts(name: string, credentials?: Credentials): Promise<HostileHosts> {
  const requests = new Map<Way, number>();
  const connections = new Map<Way, Set<Socket>>(names.map((way) => [way, new Set<Socket>()]));
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    socket.on('error', () => undefined);
    onRequest(socket, (host) => {
      const way = names.find((each) => host.includes(`-${each}.`)) ?? 'hang';
      requests.set(way, (requests.get(way) ?? 0) + 1);
      if (connections.get(way)?.has(socket) === false) {
        connections.get(way)?.add(socket);
        socket.once('close', () => connections.get(way)?.delete(socket));
      }
      ways[way](socket, host);
    });
  };
  const server: Server | SecureServer =
    credentials === undefined ? createServer(take) : createSecureServer(credentials, take);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const scheme = credentials === undefined ? 'http' : 'https';
  return {
    inboxes: (count, prefix = 'h') =>
      Array.from(
        { length: count },
        (_, index) => `${scheme}://${prefix}${index}-${names[index % names.length]}.${name}:${port}/inbox`,
      ),
    asked: (way) => requests.get(way) ?? 0,
    open: (way) => connections.get(way)?.size ?? 0,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Calls `answer` with the host that is asked for at each request; what else it says is of no interest. */
function onRequest(socket: Socket, answer: (host: string) => void): void {
  let head = '';
  socket.on('data', (chunk: Buffer) => {
    head += chunk.toString('latin1');
    const host = /^host: ([^\r\n]+)\r\n/im.exec(head)?.[1];
    if (host === undefined || !head.includes('\r\n\r\n')) return;
    head = '';
    answer(host);
  });
}

function say(socket: Socket, status: string, field = 'x-nothing: more'): void {
  socket.write(`HTTP/1.1 ${status}\r\n${field}\r\ncontent-length: 0\r\n\r\n`);
}

function every(ms: number, socket: Socket, write: () => void): void {
  const timer = setInterval(write, ms);
  socket.once('close', () => clearInterval(timer));
}
