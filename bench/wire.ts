import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { LoadTarget } from './load.ts';

/** A connection that is kept, for one request at a time. */
export interface Wire {
  /** Puts a whole HTTP request on it, and resolves with the status when the answer is whole. Rejects when the connection ends. */
  send(request: string): Promise<number>;
  close(): void;
}

export async function openWire(target: LoadTarget): Promise<Wire> {
  const socket = await connect(target);
  let answered: PromiseWithResolvers<number> | undefined;
  let answer = '';
  const fail = (error: Error): void => answered?.reject(error);
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
    if (!isWhole(answer)) return;
    const status = Number(answer.slice(9, 12));
    answer = '';
    answered?.resolve(status);
  });
  socket.once('error', fail);
  socket.once('close', () => fail(new Error(`the connection was closed; there had come: ${answer}`)));
  return {
    send: (request) => {
      answered = Promise.withResolvers();
      if (socket.destroyed) fail(new Error('the connection was closed after an answer'));
      else socket.write(request);
      return answered.promise;
    },
    close: () => void socket.destroy(),
  };
}

async function connect({ port, tls: secure }: LoadTarget): Promise<net.Socket> {
  if (secure === undefined) {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return socket;
  }
  const socket = tls.connect({ port, host: '127.0.0.1', ...secure });
  socket.setNoDelay(true);
  await once(socket, 'secureConnect');
  return socket;
}

/** Whether an answer ends here, as its own headers say (RFC 9112 §6.3). */
function isWhole(answer: string): boolean {
  const headersEnd = answer.indexOf('\r\n\r\n');
  if (headersEnd === -1) return false;
  const length = /^content-length: (\d+)\r$/im.exec(answer)?.[1];
  return length === undefined
    ? answer.endsWith('0\r\n\r\n')
    : answer.length === headersEnd + 4 + Number(length);
}
