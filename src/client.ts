import type { IncomingMessage } from 'node:http';
import { networkOf } from './addresses.ts';

const heldMax = 10_000;
const networks = new Map<string, string | undefined>();

/**
 * The network that a request comes from (`203.0.113.7`, `2001:db8:1:2::/64`): as the socket says, or where `trustProxy` says
 * so, as the last proxy wrote it into X-Forwarded-For. Undefined where only a proxy of ours could be seen, as its address is
 * everybody's.
 */
export function clientOf(incoming: IncomingMessage, trustProxy: boolean): string | undefined {
  const address = trustProxy ? lastForwarded(incoming) : incoming.socket.remoteAddress;
  return address === undefined ? undefined : remembered(address);
}

/** Those before it are the client's own words. */
function lastForwarded({ headers }: IncomingMessage): string | undefined {
  const forwarded = headers['x-forwarded-for'];
  return [forwarded ?? []].flat().join(',').split(',').at(-1)?.trim();
}

function remembered(address: string): string | undefined {
  if (networks.has(address)) return networks.get(address);
  if (networks.size >= heldMax) networks.clear();
  const network = networkOf(address);
  networks.set(address, network);
  return network;
}

/** Whether a request was made on this machine and by no proxy: by its operator. */
export function isLocal({ headers, socket }: IncomingMessage): boolean {
  const isForwarded = forwardingHeaders.some((name) => headers[name] !== undefined);
  return !isForwarded && /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
}

const forwardingHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'via',
];
