// Puts requests on the wire that were made beforehand, over connections that are kept, one at a time on each.
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { Load, LoadGenerator, LoadResult, LoadTarget } from './load.ts';
import { serve } from './worker.ts';

async function run({ target, requests, connections }: Load): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(target)));
  const statuses: Record<number, number> = {};
  const waiting = requests.values();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await Promise.all(
    sockets.map((socket) => {
      return drive(socket, waiting, (status) => (statuses[status] = (statuses[status] ?? 0) + 1));
    }),
  );
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, statuses, cpuMs: (user + system) / 1000 };
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

/** Sends the next request whenever the last one is answered, until none is left. */
function drive(
  socket: net.Socket,
  requests: Iterator<string>,
  note: (status: number) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let answer = '';
  const next = (): void => {
    const request = requests.next();
    if (request.done !== true) return void socket.write(request.value);
    resolve();
    socket.destroy();
  };
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
    if (!isWhole(answer)) return;
    note(Number(answer.slice(9, 12)));
    answer = '';
    next();
  });
  socket.once('error', reject);
  socket.once('close', () => reject(new Error(`the connection was closed; there had come: ${answer}`)));
  next();
  return promise;
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

serve<LoadGenerator>(null, run);
