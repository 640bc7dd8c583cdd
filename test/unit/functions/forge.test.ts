import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { fetchWanted, readForgeState } from '../../../src/release/forge.ts';
import { writePushTarget } from '../../../src/release/pushed.ts';
import { NOW } from '../builders.ts';
import { openDoor, type Door } from './door.ts';

const secret = 'a kettle, a cup and leaves';
const env = { WEBHOOK_SECRET: secret, WEBHOOK_REPOSITORY: 'https://forge.test/ann/blog.git' };

async function openListening(): Promise<Door> {
  const door = await openDoor(undefined, undefined, env);
  await writePushTarget(door.dataDir, { repository: '/srv/blog.git', branch: 'main' });
  return door;
}

function send(door: Door, event: string, payload: object, signedWith = secret): Promise<Response> {
  const body = JSON.stringify(payload);
  const hmac = createHmac('sha256', signedWith).update(body).digest('hex');
  const headers = { 'x-github-event': event, 'x-hub-signature-256': `sha256=${hmac}` };
  return door.ask('/hooks/forge', { method: 'POST', headers, body });
}

const push = { ref: 'refs/heads/main', repository: { clone_url: 'https://elsewhere.test/evil.git' } };

test('202: a push to the branch that publishes has it fetched, however often it comes', async () => {
  const door = await openListening();
  for (const status of [202, 202]) expect((await send(door, 'push', push)).status).toBe(status);
  expect(await readForgeState(door.dataDir)).toEqual({
    arrival: { arrivedAt: NOW, forge: 'GitHub', about: 'push to refs/heads/main' },
    outcome: undefined,
    isPending: true,
  });
  expect(door.log).toContainEqual({
    event: 'forge.arrived',
    forge: 'GitHub',
    about: 'push to refs/heads/main',
  });
});

test('202: another branch, or another event, has no effect; 200: nor has a ping', async () => {
  const door = await openListening();
  const answers = [
    await send(door, 'push', { ref: 'refs/heads/draft' }),
    await send(door, 'push', { ref: 'refs/tags/main' }),
    await send(door, 'issues', push),
    await send(door, 'ping', {}),
  ];
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 200]);
  expect(await fetchWanted(door.dataDir)).toBeUndefined();
});

test('401: what is not signed, or with another secret, has no effect, and is not even parsed', async () => {
  const door = await openListening();
  const unsigned = await door.ask('/hooks/forge', { method: 'POST', body: JSON.stringify(push) });
  const headers = { 'x-github-event': 'push', 'x-hub-signature-256': 'sha256=00' };
  const answers = [
    unsigned,
    await send(door, 'push', push, 'another secret of a forge'),
    await door.ask('/hooks/forge', { method: 'POST', headers, body: 'no JSON' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(await readForgeState(door.dataDir)).toBeUndefined();
});

test('413: more than five megabytes are not read', async () => {
  const door = await openListening();
  const headers = { 'x-hub-signature-256': 'sha256=00', 'content-length': '5000001' };
  const answer = await door.ask('/hooks/forge', { method: 'POST', headers, body: 'x' });
  expect(answer.status).toBe(413);
});

test('429: a forge that sends too many is told when to come again', async () => {
  const door = await openDoor(undefined, undefined, env, { perMinute: 1, burst: 1 });
  await writePushTarget(door.dataDir, { repository: '/srv/blog.git', branch: 'main' });
  expect((await send(door, 'push', push)).status).toBe(202);
  const answer = await send(door, 'push', push);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '60']);
});

test('503: without a repository to fetch into, it says how to make one', async () => {
  const answer = await send(await openDoor(undefined, undefined, env), 'push', push);
  expect([answer.status, await answer.text()]).toEqual([
    503,
    expect.stringContaining('outward hook install'),
  ]);
});

test('404: where no secret is set there is nothing', async () => {
  expect((await send(await openDoor(), 'push', push)).status).toBe(404);
});
