import { connect, type Socket } from 'node:net';

/** All that came on one connection, till the other side closed it. */
export interface Heard {
  readonly text: string;
  /** Of each answer, in order. */
  readonly statuses: readonly number[];
}

/**
 * Sends bytes that no client library would send, and listens until the other side closes the connection. So the last request
 * has to say `Connection: close`, or to be one after which no server goes on.
 */
export async function speak(port: number, ...parts: readonly (string | Buffer)[]): Promise<Heard> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  const socket = openSocket(port);
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  for (const part of parts) socket.write(part);
  const text = await promise;
  return { text, statuses: statusesIn(text) };
}

/** The status of the first answer, after which the connection is given up. */
export async function firstStatus(port: number, bytes: string): Promise<number | undefined> {
  const socket = openSocket(port);
  socket.write(bytes);
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.on('data', (chunk) => resolve(chunk.toString('latin1')));
  socket.on('close', () => resolve(''));
  const [status] = statusesIn(await promise);
  socket.destroy();
  return status;
}

/** A connection on which nothing is read unless somebody listens; that it is broken off is no error. */
export function openSocket(port: number): Socket {
  return connect(port, '127.0.0.1').on('error', () => undefined);
}

/** Lines as HTTP/1.1 ends them, with the empty one after them. */
export function head(...lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function statusesIn(text: string): readonly number[] {
  return Array.from(text.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => Number(status));
}
