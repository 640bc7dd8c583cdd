import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { parseRanges } from '../../../src/addresses.ts';
import { openActorDirectory, type ActorDirectory } from '../../../src/federation/actors.ts';
import { openRemote, type Remote, type RemoteOptions } from '../../../src/federation/remote.ts';
import { draftCavage } from '../../../src/protocol/signature/form.ts';
import { blogKeys } from '../../unit/builders.ts';

/** Loopback as if it were the internet: every name leads there. */
export const everywhere: RemoteOptions['reach'] = {
  resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  privatePeers: parseRanges('127.0.0.0/8'),
};

/** The blog's own way out, till the test ends. */
export function openNetwork(options: Partial<RemoteOptions> = {}): Remote {
  const remote = openRemote({
    reach: everywhere,
    origin: 'https://blog.test',
    userAgent: 'Outward/0 (+https://blog.test/)',
    keys: () => blogKeys,
    forms: { find: () => draftCavage, put: () => undefined },
    now: Date.now,
    ...options,
  });
  onTestFinished(() => remote.close());
  return remote;
}

/** A directory of people to whom nobody is known yet. */
export function openStrangers(remote: Remote, elapsed?: () => number): ActorDirectory {
  const nobody = (): Promise<undefined> => Promise.resolve(undefined);
  return openActorDirectory({ findActor: nobody, findActorByKeyId: nobody }, remote, elapsed);
}

/** A machine that says whatever it likes to whoever connects. */
export interface RawPeer {
  readonly port: number;
  /** The request lines that came, in order. */
  readonly requests: readonly string[];
  /** How many had come and not been answered at any one time, at most. */
  readonly mostAtOnce: () => number;
  readonly connections: () => number;
}

/** Answers the head of a request, `done` when it is answered. The `place`th request is 0 at first. */
export type Speech = (
  socket: Socket,
  request: { readonly line: string; readonly place: number },
  done: () => void,
) => void;

export async function startRawPeer(speech: Speech, host = '127.0.0.1', port = 0): Promise<RawPeer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let underWay = 0;
  let most = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let said = '';
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
      if (!said.includes('\r\n\r\n')) return;
      const [line = ''] = said.split('\r\n');
      said = '';
      underWay += 1;
      most = Math.max(most, underWay);
      speech(socket, { line, place: requests.push(line) - 1 }, () => (underWay -= 1));
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    mostAtOnce: () => most,
    connections: () => connections,
  };
}

/** The bytes of an answer whose body has its true length. */
export function answerOf(
  body: string,
  fields: readonly string[] = ['content-type: application/activity+json'],
  status = '200 OK',
): string {
  return [`HTTP/1.1 ${status}`, ...fields, `content-length: ${Buffer.byteLength(body)}`, '', body].join(
    '\r\n',
  );
}
