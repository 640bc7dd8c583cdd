import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Fields, Sending } from './release/serve.ts';

/** Writes answers on connections that are kept, as node:http would write them. */
export interface Envelope {
  /** An answer, its body only for a GET. False where the other side does not read as fast as it is written. */
  write(socket: Socket, method: 'GET' | 'HEAD', sending: Sending): boolean;
}

/** Longer bodies are not copied behind their header. */
const joinedBytesMax = 65_536;
/** Of all that was sent within a second. */
const heldBytesMax = 16 * 1024 * 1024;

/**
 * For answers with these fields besides their own, on connections that are kept for `keepAliveMs`. What is sent again within
 * a second, the unit of Date, is the same bytes; no others are held.
 */
export function openEnvelope(common: Fields, keepAliveMs: number, now: () => number): Envelope {
  const joined = new Map<Fields, Buffer>();
  let second = 0;
  let heldBytes = 0;

  function joinedOf(sending: Sending, body: Buffer): Buffer {
    const current = Math.floor(now() / 1000);
    if (current !== second || heldBytes > heldBytesMax) forgetAll();
    second = current;
    const known = joined.get(sending.fields);
    if (known !== undefined) return known;
    const bytes = Buffer.concat([headOf(sending), body]);
    joined.set(sending.fields, bytes);
    heldBytes += bytes.length;
    return bytes;
  }

  function forgetAll(): void {
    joined.clear();
    heldBytes = 0;
  }

  function headOf({ fields, status }: Sending): Buffer {
    const own = { Date: new Date(now()).toUTCString(), ...kept };
    const lines = [...new Map([...common, ...fields, ...Object.entries(own)])].map(linesOf);
    return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`, 'latin1');
  }

  const kept = { Connection: 'keep-alive', 'Keep-Alive': `timeout=${Math.floor(keepAliveMs / 1000)}` };
  return {
    write: (socket, method, sending) => {
      if (method === 'HEAD') return socket.write(headOf(sending));
      const { body = nothing } = sending;
      if (body.length <= joinedBytesMax) return socket.write(joinedOf(sending, body));
      socket.write(headOf(sending));
      return socket.write(body);
    },
  };
}

const nothing = Buffer.alloc(0);

function linesOf([name, value]: readonly [string, string]): string {
  return `${name}: ${value}\r\n`;
}
