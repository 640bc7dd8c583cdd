// Asks for pages over connections that are kept, one at a time on each, and looks at no more of an answer than its length.
import { once } from 'node:events';
import net from 'node:net';
import type { PageLoad, PageLoadResult, PageReader } from './pages.ts';
import { serve } from './worker.ts';

async function run({ port, requests, connections, count, status }: PageLoad): Promise<PageLoadResult> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(port)));
  const waiting = turnsOf(requests, count);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await Promise.all(sockets.map((socket) => drive(socket, waiting, status)));
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 };
}

async function connect(port: number): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function* turnsOf(requests: readonly string[], count: number): Generator<string, void> {
  for (let n = 0; n < count; n += 1) yield requests[n % requests.length]!;
}

/** Sends what is waiting, each when the answer before is whole. */
function drive(socket: net.Socket, waiting: Iterator<string, void>, status: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let bytesLeft = 0;
  const next = (): void => {
    const turn = waiting.next();
    if (turn.done === true) socket.destroy();
    else socket.write(turn.value, 'latin1');
  };
  socket.on('data', (chunk) => {
    try {
      bytesLeft = (bytesLeft === 0 ? bytesOf(chunk, status) : bytesLeft) - chunk.length;
    } catch (error) {
      reject(error);
      return void socket.destroy();
    }
    if (bytesLeft === 0) next();
  });
  socket.once('error', reject).once('close', resolve);
  next();
  return promise;
}

/** How long the answer is that begins here. Servers send its header in one piece. */
function bytesOf(chunk: Buffer, status: number): number {
  const headerEnd = chunk.indexOf('\r\n\r\n') + 4;
  const header = chunk.toString('latin1', 0, headerEnd);
  const length = status === 304 ? '0' : /^content-length: (\d+)\r$/im.exec(header)?.[1];
  if (!header.startsWith(`HTTP/1.1 ${status} `) || length === undefined)
    throw new Error(`a page was answered: ${header}`);
  return headerEnd + Number(length);
}

serve<PageReader>(null, run);
