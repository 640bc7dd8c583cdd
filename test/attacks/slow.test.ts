import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/listen.ts';
import type { FrontDoor } from '../../src/server.ts';
import { openDoor } from '../unit/functions/door.ts';
import { postOf } from '../unit/theme/sample.ts';
import { head, openSocket, speak } from './support/raw-socket.ts';

const deadlines = { requestMs: 1_000, headersMs: 500, idleMs: 1_000, checkMs: 50 };
/** More than the kernel takes off our hands for a client that does not read. */
const filmBytes = 16 * 1024 * 1024;
const host = 'Host: blog.test';
const post = [
  'POST /ap/inbox HTTP/1.1',
  host,
  'Content-Type: application/activity+json',
  'Signature: keyId="x"',
];
const close = head('GET /posts/kettle/ HTTP/1.1', host, 'Connection: close');

/** The server, and what becomes of each of its answers: true when it was sent whole. */
interface Place {
  readonly port: number;
  readonly endings: readonly Promise<boolean>[];
}

async function openPlace(): Promise<Place> {
  const { hono } = await openDoor([postOf('kettle')], { themeFiles: { 'film.txt': 'x'.repeat(filmBytes) } });
  const endings: Promise<boolean>[] = [];
  const door: FrontDoor = {
    fetch: (request) => hono.fetch(request),
    plain: () => undefined,
    handle: (incoming, outgoing) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      endings.push(promise);
      outgoing.on('close', () => resolve(outgoing.writableFinished));
      hono.handle(incoming, outgoing);
    },
  };
  const server = await listen(door, { host: '127.0.0.1', port: 0, deadlines });
  onTestFinished(server.close);
  return { port: server.port, endings };
}

/** Sends `first`, then `more` again and again until the other side has had enough. Gives what it said. */
async function drip(port: number, first: string, more: string): Promise<string> {
  const socket = openSocket(port);
  const heard: Buffer[] = [];
  socket.on('data', (chunk) => heard.push(chunk));
  for (socket.write(first); !socket.closed; await pause(20)) socket.write(more);
  return Buffer.concat(heard).toString('latin1');
}

test('a header that never ends is cut off, and nobody else waits for it', async () => {
  const { port } = await openPlace();
  const slow = Array.from({ length: 50 }, () => drip(port, `GET / HTTP/1.1\r\n${host}\r\n`, 'X: y\r\n'));
  expect((await speak(port, close)).statuses).toEqual([200]);
  for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^(HTTP\/1\.1 (408|431) |$)/);
});

test.each([
  ['of a byte now and then', head(...post, 'Content-Length: 200000'), 'x'],
  ['in chunks of a byte', head(...post, 'Transfer-Encoding: chunked'), '1\r\nx\r\n'],
  ['shorter than it says', `${head(...post, 'Content-Length: 200000')}{}`, ''],
])('a body %s is cut off, and nobody else waits for it', async (_, first, more) => {
  const { port } = await openPlace();
  const slow = Array.from({ length: 50 }, () => drip(port, first, more));
  expect((await speak(port, close)).statuses).toEqual([200]);
  for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^(HTTP\/1\.1 (408|429) |$)/);
});

test('an answer that is not read is given up', async () => {
  const { port, endings } = await openPlace();
  const socket = openSocket(port);
  onTestFinished(() => void socket.destroy());
  socket.write(head('GET /film.txt HTTP/1.1', host));
  await expect.poll(() => endings).toHaveLength(1);
  expect(await endings[0]).toBe(false);
});

test('however many are sent the same file and do not read, it is in memory once', async () => {
  const { port, endings } = await openPlace();
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: 30 }, () => openSocket(port));
  onTestFinished(() => readers.forEach((socket) => void socket.destroy()));
  for (const socket of readers) socket.write(head('GET /film.txt HTTP/1.1', host));
  await expect.poll(() => endings).toHaveLength(30);
  await speak(port, close);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * filmBytes);
  expect(await Promise.all(endings.slice(0, 30))).toEqual(Array(30).fill(false));
});

test('idle connections are closed, however many are opened without a word', async () => {
  const { port } = await openPlace();
  const closed = Array.from({ length: 200 }, async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    openSocket(port)
      .on('close', () => resolve())
      .resume();
    return promise;
  });
  expect((await speak(port, close)).statuses).toEqual([200]);
  await Promise.all(closed);
});
