/** Whoever comes with a crowd keeps nobody else from the inbox. */
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { privateKeyFromPem } from '../../src/protocol/signature/keys.ts';
import { listen } from '../../src/listen.ts';
import { actorOf, mainKeyOf } from '../store/cast.ts';
import { signedHeaders } from '../support/cavage.ts';
import { waitFor } from '../support/wait-for.ts';
import { aliceKeys, NOW, uri } from '../unit/builders.ts';
import { openDoor } from '../unit/functions/door.ts';
import { site } from '../unit/theme/sample.ts';

const alice = 'https://social.test/users/alice';

interface Scene {
  readonly port: number;
  /** Status of a like by alice. */
  like(): Promise<number>;
}

async function openScene(): Promise<Scene> {
  const door = await openDoor();
  const keys = [{ id: mainKeyOf(uri(alice)), pem: aliceKeys.publicKeyPem }];
  await door.store.transact((tx) => tx.putActor(actorOf(uri(alice), { keys }), 1));
  const server = await listen(door.hono, { host: '127.0.0.1', port: 0 });
  onTestFinished(server.close);
  const { port } = server;
  return { port, like: () => likeAt(port) };
}

async function likeAt(port: number): Promise<number> {
  const object = site.objectId('id-kettle');
  const body = JSON.stringify({ id: `${alice}#likes/1`, type: 'Like', actor: alice, object });
  const key = { keyId: mainKeyOf(uri(alice)), privateKey: privateKeyFromPem(aliceKeys.privateKeyPem) };
  const headers = signedHeaders({ method: 'POST', url: site.sharedInbox, date: new Date(NOW), body }, key);
  return (await fetch(`http://127.0.0.1:${port}/ap/inbox`, { method: 'POST', headers, body })).status;
}

/** Begins a request of `host` and does not end it. */
async function begin(port: number, host: string, length = 100): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST /ap/inbox HTTP/1.1\r\nHost: blog.test\r\nContent-Type: application/activity+json\r\n` +
      `Content-Length: ${length}\r\nSignature: keyId="https://${host}/users/a#main-key",signature="eA=="\r\n\r\n{`,
  );
  return socket;
}

test('a crowd from one server is refused beyond what there is room for, and another one is served', async () => {
  const { port, like } = await openScene();
  let refused = 0;
  const crowd: Socket[] = [];
  for (let n = 0; n < 300; n += 1) {
    const socket = await begin(port, 'crowd.test');
    socket.on('data', (answer: Buffer) => (refused += answer.includes('HTTP/1.1 429 ') ? 1 : 0));
    crowd.push(socket);
  }
  await waitFor(() => refused === 300 - 256, 'those who are too many to be told so');
  expect(await like()).toBe(202);
  for (const socket of crowd) socket.destroy();
});

test('long bodies that never end take the memory of one server’s share, and not that of all', async () => {
  const { port, like } = await openScene();
  let refused = 0;
  const crowd: Socket[] = [];
  for (let n = 0; n < 100; n += 1) {
    const socket = await begin(port, 'crowd.test', 256 * 1024);
    socket.on('data', (answer: Buffer) => (refused += answer.includes('HTTP/1.1 429 ') ? 1 : 0));
    crowd.push(socket);
  }
  await waitFor(() => refused === 100 - 64, 'those for whom there is no memory to be told so');
  expect(await like()).toBe(202);
  for (const socket of crowd) socket.destroy();
});

test('what a crowd held is free again when it has gone', async () => {
  const { port, like } = await openScene();
  for (let n = 0; n < 60; n += 1) await begin(port, 'social.test');
  const crowd = await Promise.all(Array.from({ length: 240 }, (_, n) => begin(port, `host-${n}.test`)));
  await waitFor(async () => (await like()) === 429, 'the inbox to be crowded');
  for (const socket of crowd) socket.destroy();
  await waitFor(async () => (await like()) === 202, 'room again');
});
