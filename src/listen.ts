import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PageConnection, type PageDeadlines } from './page-connection.ts';
import { openEnvelope } from './page-envelope.ts';
import { headers, type FrontDoor } from './server.ts';

export interface RunningServer {
  /** As bound: the port asked for may have been 0. */
  readonly port: number;
  /** Lets requests under way end, then closes. */
  close(): Promise<void>;
}

/** How long whoever is slow may take, milliseconds. */
export interface Deadlines {
  /** For a request to arrive whole. */
  readonly requestMs: number;
  /** For its header. */
  readonly headersMs: number;
  /** Between two bytes of an answer that is being read. */
  readonly idleMs: number;
  /** How often the first two are looked at. */
  readonly checkMs: number;
}

/** How long connections are kept, as clients are told; and how long they are, as a request may be under way. */
const keepAliveMs = 30_000;
const keepAliveMarginMs = 1_000;
const usualDeadlines: Deadlines = { requestMs: 30_000, headersMs: 15_000, idleMs: 60_000, checkMs: 5_000 };
/** Kept open by their clients, or a queue of the kernel's: more than a busy proxy holds. */
const connectionsMax = 8_192;

/** Listens. Rejects when the port is taken. */
export async function listen(
  door: FrontDoor,
  {
    host,
    port,
    deadlines = usualDeadlines,
  }: { readonly host: string; readonly port: number; readonly deadlines?: Deadlines },
): Promise<RunningServer> {
  const server = createServer(
    {
      requestTimeout: deadlines.requestMs,
      headersTimeout: deadlines.headersMs,
      keepAliveTimeout: keepAliveMs,
      keepAliveTimeoutBuffer: keepAliveMarginMs,
      connectionsCheckingInterval: deadlines.checkMs,
    },
    handleFew(door),
  );
  server.setTimeout(deadlines.idleMs);
  server.maxConnections = connectionsMax;
  const connections = receive(server, door, { ...deadlines, keepAliveMs: keepAliveMs + keepAliveMarginMs });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return { port: boundPort(server, port), close: () => closeServer(server, connections) };
}

/** Of one connection. No browser and no proxy asks for more before it has read an answer; each costs a kilobyte and its work. */
const unansweredMax = 64;

/** As the door answers; but a connection on which more is asked for than is answered is closed: node:http would take it all. */
function handleFew({ handle }: FrontDoor): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const unanswered = new WeakMap<Socket, number>();
  const count = (socket: Socket, more: 1 | -1): number => {
    const counted = (unanswered.get(socket) ?? 0) + more;
    unanswered.set(socket, counted);
    return counted;
  };
  return (incoming, outgoing) => {
    const { socket } = incoming;
    if (socket.destroyed) return;
    // One that has the socket is answered before any other comes to wait.
    const waits = outgoing.socket === null;
    if (waits && count(socket, 1) >= unansweredMax) return void socket.destroy();
    if (waits) outgoing.once('close', () => count(socket, -1));
    handle(incoming, outgoing);
  };
}

/** Has connections begin as those of pages. Gives those that there are, whoever answers on them. */
function receive(server: Server, door: FrontDoor, deadlines: PageDeadlines): Connections {
  const connections = new Map<Socket, PageConnection>();
  const ofHttp = server.listeners('connection');
  const service = {
    deadlines,
    envelope: openEnvelope(headers, keepAliveMs, Date.now),
    answer: door.plain,
    others: (socket: Socket) => ofHttp.forEach((listener) => void listener.call(server, socket)),
  };
  server.removeAllListeners('connection').on('connection', (socket) => {
    connections.set(socket, new PageConnection(socket, service));
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}

type Connections = ReadonlyMap<Socket, PageConnection>;

function boundPort(server: Server, asked: number): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : asked;
}

const closeDeadlineMs = 5_000;

function closeServer(server: Server, connections: Connections): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      for (const socket of connections.keys()) socket.destroy();
    }, closeDeadlineMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
    for (const connection of connections.values()) connection.end();
  });
}
