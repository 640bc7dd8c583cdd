import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Addresses of a name (IPv4 and IPv6 as they come), none when there is no such name, or no answer at all. */
export type NameAnswer = readonly string[] | 'silence';

/** A DNS server on loopback (RFC 1035), for one who is told to ask there. */
export interface NameServer extends AsyncDisposable {
  /** As `Resolver.setServers` takes it. */
  readonly address: string;
  /** Names that were asked for, once for each question. */
  readonly asked: readonly string[];
}

export async function startNameServer(answer: (name: string) => NameAnswer): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { port, address }) => {
    const name = nameIn(query);
    asked.push(name);
    const found = answer(name);
    if (found !== 'silence') socket.send(answerTo(query, found), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

const headerBytes = 12;
const types = { a: 1, aaaa: 28 };

/** Labels of the one question. */
function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = headerBytes, length = query[at] ?? 0; length > 0; at += length + 1, length = query[at] ?? 0)
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
  return labels.join('.').toLowerCase();
}

/** The question again, and the addresses of the family that it asks for; NXDOMAIN where there are none at all. */
function answerTo(query: Buffer, addresses: readonly string[]): Buffer {
  const questionEnd = query.indexOf(0, headerBytes) + 5;
  const wanted = query.readUInt16BE(questionEnd - 4);
  const records = addresses.filter((address) => typeOf(address) === wanted).map(recordOf);
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(addresses.length === 0 ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(headerBytes, questionEnd), ...records]);
}

function typeOf(address: string): number {
  return address.includes(':') ? types.aaaa : types.a;
}

/** Of the name in the question, to be kept for no time. */
function recordOf(address: string): Buffer {
  const data = typeOf(address) === types.a ? bytesOf4(address) : bytesOf6(address);
  const head = Buffer.from([0xc0, headerBytes, 0, typeOf(address), 0, 1, 0, 0, 0, 0, 0, data.length]);
  return Buffer.concat([head, data]);
}

function bytesOf4(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function bytesOf6(address: string): Buffer {
  const [left = '', right = ''] = address.split('::').map((half) => hexOf(half));
  return Buffer.from(left + '0'.repeat(32 - left.length - right.length) + right, 'hex');
}

function hexOf(groups: string): string {
  return groups
    .split(':')
    .map((group) => (group === '' ? '' : group.padStart(4, '0')))
    .join('');
}
