import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Server } from 'node:http';

export interface Listening {
  readonly port: number;
  /** Breaks what is open, and returns when the port is free. May be repeated. */
  close(): Promise<void>;
}

/** Listens on loopback; port 0 takes any free one. */
export async function listen(server: Server, port = 0): Promise<Listening> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => closeNow(server) };
}

async function closeNow(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A port that was free a moment ago, for a program that must be told its port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
