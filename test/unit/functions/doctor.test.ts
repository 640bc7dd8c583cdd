import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { doctorTokenFile, type SeenByServer } from '../../../functions/doctor.ts';
import { listen } from '../../../src/listen.ts';
import { signedHeaders } from '../../../src/protocol/signature/sign.ts';
import { blogKeys, NOW } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { openDoor, type Door } from './door.ts';

const token = 'kettle-and-cup';
const body = '{"type":"Delete"}';

async function openAsked(): Promise<Door> {
  const door = await openDoor();
  await writeFile(doctorTokenFile(door.dataDir), token);
  return door;
}

function signed(): Promise<Record<string, string>> {
  const url = new URL(`${site.origin}/doctor/${token}`);
  const { id: keyId, privateKey } = blogKeys.instance;
  return signedHeaders({ method: 'POST', url, date: new Date(NOW), body }, { keyId, privateKey });
}

async function seenBy(door: Door, headers: Record<string, string>, sent = body): Promise<SeenByServer> {
  const answer = await door.ask(`/doctor/${token}`, { method: 'POST', headers, body: sent });
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return (await answer.json()) as SeenByServer;
}

test('200: who knows the token hears what arrived of his request', async () => {
  const door = await openAsked();
  const { signature, ...unsigned } = await signed();
  const seen = await seenBy(door, { ...unsigned, signature: signature!, 'x-forwarded-for': '8.8.8.8' });
  expect(seen).toMatchObject({ fault: null, forwardedFor: '8.8.8.8', trustsProxy: false });
  const faults = [
    await seenBy(door, unsigned),
    await seenBy(door, await signed(), `${body} `),
    await seenBy(door, { ...(await signed()), date: new Date(NOW + 1000).toUTCString() }),
  ].map(({ fault }) => fault);
  expect(faults).toEqual(['unsigned', 'bad-digest', 'bad-signature']);
});

test('Host is told as it came, whatever the server makes of it', async () => {
  const server = await listen((await openAsked()).hono, { host: '127.0.0.1', port: 0 });
  onTestFinished(server.close);
  const asked = http.request({
    ...{ port: server.port, path: `/doctor/${token}`, method: 'POST' },
    headers: { ...(await signed()), host: 'inner:4321' },
  });
  const seen = await new Promise<string>((resolve, reject) => {
    asked.on('response', (answer) => void text(answer).then(resolve, reject)).on('error', reject);
    asked.end(body);
  });
  expect(JSON.parse(seen)).toMatchObject({ host: 'inner:4321', fault: null });
});

test.each([
  ['another token', 'kettle', 'POST', 404],
  ['the right one by GET', token, 'GET', 405],
])('there is nothing for who shows %s', async (_, shown, method, status) => {
  const door = await openAsked();
  expect((await door.ask(`/doctor/${shown}`, { method })).status).toBe(status);
});

test('404 while no doctor asks: an empty token opens nothing', async () => {
  const door = await openDoor();
  expect((await door.ask(`/doctor/${token}`, { method: 'POST' })).status).toBe(404);
  await writeFile(doctorTokenFile(door.dataDir), '');
  expect((await door.ask('/doctor/%20', { method: 'POST' })).status).toBe(404);
});

test('413: nobody fills the memory by it', async () => {
  const door = await openAsked();
  const answer = await door.ask(`/doctor/${token}`, { method: 'POST', body: 'x'.repeat(5_000) });
  expect(answer.status).toBe(413);
});
